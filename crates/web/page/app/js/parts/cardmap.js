// The 52 cards as four rows of thirteen: to deal one, and to see what each would change.

import { h } from "../core/h.js";
import { RANKS, SUITS, cardSymbol, cardWords } from "../poker/cards.js";
import { gradient } from "./grid.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(card: string) => void} options.onCard
 * @param {Set<string>} options.dead Cards that cannot come.
 * @param {Set<string>} [options.chosen]
 * @param {Map<string, { segments: { colour: string, share: number }[], note?: string, words: string }>}
 * [options.report]
 */
export function cardMap({ label, onCard, dead, chosen = new Set(), report }) {
  const cell = (/** @type {string} */ card) => {
    const said = report?.get(card);
    const button = h(
      "button.cardcell",
      {
        type: "button",
        disabled: dead.has(card),
        class: `${card[1]} ${said ? "told" : ""}`,
        "aria-label": `${cardSymbol(card)} ${cardWords(card)}` + (said ? `: ${said.words}` : ""),
        "aria-pressed": chosen.size ? String(chosen.has(card)) : null,
        title: said?.words,
        onclick: () => onCard(card),
      },
      h("span", cardSymbol(card)),
      said?.note && h("small", { data: { note: said.note } }),
    );
    if (said?.segments.length) button.style.backgroundImage = gradient(said.segments);
    return button;
  };
  const element = h(
    "div.cardmap",
    { role: "group", "aria-label": label },
    [...SUITS].map((suit) =>
      h(
        "div",
        [...RANKS].map((rank) => cell(rank + suit)),
      ),
    ),
  );
  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => step(event, element));
  return element;
}

/** Arrow keys from card to card. @param {KeyboardEvent} event @param {HTMLElement} element */
function step(event, element) {
  const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -13, ArrowDown: 13 }[event.key];
  if (!move) return;
  const buttons = [...element.querySelectorAll("button")];
  let at = buttons.indexOf(/** @type {any} */ (document.activeElement));
  do at += move;
  while (buttons[at]?.disabled);
  event.preventDefault();
  event.stopPropagation();
  buttons[at]?.focus();
}
