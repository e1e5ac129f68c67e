// Cards as they are drawn, and a dialog to choose some.

import { h, fill } from "../core/h.js";
import { DECK, cardSymbol, cardWords, parseCards, RANKS, SUITS } from "../poker/cards.js";

/** @param {string} card */
export function cardFace(card) {
  return h("span.card", { class: card[1], role: "img", "aria-label": cardWords(card) }, cardSymbol(card));
}

/** A hand or board in running text. @param {string} text `AsKd` @returns {any[]} */
export function cardsInText(text) {
  return (text.match(/../g) ?? []).map((card) => h("span.ct", { class: card[1] }, cardSymbol(card)));
}

/**
 * Cards side by side, and room for those that are missing.
 * @param {string[]} cards
 * @param {number} [missing]
 */
export function cardRow(cards, missing = 0) {
  return h(
    "span.cards",
    cards.map(cardFace),
    Array.from({ length: missing }, () => h("span.card.empty", { "aria-hidden": "true" }, "·")),
  );
}

/**
 * Lets the user choose a board by clicking cards or typing.
 *
 * @param {object} options
 * @param {string[]} options.cards Those chosen so far.
 * @param {number[]} options.counts How many cards make a board: `[3, 4, 5]`.
 * @param {string[]} [options.deck] Cards there are; a whole deck if not said.
 * @param {string} [options.title]
 * @returns {Promise<string[] | null>} `null`: left as it was.
 */
export function chooseCards({ cards, counts, deck = DECK, title = "Board" }) {
  let chosen = [...cards];
  const most = Math.max(...counts);
  return new Promise((resolve) => {
    const field = h("input", {
      type: "text",
      "aria-label": "cards",
      placeholder: "AhKd7c",
      autocomplete: "off",
      spellcheck: "false",
      oninput: typed,
    });
    const error = h("p.error", { role: "alert" });
    const done = h("button.primary", { type: "submit" }, "Done");
    const buttons = new Map(
      deck.map((card) => [
        card,
        h(
          "button.pick",
          {
            type: "button",
            class: card[1],
            "aria-label": `${cardSymbol(card)} ${cardWords(card)}`,
            "aria-pressed": "false",
            onclick: () => toggle(card),
          },
          cardSymbol(card),
        ),
      ]),
    );
    const rows = [...SUITS].map((suit) =>
      h("div.suit", [...RANKS].map((rank) => buttons.get(rank + suit)).filter(Boolean)),
    );
    const form = h(
      "form",
      { method: "dialog", onsubmit: submit },
      h("h2", title),
      h("div.deck", rows),
      h(
        "div.row",
        field,
        h("button.quiet", { type: "button", onclick: random }, "Random"),
        h("button.quiet", { type: "button", onclick: () => set([]) }, "Clear"),
        done,
      ),
      error,
    );
    const dialog = h("dialog.picker", { "aria-label": title, onclose: close }, form);
    /** @type {string[] | null} */
    let answer = null;

    function show(writeField = true) {
      buttons.forEach((button, card) => button.setAttribute("aria-pressed", String(chosen.includes(card))));
      if (writeField) field.value = chosen.join("");
      done.disabled = !counts.includes(chosen.length);
    }
    /** @param {string[]} next */
    function set(next) {
      chosen = next;
      fill(error);
      show();
    }
    /** @param {string} card */
    function toggle(card) {
      if (chosen.includes(card)) set(chosen.filter((c) => c !== card));
      else if (chosen.length < most) set([...chosen, card]);
      else if (most === 1) set([card]);
    }
    function typed() {
      const read = parseCards(field.value);
      if (!read) return;
      chosen = read.slice(0, most).filter((card) => buttons.has(card));
      show(false);
    }
    function random() {
      const least = counts.find((n) => n > chosen.length) ?? counts[0];
      let next = chosen.length >= least ? [] : [...chosen];
      while (next.length < least) {
        const card = deck[Math.floor(Math.random() * deck.length)];
        if (!next.includes(card)) next = [...next, card];
      }
      set(next);
    }
    /** @param {Event} event */
    function submit(event) {
      const read = parseCards(field.value);
      if (!read || !counts.includes(read.length)) {
        event.preventDefault();
        const words = counts.map(String).join(" or ");
        fill(
          error,
          read ? `a board here has ${words} cards` : `“${field.value}” is no list of different cards`,
        );
        return;
      }
      answer = read;
    }
    function close() {
      dialog.remove();
      resolve(answer);
    }
    document.body.append(dialog);
    show();
    dialog.addEventListener(
      "click",
      (/** @type {Event} */ event) => event.target === dialog && dialog.close(),
    );
    dialog.showModal();
    field.focus();
    field.select();
  });
}
