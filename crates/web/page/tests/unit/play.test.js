import test from "node:test";
import assert from "node:assert/strict";
import {
  emptyTable,
  gameWords,
  seatWords,
  strengthWords,
  strongestFirst,
} from "../../app/js/pages/play/opponents.js";
import { howItEnded, outcomeWords, winnersOf, winningCards } from "../../app/js/pages/play/outcome.js";
import { createPace, openStreets } from "../../app/js/pages/play/pace.js";
import { oddsOf, priceOf, shareOf } from "../../app/js/pages/play/price.js";
import { stagesOf } from "../../app/js/pages/play/runout.js";
import { parseSize } from "../../app/js/pages/play/size-scale.js";
import { moveLine } from "../../app/js/pages/play/story.js";
import { news } from "../../app/js/pages/play/teller.js";
import { unjudged } from "../../app/js/pages/play/valuing.js";

/** @type {import("../../app/js/poker/words.js").Unit} */
const BB = { chipsPerBb: 2, unit: "bb" };
/** @type {import("../../app/js/poker/words.js").Unit} */
const CHIPS = { chipsPerBb: 2, unit: "chips" };

/** @param {number | null} seat @param {string} text @param {object} [more] */
const line = (seat, text, more = {}) => ({ seat, text, kind: null, to: null, cards: [], ...more });

/** A hand of two that is over: all-in on the flop, aces hold. @param {object} [result] @returns {any} */
function allIn(result = {}) {
  return {
    number: 4,
    seat: 0,
    button: 0,
    hole: ["As", "Ad"],
    made: "pair of aces",
    board: ["Kh", "7c", "2d", "9s", "3c"],
    street: "river",
    line: "r200c",
    pot: 400,
    to_call: 0,
    acting: null,
    over: true,
    actions: [],
    raise: null,
    seats: [
      { seat: 0, name: "SB", stack: 0, bet: 0, folded: false, hole: ["As", "Ad"], you: true },
      { seat: 1, name: "BB", stack: 0, bet: 0, folded: false, hole: ["Kc", "Qc"], you: false },
    ],
    log: [
      line(null, "flop: Kh 7c 2d", { street: "flop", cards: ["Kh", "7c", "2d"] }),
      line(0, "SB is all-in with 100bb", { kind: "allin", to: 200 }),
      line(1, "BB calls 100bb", { kind: "call", to: 200 }),
      line(null, "turn: 9s", { street: "turn", cards: ["9s"] }),
      line(null, "river: 3c", { street: "river", cards: ["3c"] }),
    ],
    result: {
      chips: [200, -200],
      won: [400, 0],
      made: ["pair of aces", "pair of kings"],
      best: [
        ["As", "Ad", "Kh", "9s", "7c"],
        ["Kh", "Kc", "Qc", "9s", "7c"],
      ],
      run_out: [
        { board_cards: 3, win: [0.79, 0.2], split: [0.01, 0.01], equity: [0.795, 0.205] },
        { board_cards: 4, win: [0.8864, 0.1136], split: [0, 0], equity: [0.8864, 0.1136] },
      ],
      ...result,
    },
  };
}

test("all-in, the hand is shown as it stood before each street that was still to come", () => {
  const stages = stagesOf(allIn());
  assert.deepEqual(
    stages.map(({ board, log, street }) => [board.length, log.length, street]),
    [
      [3, 3, "flop"],
      [4, 4, "turn"],
    ],
  );
  for (const stage of stages) {
    assert.equal(stage.over, false);
    assert.equal(stage.result, null);
    assert.deepEqual(stage.seats[1].hole, ["Kc", "Qc"], "hands are turned over at once");
  }
  assert.equal(stages[1].chance.win[0], 0.8864);
  assert.deepEqual(stagesOf(allIn({ run_out: [] })), []);
  assert.deepEqual(stagesOf({ ...allIn(), over: false }), []);
});

test("who has folded is not turned over before the end", () => {
  const hand = allIn();
  hand.seats.push({ seat: 2, name: "BTN", stack: 0, bet: 0, folded: true, hole: ["2c", "2h"], you: false });
  assert.equal(stagesOf(hand)[0].seats[2].hole, null);
});

