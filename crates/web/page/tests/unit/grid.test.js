import test from "node:test";
import assert from "node:assert/strict";
import { actionColours, barOrder } from "../../app/js/poker/actions.js";
import { actionWords, mixWords } from "../../app/js/poker/words.js";
import { cellMeans, cellWeights, heatCells, strategyCells } from "../../app/js/parts/cells.js";
import { gradient, moved } from "../../app/js/parts/grid.js";
import { decades, scales, ticks, timeTicks } from "../../app/js/parts/axes.js";
import { nearest } from "../../app/js/parts/chart.js";
import { differenceCells } from "../../app/js/explorer/difference.js";

const kinds = (/** @type {string[]} */ ...list) => list.map((kind) => ({ kind, label: kind }));
const unit = { chipsPerBb: 2, unit: /** @type {"bb"} */ ("bb") };

test("bets darken with their size, and all-in is darkest", () => {
  assert.deepEqual(actionColours(kinds("fold", "call", "raise", "raise", "allin")), [
    "fold",
    "call",
    "r2",
    "r4",
    "allin",
  ]);
  assert.deepEqual(actionColours(kinds("check", "bet")), ["call", "r3"]);
  const many = actionColours(kinds("check", "bet", "bet", "bet", "bet", "bet")).slice(1);
  assert.deepEqual(many, ["r1", "r2", "r3", "r4", "r5"]);
  for (let n = 1; n <= 12; n++) {
    const shades = actionColours(Array.from({ length: n }, () => ({ kind: "bet" }))).map((c) =>
      Number(c.slice(1)),
    );
    shades.forEach((s, i) => assert.ok(s >= 1 && s <= 5 && (i === 0 || s >= shades[i - 1])));
  }
});

test("actions have the player's names", () => {
  assert.equal(actionWords({ kind: "raise", label: "", to: 18 }, unit), "Raise to 9");
  assert.equal(actionWords({ kind: "raise", label: "", to: 18 }, { ...unit, unit: "chips" }), "Raise to 18");
  assert.equal(actionWords({ kind: "bet", label: "", to: 8, size: 0.75 }, unit), "Bet 75 %");
  assert.equal(actionWords({ kind: "allin", label: "", to: 200 }, unit), "All-in 100");
  assert.equal(
    mixWords(/** @type {any} */ (kinds("fold", "call")), [0.25, 0.75], unit),
    "call 75.0 %, fold 25.0 %",
  );
});

test("a cell is a bar from the largest bet to the fold, as high as its weight", () => {
  const cells = Array(169).fill({ live: 0, weight: 0, frequencies: null });
  cells[0] = { live: 6, weight: 0.5, frequencies: [0.25, 0.25, 0.5] };
  const [first, dead] = strategyCells(cells, kinds("fold", "call", "raise"), unit);
  assert.deepEqual(first?.segments, [
    { colour: "var(--r3)", share: 0.5 },
    { colour: "var(--call)", share: 0.25 },
    { colour: "var(--fold)", share: 0.25 },
  ]);
  assert.equal(first?.height, 0.5);
  assert.equal(dead?.dead, true);
});

test("means of cells weigh hands, and leave out those that cannot be", () => {
  const cellOf = [0, 0, 1, 2];
  const means = cellMeans([1, 3, 5, 7], [1, 3, null, 0], cellOf);
  assert.deepEqual(means.slice(0, 3), [2.5, null, null]);
  assert.deepEqual(cellWeights([1, 0.5, null, 0], cellOf).slice(0, 3), [0.75, null, 0]);
});

test("a heat map runs from low through middle to high", () => {
  const say = { low: -1, mid: 0, high: 2, text: String, words: String };
  const colours = heatCells([-1, 0, 2, 1, null], say).map((cell) => cell?.segments[0]?.colour);
  assert.deepEqual(colours, [
    "color-mix(in srgb, var(--low) 100%, var(--mid))",
    "color-mix(in srgb, var(--high) 0%, var(--mid))",
    "color-mix(in srgb, var(--high) 100%, var(--mid))",
    "color-mix(in srgb, var(--high) 50%, var(--mid))",
    undefined,
  ]);
});

test("the difference grid shows what the second does more often", () => {
  const cells = Array(169).fill({ weight: 1, distance: 0, differences: [0, 0] });
  cells[3] = { weight: 1, distance: 0.2, differences: [-0.2, 0.2] };
  const drawn = differenceCells({ actions: kinds("fold", "raise"), cells });
  assert.deepEqual(drawn[0]?.segments, []);
  assert.deepEqual(drawn[3]?.segments, [
    { colour: "var(--r3)", share: 0.2 },
    { colour: "transparent", share: 0.8 },
  ]);
});

test("bars are one background whose stops sum to the whole", () => {
  assert.equal(
    gradient([
      { colour: "red", share: 0.25 },
      { colour: "blue", share: 0.75 },
    ]),
    "linear-gradient(to right, red 0.00% 25.00%, blue 25.00% 100.00%)",
  );
  assert.deepEqual(barOrder(3), [2, 1, 0]);
});

test("arrow keys stay in the grid", () => {
  assert.equal(moved(0, "ArrowUp"), 0);
  assert.equal(moved(0, "ArrowRight"), 1);
  assert.equal(moved(12, "ArrowRight"), 12);
  assert.equal(moved(14, "ArrowUp"), 1);
  assert.equal(moved(20, "Home"), 13);
  assert.equal(moved(20, "End"), 25);
  assert.equal(moved(20, "x"), null);
});

test("ticks are round numbers within the span", () => {
  assert.deepEqual(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(ticks(0.013, 0.047, 4), [0.02, 0.03, 0.04]);
});

test("times are counted in round seconds, minutes and hours", () => {
  assert.deepEqual(timeTicks(0, 125, 3), [0, 60, 120]);
  assert.deepEqual(timeTicks(3, 14, 4), [5, 10]);
  assert.deepEqual(timeTicks(0, 4000, 3), [0, 1200, 2400, 3600]);
});

test("an axis of powers of ten has two marks at least", () => {
  assert.deepEqual(decades(0.05, 200), [0.1, 1, 10, 100]);
  assert.deepEqual(decades(0.3, 8.9), [0.5, 1, 2, 5]);
  assert.deepEqual(decades(2.1, 4.9), [2.1, 4.9]);
});

test("what a chart says is of the point that is nearest to the pointer", () => {
  /** @type {[number, number][]} */
  const points = [
    [0, 3],
    [10, 5],
    [40, 4],
  ];
  assert.deepEqual(
    [-5, 4, 6, 24, 26, 99].map((x) => nearest(points, x)?.[0]),
    [0, 0, 10, 10, 40, 40],
  );
  assert.equal(nearest([], 1), undefined);
  const scale = scales(points, { x: "x", y: "y" }, 200);
  for (const [x] of points) assert.ok(Math.abs(scale.xAt(scale.x(x)) - x) < 1e-9);
});
