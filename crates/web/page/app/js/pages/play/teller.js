// Tells those who hear the page what is new at the table, and nothing twice.

import { h } from "../../core/h.js";
import { plain } from "../../core/format.js";
import { cardWords } from "../../poker/cards.js";
import { amountInUnit, capital } from "../../poker/words.js";
import { howItEnded, outcomeWords } from "./outcome.js";
import { moveLine } from "./story.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/**
 * What has happened since the hand was drawn last, in sentences.
 * @param {any} before The hand as it was drawn last, if there was one.
 * @param {any} hand
 * @param {Unit} unit
 */
export function news(before, hand, unit) {
  const same = before?.number === hand.number;
  const told = same ? before.log.length : 0;
  const lines = hand.log.slice(told).filter((/** @type {any} */ line) => line.seat !== hand.seat);
  return [
    !same && dealt(hand),
    ...lines.map((/** @type {any} */ line) => lineWords(line, unit)),
    hand.chance && hand.chance !== before?.chance && chanceSentence(hand),
    hand.over && !before?.over && `${outcomeWords(hand, unit)}: ${howItEnded(hand)}`,
    isTurn(hand) && (!same || hand.line !== before.line) && turnWords(hand, unit),
  ]
    .filter(Boolean)
    .map((sentence) => `${capital(sentence)}.`)
    .join(" ");
}

/** @param {any} hand */
const isTurn = (hand) => !hand.over && hand.actions.length > 0 && hand.seats[hand.acting]?.you;

/** @param {any} hand */
const dealt = (hand) =>
  `hand ${hand.number}: you are ${hand.seats[hand.seat].name} with ${hand.hole.map(cardWords).join(" and ")}`;

/** @param {any} line @param {Unit} unit */
function lineWords(line, unit) {
  if (!line.cards.length) return moveLine(line, unit);
  return `${line.street}: ${line.cards.map(cardWords).join(", ")}`;
}

/** @param {any} hand */
function chanceSentence(hand) {
  const win = hand.chance.win[hand.seat];
  return win == null ? "all-in" : `all-in: you win ${plain(win * 100, 0)} % of the time`;
}

/** @param {any} hand @param {Unit} unit */
function turnWords(hand, unit) {
  const pot = `the pot is ${amountInUnit(hand.pot, unit)}`;
  return hand.to_call > 0
    ? `your turn: ${amountInUnit(hand.to_call, unit)} to call, ${pot}`
    : `your turn: ${pot}`;
}

/** A place whose words are read out, and seen by nobody. */
export function createTeller() {
  const element = h("p.hidden", { role: "status" });
  return {
    element,
    /** @param {string} words */
    say(words) {
      if (words) element.textContent = words;
    },
  };
}