test("the five cards of the winner are marked, of both where the pot is split", () => {
  const hand = allIn();
  assert.deepEqual(winnersOf(hand), [0]);
  assert.deepEqual([...(winningCards(hand) ?? [])].sort(), ["7c", "9s", "Ad", "As", "Kh"]);
  const split = allIn({ chips: [0, 0], won: [200, 200] });
  assert.equal(winningCards(split)?.size, 7);
  assert.equal(outcomeWords(split, BB), "The pot is split");
  assert.equal(outcomeWords(hand, BB), "You win 100 bb");
  assert.equal(outcomeWords(hand, CHIPS), "You win 200 chips");
  assert.equal(howItEnded(hand), "pair of aces against pair of kings");
  const made = ["pair of twos", "pair of twos"];
  assert.equal(howItEnded(allIn({ made })), "pair of twos against pair of twos, by the other cards");
  assert.equal(howItEnded({ ...split, result: { ...split.result, made } }), made.join(" against "));
});

test("without a showdown no card is marked", () => {
  const hand = allIn();
  hand.seats[1].folded = true;
  assert.equal(winningCards(hand), null);
  assert.equal(howItEnded(hand), "BB folded");
});

test("what is new at the table is told once, and one's own moves are not", () => {
  const hand = allIn();
  const [flop, turn] = stagesOf(hand);
  const asked = { ...flop, chance: undefined, log: hand.log.slice(0, 1), line: "", acting: 0, actions: [{}] };
  assert.equal(
    news(null, asked, BB),
    "Hand 4: you are SB with ace of spades and ace of diamonds. " +
      "Flop: king of hearts, seven of clubs, two of diamonds. Your turn: the pot is 200 bb.",
  );
  assert.equal(news(asked, asked, BB), "");
  assert.equal(news(asked, flop, BB), "BB calls 100 bb. All-in: you win 79 % of the time.");
  assert.equal(news(flop, flop, CHIPS), "");
  assert.equal(news(flop, turn, BB), "Turn: nine of spades. All-in: you win 89 % of the time.");
  assert.equal(
    news(turn, hand, BB),
    "River: three of clubs. You win 100 bb: pair of aces against pair of kings.",
  );
});

test("moves are told in the unit chosen", () => {
  const raise = line(0, "SB raises to 2.5bb", { kind: "raise", to: 5 });
  assert.equal(moveLine(raise, BB), "SB raises to 2.5 bb");
  assert.equal(moveLine(raise, CHIPS), "SB raises to 5 chips");
  // What a call adds is less than what it comes to.
  assert.equal(moveLine(line(1, "BB calls 1.5bb", { kind: "call", to: 5 }), CHIPS), "BB calls 3 chips");
  assert.equal(moveLine(line(1, "BB checks", { kind: "check" }), BB), "BB checks");
});

test("a size is read as it is typed, and what is none is refused", () => {
  assert.equal(parseSize("4.5", 2), 9);
  assert.equal(parseSize(" 4,5 bb", 2), 9);
  assert.equal(parseSize(".5", 2), 1);
  for (const text of ["", "bb", "4..5", "1e3", "-3", "four"]) assert.equal(parseSize(text, 2), null, text);
});

test("how long costs take is learned street by street", () => {
  let now = 0;
  const pace = createPace(() => now);
  const words = (/** @type {number} */ secs) => {
    now += secs * 1000;
    return pace.words();
  };
  assert.equal(pace.words(), "");
  pace.begin(["flop", "turn"]);
  assert.equal(words(0.5), "working out costs");
  assert.equal(words(3.5), "working out costs: 4 s so far");
  words(0.4);
  pace.end();
  assert.equal(pace.words(), "");
  // 4.4 s in all, a flop ten times as long as a turn.
  pace.begin(["flop"]);
  assert.equal(words(0.5), "costs in about 4 s");
  assert.equal(words(3.2), "costs in about 1 s");
  assert.equal(words(1), "costs in a moment");
  assert.equal(words(5), "working out costs: 10 s so far, mostly 4 s");
  pace.drop();
  assert.equal(pace.words(), "");
  // Nothing is waited for where nothing is open.
  pace.begin([]);
  assert.equal(words(2), "");
  pace.end();
});

test("decisions whose costs are to come are those that are not valued", () => {
  const decisions = [
    { valued: true, board: [] },
    { valued: false, board: [] },
    { valued: false, board: ["Ah", "Kd", "7c"] },
    { valued: false, board: ["Ah", "Kd", "7c", "2s", "3s"] },
  ];
  assert.deepEqual(openStreets(decisions), ["preflop", "flop", "river"]);
});

