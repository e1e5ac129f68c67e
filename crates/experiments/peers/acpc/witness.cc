// Answers the requests of `acpc_states` with the engine of the computer poker competition. It is no part of
// this project: README.md says where it is found.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>

#include "game.h"

using namespace project_acpc_server;

static const uint8_t UNKNOWN = 255;

static Game *read_game(std::string text) {
  for (char &c : text)
    if (c == ';') c = '\n';
  FILE *file = fmemopen(&text[0], text.size(), "r");
  Game *game = readGame(file);
  fclose(file);
  return game;
}

static void print_game(const Game *game) {
  char *text;
  size_t size;
  FILE *file = open_memstream(&text, &size);
  printGame(file, game);
  fclose(file);
  for (size_t i = 0; i < size; ++i)
    if (text[i] == '\n') text[i] = ';';
  printf("%s", text);
  free(text);
}

static void print_value(double value, bool first) {
  char text[64];
  int end = snprintf(text, sizeof text, "%.6f", value);
  while (text[end - 1] == '0') --end;
  if (text[end - 1] == '.') --end;
  printf("%s%.*s", first ? "" : "|", end, text);
}

// Who may do what, or what everybody has won.
static void print_allowed(const Game *game, const State *state) {
  if (stateFinished(state)) {
    printf(" worth ");
    for (int p = 0; p < game->numPlayers; ++p) print_value(valueOfState(game, state, p), p == 0);
    return;
  }
  Action fold = {a_fold, 0};
  int32_t min, max;
  printf(" turn %d fold %d raise ", currentPlayer(game, state), isValidAction(game, state, 0, &fold));
  if (raiseIsValid(game, state, &min, &max))
    printf("%d-%d", min, max);
  else
    printf("none");
}

static void play(const Game *game, const char *request) {
  unsigned seed, number;
  int read;
  char line[MAX_LINE_LEN];
  MatchState state;
  sscanf(request, "%u %u%n", &seed, &number, &read);
  rng_state_t rng;
  init_genrand(&rng, seed);
  initState(game, number, &state.state);
  dealCards(game, &rng, &state.state);
  printf("play");
  const char *at = request + read;
  if (*at == ' ') ++at;
  while (*at) {
    const char *end = strchrnul(at, ',');
    std::string text(at, end);
    Action action;
    bool mistake = readAction(text.c_str(), game, &action) < 0 || !isValidAction(game, &state.state, 1, &action);
    if (mistake) action.type = a_call, action.size = 0;
    doAction(game, &action, &state.state);
    printAction(game, &action, MAX_LINE_LEN, line);
    printf(" %s%s", line, mistake ? "!" : "");
    at = *end ? end + 1 : end;
  }
  for (int p = 0; p < game->numPlayers; ++p) {
    state.viewingPlayer = p;
    printMatchState(game, &state, MAX_LINE_LEN, line);
    printf(" %s", line);
  }
  printState(game, &state.state, MAX_LINE_LEN, line);
  printf(" %s", line);
  print_allowed(game, &state.state);
}

static void read(const Game *game, const char *text) {
  char line[MAX_LINE_LEN];
  MatchState state;
  memset(state.state.holeCards, UNKNOWN, sizeof state.state.holeCards);
  int consumed = readMatchState(text, game, &state);
  if (consumed < 0) {
    printf("read refused");
    return;
  }
  const bool showdown = stateFinished(&state.state) && numFolded(game, &state.state) + 1 < game->numPlayers;
  printf("read %d ", consumed);
  for (int p = 0; p < game->numPlayers; ++p)
    if ((p == state.viewingPlayer || (showdown && !state.state.playerFolded[p]))
        && state.state.holeCards[p][0] == UNKNOWN) {
      printf("cards are missing");
      return;
    }
  printMatchState(game, &state, MAX_LINE_LEN, line);
  printf("%s", line);
  print_allowed(game, &state.state);
}

int main() {
  char *request = NULL;
  size_t size = 0;
  ssize_t length;
  Game *game = NULL;
  while ((length = getline(&request, &size, stdin)) > 0) {
    if (request[length - 1] == '\n') request[length - 1] = 0;
    if (!strncmp(request, "game ", 5)) {
      game = read_game(request + 5);
      printf("game ");
      if (game)
        print_game(game);
      else
        printf("refused");
    } else if (!game) {
      printf("%.4s without a game", request);
    } else if (!strncmp(request, "play ", 5)) {
      play(game, request + 5);
    } else {
      read(game, request + 5);
    }
    printf("\n");
  }
}
