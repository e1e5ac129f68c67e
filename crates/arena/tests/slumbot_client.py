"""Plays hands against a server of Slumbot's interface: slumbot_client.py URL HANDS.

It checks what a client of that interface relies on: the token, whose turn it is, the form of the betting, and
that the sums of the session are those of its hands. Standard library only.
"""

import http.client
import json
import random
import re
import sys
from urllib.parse import urlparse

BLINDS, STACK = (50, 100), 20_000
STREET = re.compile(r"(k|c|f|b\d+)")


class Betting:
    """The betting of a hand, from its text: who is in turn and what may be done."""

    def __init__(self, text):
        self.put_in = [BLINDS[1], BLINDS[0]]  # by position, in the whole hand
        self.bet, self.raise_by, self.over = BLINDS[1], BLINDS[1], False
        self.turn, before = 1, [0, 0]
        streets = text.split("/")
        assert len(streets) <= 4, text
        for number, street in enumerate(streets):
            if number:
                assert self.put_in[0] == self.put_in[1], f"a street ended early in {text}"
                before, self.turn, self.bet, self.raise_by = list(self.put_in), 0, 0, BLINDS[1]
            actions = STREET.findall(street)
            assert "".join(actions) == street, text
            for count, action in enumerate(actions):
                self.take(action, before, text)
            self.closed = len(actions) > 1 and actions[-1] in "kc" or (actions[-1:] == ["c"] and number > 0)
            self.street, self.actions = number, actions
        self.before = before
        all_in = self.put_in == [STACK, STACK]
        self.over |= all_in or (len(streets) == 4 and self.closed)

    def take(self, action, before, text):
        assert not self.over, text
        put_in = self.put_in[self.turn] - before[self.turn]
        if action == "f":
            assert put_in < self.bet, text
            self.over = True
        elif action == "k":
            assert put_in == self.bet, text
        elif action == "c":
            assert put_in < self.bet, text
            self.put_in[self.turn] = before[self.turn] + self.bet
        else:
            to = int(action[1:])
            assert to - self.bet >= self.raise_by or before[self.turn] + to == STACK, text
            assert to > self.bet and before[self.turn] + to <= STACK, text
            self.bet, self.raise_by = to, max(self.raise_by, to - self.bet)
            self.put_in[self.turn] = before[self.turn] + to
        self.turn = 1 - self.turn

    def choose(self, rng):
        """Anything that is legal."""
        put_in = self.put_in[self.turn] - self.before[self.turn]
        most = STACK - self.before[self.turn]
        choices = ["k"] if put_in == self.bet else ["c", "c", "f"]
        if self.bet < most and max(self.put_in) < STACK:
            least = min(self.bet + self.raise_by, most)
            choices += [f"b{least}", f"b{rng.randint(least, most)}", f"b{most}"][: rng.randint(1, 3)]
        return rng.choice(choices)


class Client:
    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlparse(url).netloc, timeout=60)
        self.token = None

    def post(self, path, **body):
        if self.token:
            body["token"] = self.token
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        assert response.status == 200 and "error_msg" not in answer, answer
        self.token = answer.get("token", self.token)
        return answer


def play(client, rng):
    """One hand: the last answer."""
    answer = client.post("/api/new_hand")
    assert answer["old_action"] == "" and len(answer["hole_cards"]) == 2, answer
    while "winnings" not in answer:
        betting = Betting(answer["action"])
        assert not betting.over and betting.turn == answer["client_pos"], answer
        assert len(answer["board"]) == (0, 3, 4, 5)[betting.street], answer
        before = answer["action"]
        incr = betting.choose(rng)
        answer = client.post("/api/act", incr=incr)
        assert answer["old_action"] == before and answer["action"].startswith(before + incr), answer
    assert Betting(answer["action"]).over, answer
    return answer


def main():
    url, hands = sys.argv[1], int(sys.argv[2])
    rng, client, total, baseline = random.Random(7), Client(url), 0, 0
    for number in range(1, hands + 1):
        answer = play(client, rng)
        total += answer["winnings"]
        baseline += answer["baseline_winnings"]
        assert answer["session_num_hands"] == number and answer["session_total"] == total, answer
        assert answer["session_baseline_total"] == baseline, answer
        assert len(answer["bot_hole_cards"]) == 2 and 0 <= answer["won_pot"] <= 2 * STACK, answer
    print(f"{hands} hands, {total} chips")


if __name__ == "__main__":
    main()
