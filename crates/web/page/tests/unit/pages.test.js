import test from "node:test";
import assert from "node:assert/strict";
import { readGoTo } from "../../app/js/pages/strategy/goto.js";
import { sourcesOf } from "../../app/js/parts/sources.js";
import {
  EXAMPLE,
  GOAL,
  fieldsOf,
  goalOf,
  lineWords,
  listOf,
  spotOf,
  wrongNumber,
} from "../../app/js/pages/spots/spot-fields.js";
import { groupWords, shares, withLock } from "../../app/js/pages/spots/lock-panel.js";
import { STEPS, positionOf, sizeAt } from "../../app/js/pages/play/size-scale.js";
import { intervalText } from "../../app/js/pages/runs/report.js";
import { seriesOf, withScalar } from "../../app/js/pages/runs/series.js";
import { valuesToAsk } from "../../app/js/explorer/position.js";
import { amountChange } from "../../app/js/poker/words.js";

test("a typed place is told apart by its form", () => {
  assert.deepEqual(readGoTo("r5c/k AhKd7c aks"), { line: "r5c/k", board: "AhKd7c", cell: "AKs" });
  assert.deepEqual(readGoTo("77"), { cell: "77" });
  assert.deepEqual(readGoTo("kao"), { cell: "AKo" });
  assert.deepEqual(readGoTo("QhJh"), { cell: "QJs" });
  assert.deepEqual(readGoTo("x b100 c"), { line: "x b100 c" });
  assert.deepEqual(readGoTo("  "), {});
});

test("a slider moves at every step, and bets of the pot do not all lie in its first tenth", () => {
  const bounds = { least: 4, most: 200 };
  const sizes = [4];
  for (let size = 4; size < 200; sizes.push(size)) {
    size = sizeAt(positionOf(size, bounds) + 1, size, bounds);
  }
  assert.ok(sizes.every((size, i) => i === 0 || size > sizes[i - 1]));
  assert.deepEqual(sizes.slice(0, 8), [4, 5, 6, 7, 8, 9, 10, 11]);
  assert.equal(sizes.at(-1), 200);
  assert.equal(sizeAt(positionOf(12, bounds) - 1, 12, bounds), 11);
  // A bet of 20 into 200 stands near the middle.
  assert.ok(Math.abs(positionOf(20, bounds) / STEPS - 0.41) < 0.01);
  assert.equal(positionOf(7, { least: 7, most: 7 }), 0);
});

test("an interval is the one that was measured, and where there is none it is not called exact", () => {
  // Three flops: Student's t has 4.3 standard errors on each side.
  const mbb = 2361.7;
  assert.equal(intervalText({ mbb, interval95_mbb: [589.25, 4134.25], exact: false }), "± 1772.5");
  assert.equal(intervalText({ mbb, interval95_mbb: null, exact: false }), "none: too few were sampled");
  assert.equal(intervalText({ mbb, interval95_mbb: [mbb, mbb], exact: true }), "exact");
});

test("values on a flop are estimated first, and exact where EV is looked at", () => {
  /** @param {string} street @param {object} [more] */
  const at = (street, more = {}) =>
    /** @type {any} */ ({
      source: { has_values: true },
      hands: { cells: [] },
      node: { state: "decision", street },
      values: null,
      ...more,
    });
  assert.equal(valuesToAsk(at("flop"), true), "some");
  const estimated = { values: { sampled: true }, asked: "some" };
  assert.equal(valuesToAsk(at("flop", { asked: "some" }), true), null);
  assert.equal(valuesToAsk(at("flop", estimated), false), null);
  assert.equal(valuesToAsk(at("flop", estimated), true), "all");
  assert.equal(valuesToAsk(at("flop", { ...estimated, asked: "all" }), true), null);
  for (const street of ["preflop", "turn", "river"]) {
    assert.equal(valuesToAsk(at(street), false), "all");
    assert.equal(valuesToAsk(at(street, { asked: "all", values: {} }), true), null);
  }
  assert.equal(valuesToAsk(at("flop", { source: { has_values: false } }), true), null);
  const unprepared = { source: { has_values: true, boards_ready: false } };
  for (const street of ["preflop", "flop"]) assert.equal(valuesToAsk(at(street, unprepared), true), null);
});

test("sources stand by kind, the newest first, what is in training behind", () => {
  const source = (/** @type {string} */ id, /** @type {any} */ more) => ({ id, kind: "run", ...more });
  const sources = [
    source("solution", { kind: "solution", age_secs: 1 }),
    source("old", { state: "complete", age_secs: 90 }),
    source("now", { state: "running", age_secs: 0 }),
    source("broken", { state: "unreadable", age_secs: 2 }),
    source("new", { state: "complete", age_secs: 9 }),
  ];
  const ids = sourcesOf({ sources }).map(({ id }) => id);
  assert.deepEqual(ids, ["new", "old", "now", "solution"]);
});

test("a spot survives the form", () => {
  const values = fieldsOf(EXAMPLE);
  assert.deepEqual(
    {
      ...spotOf(EXAMPLE, values, { oop: EXAMPLE.oop_range, ip: EXAMPLE.ip_range }, false),
      rake_cap: undefined,
    },
    { ...EXAMPLE, rake_cap: undefined },
  );
});

