// What happened in a hand, line by line in words.

import { amountInUnit } from "../../poker/words.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/** A move in words, in the unit chosen: "SB raises to 2.5 bb". @param {any} line @param {Unit} unit */
export function moveLine(line, unit) {
  const chips = (/** @type {string} */ blinds) => Math.round(Number(blinds) * (unit.chipsPerBb ?? 1));
  // A call is told by what it adds, all others by what they come to.
  const exact = ["bet", "raise", "allin"].includes(line.kind) ? line.to : null;
  return line.text.replace(/([\d.]+)bb$/, (/** @type {string} */ _, /** @type {string} */ blinds) =>
    amountInUnit(exact ?? chips(blinds), unit),
  );
}
