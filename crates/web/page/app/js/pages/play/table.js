// The table as it is drawn: seats around it, cards, chips, pot.

import { h } from "../../core/h.js";
import { signed } from "../../core/format.js";
import { cardSymbol, cardWords } from "../../poker/cards.js";
import { amount, capital, unitName } from "../../poker/words.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/**
 * @param {any} hand
 * @param {any} before The hand as it was drawn last: what is new moves.
 * @param {Unit} unit
 */
export function drawTable(hand, before, unit) {
  const same = before?.number === hand.number;
  const old = same ? before : null;
  const you = hand.seats.findIndex((/** @type {any} */ s) => s.you);
  const last = lastMoves(hand);
  return [
    h(
      "div.middle",
      h(
        "div.pot",
        { "aria-label": `pot ${amount(hand.pot, unit)} ${unitName(unit)}` },
        h("span", "Pot"),
        h("strong", amount(hand.pot, unit)),
      ),
      h("div.boardcards", boardCards(hand, old)),
    ),
    hand.seats.map((/** @type {any} */ _, /** @type {number} */ i) => {
      const turn = (i - you + hand.seats.length) % hand.seats.length;
      return seat(hand, i, { unit, old, moved: last[i], angle: turn / hand.seats.length });
    }),
  ];
}

/** @param {any} hand @param {any} old */
function boardCards(hand, old) {
  const known = old ? old.board.length : 0;
  return Array.from({ length: 5 }, (_, i) =>
    i < hand.board.length
      ? face(hand.board[i], i >= known ? `fresh wait${i - known}` : "")
      : h("span.card.room", { "aria-hidden": "true" }),
  );
}

/** The last move of each seat on this street; a fold stays. @param {any} hand */
function lastMoves(hand) {
  /** @type {any[]} */
  const moves = hand.seats.map(() => null);
  for (const line of hand.log) {
    if (line.seat == null) moves.forEach((move, i) => (moves[i] = move?.kind === "fold" ? move : null));
    else moves[line.seat] = line;
  }
  return moves;
}

/**
 * @param {any} hand
 * @param {number} index
 * @param {{ unit: Unit, old: any, moved: any, angle: number }} how
 */
function seat(hand, index, { unit, old, moved, angle }) {
  const at = hand.seats[index];
  const acting = hand.acting === index && !hand.over;
  const isWinner = hand.over && hand.result?.chips[index] > 0;
  const states = [at.you && "you", acting && "acting", at.folded && "folded", isWinner && "winner"];
  return [
    h(
      "div.seat",
      { class: states.filter(Boolean).join(" "), style: placeOf(angle, 43, 37) },
      h("div.hole", holeCards(hand, index, old)),
      h(
        "div.who",
        h("b", at.you ? `You · ${at.name}` : at.name),
        hand.button === index &&
          h("span.dealerbutton", { title: "the button", role: "img", "aria-label": "button" }, "D"),
        h("span.stack", amount(at.stack, unit)),
      ),
      h(
        "div.said",
        hand.over && hand.result
          ? won(hand.result, index, unit)
          : [moved && said(moved, unit), at.you && hand.made && h("small", hand.made)],
      ),
    ),
    at.bet > 0 &&
      h(
        "div.bet",
        { class: old?.seats[index].bet === at.bet ? "" : "pushed", style: placeOf(angle, 25, 17) },
        chipStack(),
        amount(at.bet, unit),
      ),
  ];
}

/** @param {any} hand @param {number} index @param {any} old */
function holeCards(hand, index, old) {
  const shown = hand.seats[index].hole ?? hand.result?.shown?.[index];
  const how = (/** @type {number} */ i) => (old ? "" : `fresh wait${i}`);
  if (!shown) return [back(how(0)), back(how(1))];
  const turned = old && !old.seats[index].hole;
  return shown.map((/** @type {string} */ card, /** @type {number} */ i) =>
    face(card, turned ? "turned" : how(i)),
  );
}

/** What a seat has won, and with what. @param {any} result @param {number} index @param {Unit} unit */
function won(result, index, unit) {
  const chips = result.chips[index];
  const per = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
  const made = result.made?.[index];
  return h(
    "strong.won",
    { class: chips > 0 ? "up" : "" },
    signed(chips / per, 2),
    made && h("small", ` ${made}`),
  );
}

/**
 * Where a seat is, you at the bottom and the others clockwise, in percent.
 * @param {number} angle Turns from you.
 * @param {number} wide
 * @param {number} high
 */
function placeOf(angle, wide, high) {
  const at = Math.PI / 2 + angle * 2 * Math.PI;
  return {
    left: `${(50 + wide * Math.cos(at)).toFixed(2)}%`,
    top: `${(50 + high * Math.sin(at)).toFixed(2)}%`,
  };
}

/** The colour of a kind of action. @param {string} kind */
const colour = (kind) => ({ fold: "fold", check: "call", call: "call", allin: "allin" })[kind] ?? "r3";

/** A move in short: "Bet 4.5". @param {any} move @param {Unit} unit */
function said(move, unit) {
  const to = move.to == null ? "" : ` ${amount(move.to, unit)}`;
  const words = { raise: "Raise to", allin: "All-in" };
  const word = words[/** @type {"raise" | "allin"} */ (move.kind)] ?? capital(move.kind);
  return h("span", h("b.key", { class: colour(move.kind) }), `${word}${to}`);
}

/** A card face up. @param {string} card @param {string} how */
function face(card, how) {
  const [rank, suit] = [cardSymbol(card).slice(0, -1), cardSymbol(card).slice(-1)];
  return h(
    "span.card",
    { class: `${card[1]} ${how}`, role: "img", "aria-label": cardWords(card) },
    h("b", rank),
    h("i", suit),
  );
}

/** A card face down. @param {string} how */
function back(how) {
  return h("span.card.back", { class: how, role: "img", "aria-label": "a card face down" });
}

/** A few chips. */
function chipStack() {
  return h(
    "svg.chips",
    { viewBox: "0 0 18 16", width: 18, height: 16, "aria-hidden": "true" },
    [11, 7.5, 4].map((y) => h("rect", { x: 1, y, width: 16, height: 4, rx: 2 })),
  );
}