test("sizes for each player take the place of those for both, and back", () => {
  const each = spotOf(EXAMPLE, fieldsOf(EXAMPLE), { oop: "AA", ip: "KK" }, true);
  assert.deepEqual(each.river_oop, EXAMPLE.river);
  assert.deepEqual(each.river_ip, EXAMPLE.river);
  const values = fieldsOf(each);
  assert.equal(values.perPlayer, "yes");
  const both = spotOf(each, values, { oop: "AA", ip: "KK" }, false);
  assert.equal("river_oop" in both, false);
});

test("an empty donk is the bet, and none is none", () => {
  const values = { ...fieldsOf(EXAMPLE), "turn.donk": "none", "river.donk": "33%" };
  const spot = spotOf(EXAMPLE, values, { oop: "AA", ip: "KK" }, false);
  assert.equal("donk" in spot.flop, false);
  assert.equal(spot.turn.donk, "");
  assert.equal(spot.river.donk, "33%");
});

test("what is typed as a number is taken as it stands, or refused with its field", () => {
  assert.deepEqual(goalOf({ target_pct: "0", max_secs: "5" }), { target_pct: 0, max_secs: 5 });
  assert.deepEqual(goalOf({ target_pct: "0,5", max_secs: "" }), { ...GOAL, target_pct: 0.5 });
  const values = { ...fieldsOf(EXAMPLE), target_pct: "", max_secs: "60" };
  assert.equal(wrongNumber(values), null);
  const rake = spotOf(EXAMPLE, { ...values, rake_rate: "2,5" }, { oop: "AA", ip: "KK" }, false);
  assert.equal(rake.rake_rate, 0.025);
  for (const [field, typed] of [
    ["pot", "1,000"],
    ["effective_stack", "two"],
    ["rake_rate", "5%"],
    ["target_pct", "low"],
    ["max_secs", "2m"],
  ]) {
    const wrong = wrongNumber({ ...values, [field]: typed });
    assert.equal(wrong?.field, field);
    assert.ok(wrong.message.includes(typed), wrong.message);
  }
});

test("locks for some hands stand before the lock for all", () => {
  const all = withLock([], "x", "all", { x: 1 });
  const both = withLock(all, "x", "AA", { b50: 1 });
  assert.deepEqual(both, [
    {
      line: "x",
      strategy: [
        { hands: "AA", play: { b50: 1 } },
        { hands: "all", play: { x: 1 } },
      ],
    },
  ]);
  assert.deepEqual(withLock(both, "x", "all", { b50: 1 })[0].strategy[1], { hands: "all", play: { b50: 1 } });
  assert.equal(withLock(both, "", "all", { x: 1 }).length, 2);
});

test("shares sum to one, or are refused", () => {
  assert.deepEqual(shares([25, 75]), [0.25, 0.75]);
  assert.deepEqual(shares([1, 1, 2]), [0.25, 0.25, 0.5]);
  assert.equal(shares([0, 0]), null);
  assert.equal(shares([-1, 2]), null);
  assert.equal(shares([NaN, 2]), null);
});

test("charts of one run have a colour a tag, of several a colour a run", () => {
  const series = [
    { tag: "a/One", step: [1], secs: [1], value: [5] },
    { tag: "a/TwoThree", step: [1, 2], secs: [1, 2], value: [6, null] },
  ];
  const one = seriesOf(/^a\//, [{ name: "x", series }]);
  assert.deepEqual(
    one.map((s) => s.name),
    ["one", "two three"],
  );
  assert.notEqual(one[0].colour, one[1].colour);
  assert.deepEqual(one[1].points, [[1, 6]]);
  const two = seriesOf(/One$/, [
    { name: "x", series },
    { name: "y", series },
  ]);
  assert.deepEqual(
    two.map((s) => s.name),
    ["x", "y"],
  );
});

test("a number that comes is added once", () => {
  const first = withScalar([], { tag: "a", step: 1, secs: 1, value: 2 });
  const twice = withScalar(withScalar(first, { tag: "a", step: 2, secs: 2, value: 3 }), {
    tag: "a",
    step: 2,
    secs: 2,
    value: 3,
  });
  assert.deepEqual(twice, [{ tag: "a", step: [1, 2], secs: [1, 2], value: [2, 3] }]);
});

test("flops are typed with commas between them, with spaces or without", () => {
  assert.deepEqual(listOf("AsKd7c, Th 9h 8d;\n7c5s2d,"), ["AsKd7c", "Th9h8d", "7c5s2d"]);
  assert.deepEqual(listOf("  "), []);
});

test("a line of a spot is read in words", () => {
  assert.equal(lineWords(""), "at the beginning");
  assert.equal(lineWords("x b100 c"), "check, bet 100, call");
});

test("a lock is told in words: which hands do what, the most frequent first", () => {
  const lock = {
    line: "",
    strategy: [
      { hands: "QQ+", play: { x: 0.4, b100: 0.6, f: 0 } },
      { hands: "all", play: { x: 1, b100: 0, f: 0 } },
    ],
  };
  assert.equal(groupWords(lock), "QQ+: 60 % bet 100, 40 % check; all hands: 100 % check");
});

test("what an EV changes by has a sign and the decimals of its unit", () => {
  assert.equal(amountChange(5, { chipsPerBb: 2, unit: "bb" }), "+2.50");
  assert.equal(amountChange(-2.36, { chipsPerBb: null, unit: "bb" }), "\u22122.4");
  assert.equal(amountChange(0.01, { chipsPerBb: null, unit: "chips" }), "0.0");
  assert.equal(amountChange(null, { chipsPerBb: 2, unit: "bb" }), "–");
});
