import test from "node:test";
import assert from "node:assert/strict";
import { classWeights, formatRange, numCombos, withClass } from "../../app/js/poker/range.js";
import { parseRange } from "../../app/js/poker/range-parse.js";
import { classIndex } from "../../app/js/poker/cards.js";
import { READ, REFUSED } from "../range-forms.js";

test("every form has as many combos as it should", () => {
  for (const [text, expected] of READ) {
    const { weights, error } = parseRange(text);
    assert.equal(error, null, text);
    assert.ok(Math.abs(numCombos(weights) - expected) < 1e-6, `${text}: ${numCombos(weights)}`);
  }
});

test("neighbours climb together, other hands by the lower card", () => {
  const classes = (/** @type {string} */ text) =>
    [...classWeights(parseRange(text).weights).entries()].filter(([, weight]) => weight > 0).map(([i]) => i);
  const expected = (/** @type {string[]} */ names) => names.map(classIndex).sort((a, b) => a - b);
  assert.deepEqual(classes("JTs+"), expected(["JTs", "QJs", "KQs", "AKs"]));
  assert.deepEqual(classes("J9s+"), expected(["J9s", "JTs"]));
  assert.deepEqual(classes("AKs-JTs"), expected(["JTs", "QJs", "KQs", "AKs"]));
  assert.deepEqual(classes("QTo-86o"), expected(["QTo", "J9o", "T8o", "97o", "86o"]));
});

test("where items overlap the last one counts", () => {
  const { weights } = parseRange("TT+,AA:0.25");
  assert.equal(classWeights(weights)[classIndex("AA")], 0.25);
  assert.equal(classWeights(weights)[classIndex("KK")], 1);
});

test("what is no range is said by place and name", () => {
  for (const [text, expected] of REFUSED) assert.equal(parseRange(text).error, expected, text);
});

test("a range is written as short as it can be", () => {
  for (const [text, short] of [
    ["AA,KK,QQ", "QQ+"],
    ["TT,99,88", "TT-88"],
    ["AKs,AQs,AJs", "AJs+"],
    ["A5s,A4s", "A5s-A4s"],
    ["AA:0.5,KK:0.5", "KK+:0.5"],
    ["AhKh", "AhKh"],
    ["AK", "AKs,AKo"],
  ]) {
    assert.equal(formatRange(parseRange(text).weights), short);
  }
});

test("what is written reads as the same range", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const names = ["AA", "55", "AKs", "T9s", "72o", "KQo", "A2s", "33"];
  for (let round = 0; round < 50; round++) {
    let { weights } = parseRange("TT+,KTs+");
    for (const name of names) weights = withClass(weights, name, Math.round(random() * 10) / 10);
    const again = parseRange(formatRange(weights)).weights;
    assert.deepEqual([...again].sort(), [...weights].filter(([, w]) => w > 0).sort());
  }
});
