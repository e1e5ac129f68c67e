import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer } from "./kit/server.js";
import { parseRange } from "../../app/js/poker/range-parse.js";
import { formatRange } from "../../app/js/poker/range.js";
import { RANKS, canonicalCombo } from "../../app/js/poker/cards.js";
import { READ, REFUSED } from "../range-forms.js";

/** @type {import("./kit/server.js").Server} */
let server;
/** Combos in the order of the server's weights. @type {string[]} */
let combos;

before(async () => {
  server = await startServer();
  const { hands } = await server.api(`sources/${await server.source("small")}/hands`);
  combos = hands.map(canonicalCombo);
});
after(() => server?.stop());

/** @param {string} text */
async function asked(text) {
  const response = await fetch(`${server.url}api/v1/ranges`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text }),
  });
  const answer = await response.json();
  if (response.status === 400) return { weights: null, error: answer.error.message };
  assert.equal(response.status, 200, text);
  return { weights: answer.weights, error: null };
}

/** The page and the server say the same of a text. @param {string} text */
async function compare(text) {
  const [here, there] = [parseRange(text), await asked(text)];
  assert.equal(here.error, there.error, text);
  there.weights?.forEach((/** @type {number} */ weight, /** @type {number} */ i) => {
    const mine = here.weights.get(combos[i]) ?? 0;
    assert.ok(Math.abs(mine - weight) < 1e-4, `${text}: ${combos[i]} ${mine}, not ${weight}`);
  });
}

test("every form of a range is the same hands, or the same mistake, here and on the server", async () => {
  for (const [text] of [...READ, ...REFUSED]) await compare(text);
});

test("what is counted up from any two ranks is the same here and on the server", async () => {
  for (const a of RANKS) {
    for (const b of RANKS) for (const suits of ["s", "o", ""]) await compare(`${a}${b}${suits}+`);
  }
});

test("intervals of any two hands are the same, or none, here and on the server", async () => {
  const hands = [...RANKS].flatMap((a) => [...RANKS].map((b) => a + b));
  const intervals = hands.flatMap((a) => hands.map((b) => `${a}-${b}`));
  // A step that shares no divisor with 13 meets every rank in every place.
  for (let i = 0; i < intervals.length; i += 37) await compare(intervals[i]);
});

test("what the page writes is the same range on the server", async () => {
  for (const [text] of READ) {
    const { weights } = await asked(formatRange(parseRange(text).weights));
    const { weights: typed } = await asked(text);
    weights.forEach((/** @type {number} */ weight, /** @type {number} */ i) =>
      assert.ok(Math.abs(weight - typed[i]) < 1e-3, `${text}: ${combos[i]}`),
    );
  }
});
