import test from "node:test";
import assert from "node:assert/strict";
import {
  CLASSES,
  DECK,
  canonicalCombo,
  cardWords,
  classIndex,
  classOf,
  combosIn,
  combosOf,
  parseCards,
} from "../../app/js/poker/cards.js";

test("the classes stand in the grid as players know it", () => {
  assert.equal(CLASSES.length, 169);
  assert.equal(CLASSES[0], "AA");
  assert.equal(CLASSES[1], "AKs");
  assert.equal(CLASSES[13], "AKo");
  assert.equal(CLASSES[168], "22");
  CLASSES.forEach((name, index) => assert.equal(classIndex(name), index));
  assert.equal(classIndex("KAs"), -1);
});

test("the combos of all classes are the 1,326 hands, each once", () => {
  const all = CLASSES.flatMap((name) => combosOf(name));
  assert.equal(all.length, 1326);
  assert.equal(new Set(all.map(canonicalCombo)).size, 1326);
  for (const name of CLASSES) {
    assert.equal(combosOf(name).length, combosIn(name));
    for (const combo of combosOf(name)) assert.equal(classOf(combo), name);
  }
});

test("a class does not depend on the order of the cards", () => {
  for (let i = 0; i < 52; i++) {
    for (let j = 0; j < i; j++) assert.equal(classOf(DECK[i] + DECK[j]), classOf(DECK[j] + DECK[i]));
  }
});

test("cards are read in any spelling, and only different ones", () => {
  assert.deepEqual(parseCards("AhKd7c"), ["Ah", "Kd", "7c"]);
  assert.deepEqual(parseCards(" ah, kd 7C "), ["Ah", "Kd", "7c"]);
  assert.deepEqual(parseCards("10h A♠"), ["Th", "As"]);
  assert.deepEqual(parseCards(""), []);
  assert.equal(parseCards("AhAh"), null);
  assert.equal(parseCards("Ax"), null);
  assert.equal(parseCards("A"), null);
});

test("a card can be said", () => assert.equal(cardWords("Th"), "ten of hearts"));
