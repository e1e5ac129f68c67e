import test from "node:test";
import assert from "node:assert/strict";
import { classWeights, formatRange, numCombos, parseRange, withClass } from "../../app/js/poker/range.js";
import { classIndex } from "../../app/js/poker/cards.js";

const combos = (/** @type {string} */ text) => {
  const { weights, error } = parseRange(text);
  assert.equal(error, null, text);
  return numCombos(weights);
};

test("groups have as many combos as they should", () => {
  for (const [text, expected] of /** @type {[string, number][]} */ ([
    ["AA", 6],
    ["TT+", 30],
    ["TT-77", 24],
    ["77-TT", 24],
    ["AKs", 4],
    ["AKo", 12],
    ["AK", 16],
    ["A5s-A2s", 16],
    ["KTo+", 36],
    ["KT+", 48],
    ["AhKh", 1],
    ["KhAh", 1],
    ["random", 1326],
    ["22+,A2s+", 78 + 48],
    ["AKs:0.5", 2],
    ["", 0],
    ["A2+", 192],
  ]))
    assert.equal(combos(text), expected, text);
});

test("where groups overlap the first one counts", () => {
  const { weights } = parseRange("AA:0.25,TT+");
  assert.equal(classWeights(weights)[classIndex("AA")], 0.25);
  assert.equal(classWeights(weights)[classIndex("KK")], 1);
});

test("what is no range is said by name", () => {
  for (const text of ["AX", "AA:2", "AA:-1", "AA:", "AAs", "AKs-QJs", "AhAh", "TT-77+", "AK-"]) {
    assert.notEqual(parseRange(text).error, null, text);
  }
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