test("opponents are told in plain words", () => {
  assert.equal(gameWords("2p 100bb"), "Heads-up, 100 bb each");
  assert.equal(gameWords("3p 5-20bb"), "3 players, 5 to 20 bb");
  assert.equal(gameWords("2p 12.5bb"), "Heads-up, 12.5 bb each");
  assert.equal(gameWords("kuhn"), "kuhn");
  assert.equal(
    strengthWords({ exploitability_mbb: 98.1, iterations: 182921, state: "finished" }),
    "perfect play wins about 9.8 bb per 100 hands from it · 183 k iterations",
  );
  assert.equal(strengthWords({ state: "running" }), "not measured how strong it is · still in training");
  assert.deepEqual(seatWords([{ name: "SB" }, { name: "BB" }]), ["always SB, on the button", "always BB"]);
  assert.deepEqual(seatWords([{ name: "SB" }, { name: "BB" }, { name: "BTN" }]).at(-1), "always BTN");
  const seats = ["SB", "BB", "BTN"].map((name, seat) => ({ seat, name, stack: 200 }));
  const table = emptyTable({ players: 3, seats }, null);
  assert.deepEqual([table.button, table.seats.map(({ you }) => you)], [2, [false, false, true]]);
  assert.equal(emptyTable({ players: 3, seats }, 1).seats[1].you, true);
});

test("opponents stand by game, the strongest first, what is in training or not measured behind", () => {
  const one = (/** @type {string} */ name, game = "2p 100bb", mbb = /** @type {number | null} */ (null)) => ({
    name,
    game,
    exploitability_mbb: mbb,
    state: "finished",
  });
  const training = { ...one("training"), state: "running" };
  const list = [
    training,
    one("unmeasured"),
    one("weak", "2p 100bb", 2211),
    one("short", "2p 10bb", 3),
    one("strong", "2p 100bb", 1707),
  ];
  const names = (/** @type {any[]} */ all) => strongestFirst(all).map(({ name }) => name);
  assert.deepEqual(names(list), ["strong", "weak", "unmeasured", "training", "short"]);
  assert.deepEqual(names([training]), ["training"]);
  // What is equal stays as it came, the newest first.
  assert.deepEqual(names([one("new", "6p 100bb"), one("old", "6p 100bb")]), ["new", "old"]);
});

test("hands that were left before they were judged are judged later, the last one first", () => {
  const hand = (/** @type {number} */ number, judged = false) => ({ number, judged });
  assert.deepEqual(unjudged([hand(1), hand(2, true), hand(3), hand(4, true)]), [3, 1]);
  assert.deepEqual(unjudged([hand(1, true)]), []);
});

/**
 * A decision of the first seat.
 * @param {[number, number][]} seats Chips put in on this street, and behind.
 * @param {number} before Chips in the pot from streets before.
 * @returns {any}
 */
function facing(seats, before) {
  const most = Math.max(...seats.map(([bet]) => bet));
  return {
    acting: 0,
    to_call: most - seats[0][0],
    pot: before + seats.reduce((sum, [bet]) => sum + bet, 0),
    seats: seats.map(([bet, stack]) => ({ bet, stack, folded: false })),
  };
}

test("pot odds leave out what is bet over the stack of the caller", () => {
  // Blinds of 1 and 2, stacks of 8 and 20: limped, raised to 6, called; then all of 14 against 2.
  const short = facing(
    [
      [0, 2],
      [14, 0],
    ],
    12,
  );
  assert.equal(priceOf(short), 2);
  assert.equal(oddsOf(short), 2 / 16);
  const deep = facing(
    [
      [0, 50],
      [14, 0],
    ],
    12,
  );
  assert.equal(priceOf(deep), 14);
  assert.equal(oddsOf(deep), 14 / 40);
  // Of two others one bets over the caller's stack, the other has called less.
  const three = facing(
    [
      [1, 4],
      [20, 0],
      [3, 0],
    ],
    6,
  );
  assert.equal(oddsOf(three), 4 / (6 + 1 + 5 + 3 + 4));
});

test("a bet is a share of the pot as far as it can be called", () => {
  const even = facing(
    [
      [0, 100],
      [0, 100],
    ],
    20,
  );
  assert.equal(shareOf(even, 10), 0.5);
  assert.equal(shareOf(even, 100), 5);
  const covered = facing(
    [
      [0, 100],
      [0, 10],
    ],
    20,
  );
  assert.equal(shareOf(covered, 10), 0.5);
  assert.equal(shareOf(covered, 100), 0.5);
  const raised = facing(
    [
      [0, 100],
      [10, 20],
    ],
    20,
  );
  assert.equal(shareOf(raised, 30), 20 / 40);
  assert.equal(shareOf(raised, 100), 20 / 40);
  const folded = facing(
    [
      [0, 100],
      [0, 10],
      [0, 90],
    ],
    20,
  );
  folded.seats[2].folded = true;
  assert.equal(shareOf(folded, 100), 0.5);
});
