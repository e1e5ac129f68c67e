// How a hand ended: who wins, with which cards, and in words.

import { amountInUnit } from "../../poker/words.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/** Seats that have not folded. @param {any} hand @returns {any[]} */
const left = (hand) => hand.seats.filter((/** @type {any} */ seat) => !seat.folded);

/** Whether hands were compared. @param {any} hand */
export const isShowdown = (hand) => hand.over && hand.result != null && left(hand).length > 1;

/** Seats that take something out of the pot at a showdown. @param {any} hand @returns {number[]} */
export function winnersOf(hand) {
  if (!isShowdown(hand)) return [];
  const seats = left(hand).map((seat) => seat.seat);
  return seats.filter((seat) => hand.result.won[seat] > 0);
}

/**
 * The cards that win at a showdown, on the board and in hands; `null` where none is marked.
 * @param {any} hand
 * @returns {Set<string> | null}
 */
export function winningCards(hand) {
  const winners = winnersOf(hand);
  const cards = winners.flatMap((seat) => hand.result.best[seat] ?? []);
  return cards.length ? new Set(cards) : null;
}

/** What the hand came to for the player. @param {any} hand @param {Unit} unit */
export function outcomeWords(hand, unit) {
  const won = hand.result.chips[hand.seat];
  const winners = winnersOf(hand);
  if (won === 0 && winners.length > 1 && winners.includes(hand.seat)) return "The pot is split";
  if (won === 0) return "You break even";
  return `You ${won > 0 ? "win" : "lose"} ${amountInUnit(Math.abs(won), unit)}`;
}

/** By a fold, or with what against what. @param {any} hand */
export function howItEnded(hand) {
  if (hand.seats.length === 2) {
    const folded = hand.seats.find((/** @type {any} */ seat) => seat.folded);
    if (folded) return folded.you ? "you folded" : `${folded.name} folded`;
  }
  if (hand.seats[hand.seat].folded) return "you folded";
  if (left(hand).length < 2) return "all others folded";
  const { made } = hand.result;
  const against = left(hand)
    .filter((seat) => !seat.you)
    .map((seat) => made[seat.seat]);
  // The same name twice, and yet one wins: it does not say why.
  const same = against.length === 1 && against[0] === made[hand.seat] && winnersOf(hand).length === 1;
  return `${made[hand.seat]} against ${against.join(" and ")}${same ? ", by the other cards" : ""}`;
}
