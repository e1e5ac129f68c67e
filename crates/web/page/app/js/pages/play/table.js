// The table as it is drawn: seats around it, cards, chips, pot.

import { h } from "../../core/h.js";
import { plain, signed } from "../../core/format.js";
import { cardSymbol, cardWords } from "../../poker/cards.js";
import { amount, amountInUnit, capital, unitName } from "../../poker/words.js";
import { winningCards, winnersOf } from "./outcome.js";

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
  const winning = winningCards(hand);
  return [
    h("div.middle", potWords(hand, unit), h("div.boardcards", boardCards(hand, old, winning))),
    hand.seats.map((/** @type {any} */ _, /** @type {number} */ i) => {
      const turn = (i - you + hand.seats.length) % hand.seats.length;
      return seat(hand, i, { unit, old, winning, moved: last[i], angle: turn / hand.seats.length });
    }),
  ];
}

/** The pot, and what can still be won and lost beside it. @param {any} hand @param {Unit} unit */
function potWords(hand, unit) {
  const behind = hand.over ? 0 : effectiveStack(hand);
  return h(
    "div.pot",
    h("span", "Pot "),
    h("strong", amount(hand.pot, unit)),
    h("span", ` ${unitName(unit)}`),
    behind > 0 && h("small", { title: "what can still be bet" }, `${amountInUnit(behind, unit)} behind`),
  );
}

/** What the player can still bet against the deepest of the others. @param {any} hand */
function effectiveStack(hand) {
  const others = hand.seats.filter((/** @type {any} */ other) => !other.you && !other.folded);
  const deepest = Math.max(0, ...others.map((/** @type {any} */ other) => other.stack));
  const own = hand.seats.find((/** @type {any} */ one) => one.you);
  return own.folded ? 0 : Math.min(own.stack, deepest);
}

/** @param {any} hand @param {any} old @param {Set<string> | null} winning */
function boardCards(hand, old, winning) {
  const known = old ? old.board.length : 0;
  return Array.from({ length: 5 }, (_, i) =>
    i < hand.board.length
      ? face(hand.board[i], i >= known ? `fresh wait${Math.min(i - known, 2)}` : "", winning)
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
 * @param {{ unit: Unit, old: any, winning: Set<string> | null, moved: any, angle: number }} how
 */
function seat(hand, index, { unit, old, winning, moved, angle }) {
  const at = hand.seats[index];
  const acting = hand.acting === index && !hand.over;
  const isWinner = hand.over && (hand.result?.chips[index] > 0 || winnersOf(hand).includes(index));
  const states = [at.you && "you", acting && "acting", at.folded && "folded", isWinner && "winner"];
  // What was won lies before the winner.
  const stack = at.stack + (hand.over ? (hand.result?.won[index] ?? 0) : 0);
  return [
    h(
      "div.seat",
      { class: states.filter(Boolean).join(" "), style: placeOf(angle) },
      h("div.hole", holeCards(hand, index, old, winning)),
      h(
        "div.who",
        h("b", at.you ? `You · ${at.name}` : at.name),
        hand.button === index &&
          h("span.dealerbutton", { title: "the button", role: "img", "aria-label": "button" }, "D"),
        h("span.stack", amountInUnit(stack, unit)),
      ),
      h("div.said", words(hand, index, moved, unit)),
    ),
    at.bet > 0 &&
      h(
        "div.bet",
        { class: old?.seats[index].bet === at.bet ? "" : "pushed", style: placeOf(angle) },
        chipStack(),
        amountInUnit(at.bet, unit),
      ),
  ];
}

/**
 * Below a seat: what was won, how likely it is to win, or the last move and what is held.
 * @param {any} hand @param {number} index @param {any} moved @param {Unit} unit
 */
function words(hand, index, moved, unit) {
  if (hand.over && hand.result) return won(hand.result, index, unit);
  if (hand.chance?.win[index] != null) return chanceWords(hand.chance, index);
  return [moved && said(moved, unit), hand.seats[index].you && hand.made && h("small", hand.made)];
}

/** @param {any} chance @param {number} index */
function chanceWords(chance, index) {
  const [win, split] = [chance.win[index], chance.split[index]].map((p) => plain(p * 100, 0));
  const rest = split === "0" ? "to win" : `to win, ${split} % to split`;
  return [h("strong.chance", `${win} %`), h("small", rest)];
}

/** @param {any} hand @param {number} index @param {any} old @param {Set<string> | null} winning */
function holeCards(hand, index, old, winning) {
  const shown = hand.seats[index].hole ?? hand.result?.shown?.[index];
  const how = (/** @type {number} */ i) => (old ? "" : `fresh wait${i}`);
  if (!shown) return [back(how(0)), back(how(1))];
  const turned = old && !old.seats[index].hole;
  return shown.map((/** @type {string} */ card, /** @type {number} */ i) =>
    face(card, turned ? "turned" : how(i), winning),
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
    `${signed(chips / per, 2)} ${unitName(unit)}`,
    made && h("small", ` ${made}`),
  );
}

/**
 * Where a seat is, you at the bottom and the others clockwise, as shares of the way to the rim.
 * @param {number} angle Turns from you.
 */
function placeOf(angle) {
  const at = Math.PI / 2 + angle * 2 * Math.PI;
  return { "--x": Math.cos(at).toFixed(4), "--y": Math.sin(at).toFixed(4) };
}

/** The colour of a kind of action. @param {string} kind */
const colour = (kind) => ({ fold: "fold", check: "call", call: "call", allin: "allin" })[kind] ?? "r3";

/** A move in short: "Bet 4.5 bb". @param {any} move @param {Unit} unit */
function said(move, unit) {
  const to = move.to == null ? "" : ` ${amountInUnit(move.to, unit)}`;
  const long = { raise: "Raise to", allin: "All-in" };
  const word = long[/** @type {"raise" | "allin"} */ (move.kind)] ?? capital(move.kind);
  return h("span", h("b.key", { class: colour(move.kind) }), `${word}${to}`);
}

/**
 * A card face up; where cards win it stands out among them, or back behind them.
 * @param {string} card @param {string} how @param {Set<string> | null} winning
 */
function face(card, how, winning) {
  const [rank, suit] = [cardSymbol(card).slice(0, -1), cardSymbol(card).slice(-1)];
  const wins = winning?.has(card);
  const mark = winning ? (wins ? "best" : "idle") : "";
  return h(
    "span.card",
    {
      class: `${card[1]} ${how} ${mark}`,
      role: "img",
      "aria-label": wins ? `${cardWords(card)}, wins` : cardWords(card),
    },
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
