// The table as it is drawn: seats, cards, chips, pot.

import { h } from "../../core/h.js";
import { signed } from "../../core/format.js";
import { cardFace, cardRow } from "../../parts/cards.js";
import { amount, unitName } from "../../poker/words.js";

/** @param {any} hand @param {import("../../poker/words.js").Unit} unit */
export function drawTable(hand, unit) {
  const you = hand.seats.findIndex((/** @type {any} */ s) => s.you);
  const order = hand.seats.map(
    (/** @type {any} */ _, /** @type {number} */ i) => (you + 1 + i) % hand.seats.length,
  );
  const others = order.filter((/** @type {number} */ i) => i !== you);
  const missing = 5 - hand.board.length;
  return [
    h(
      "div.opponents",
      others.map((/** @type {number} */ i) => seat(hand, i, unit)),
    ),
    h(
      "div.middle",
      h(
        "div.pot",
        { "aria-label": `pot ${amount(hand.pot, unit)} ${unitName(unit)}` },
        chipStack(),
        h("strong", amount(hand.pot, unit)),
        h("span.dim", ` ${unitName(unit)} pot`),
      ),
      h("div.boardcards", cardRow(hand.board, missing)),
    ),
    seat(hand, you, unit),
  ];
}

/** @param {any} hand @param {number} index @param {import("../../poker/words.js").Unit} unit */
function seat(hand, index, unit) {
  const at = hand.seats[index];
  const acting = hand.acting === index && !hand.over;
  const won = hand.over && hand.result ? hand.result.chips[index] : null;
  const shown = at.hole ?? hand.result?.shown?.[index];
  const stackUnit = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
  return h(
    "div.seat",
    { class: `${at.you ? "you" : ""} ${acting ? "acting" : ""} ${at.folded ? "folded" : ""}` },
    h("div.hole", shown ? shown.map(cardFace) : [back(), back()]),
    h(
      "div.who",
      h("b", at.you ? `You, ${at.name}` : at.name),
      hand.button === index &&
        h("span.dealerbutton", { title: "the button", role: "img", "aria-label": "button" }, "D"),
      h("span.dim", ` ${amount(at.stack, unit)}`),
      won != null && h("strong.won", { class: won > 0 ? "up" : "" }, signed(won / stackUnit, 2)),
    ),
    h("div.bet", at.bet > 0 && [chipStack(), amount(at.bet, unit)]),
  );
}

/** A card face down. */
function back() {
  return h("span.card.back", { role: "img", "aria-label": "a card face down" }, "\u00a0");
}

/** A few chips. */
function chipStack() {
  return h(
    "svg.chips",
    { viewBox: "0 0 18 16", width: 18, height: 16, "aria-hidden": "true" },
    [11, 7.5, 4].map((y) => h("rect", { x: 1, y, width: 16, height: 4, rx: 2 })),
  );
}
