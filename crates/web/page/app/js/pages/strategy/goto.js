// A dialog that goes to a line, a board or a hand by typing: `r5c/k AhKd7c AKs`.

import { h, fill } from "../../core/h.js";
import { classIndex, classOf, parseCards } from "../../poker/cards.js";

/**
 * What a text asks for. Words are told apart by their form: a hand class (`AKs`, `77`), a combo (`AhKd`), a
 * board (3 to 5 cards),
 * anything else is the line.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function readGoTo(text) {
  /** @type {Record<string, string>} */
  const change = {};
  /** @type {string[]} */
  const line = [];
  for (const word of text.trim().split(/\s+/).filter(Boolean)) {
    const hand = asClass(word);
    const cards = parseCards(word);
    if (hand) change.cell = hand;
    else if (cards && cards.length === 2) change.cell = classOf(cards.join(""));
    else if (cards && cards.length >= 3 && cards.length <= 5) change.board = cards.join("");
    else line.push(word);
  }
  if (line.length) change.line = line.join(" ");
  return change;
}

/** @param {Record<string, string>} params @param {(change: Record<string, any>) => void} place */
export function openGoTo(params, place) {
  if (document.querySelector("dialog[open]")) return;
  const field = h("input", {
    type: "text",
    "aria-label": "line, board or hand",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "r5c/k AhKd7c AKs",
  });
  const error = h("p.error", { role: "alert" });
  const dialog = h(
    "dialog",
    { "aria-label": "go to", onclose: () => dialog.remove() },
    h(
      "form",
      { method: "dialog", onsubmit: submit },
      h("h2", "Go to"),
      field,
      h(
        "p.hint",
        "A line (",
        h("code", "r5c/k"),
        "), a board (",
        h("code", "AhKd7c"),
        "), a hand (",
        h("code", "AKs"),
        "), or several of them. Now: ",
        h("code", params.line || "the beginning"),
      ),
      error,
      h("div.row.end", h("button.primary", "Go")),
    ),
  );

  /** @param {Event} event */
  function submit(event) {
    const change = readGoTo(field.value);
    if (Object.keys(change).length) return place(change);
    event.preventDefault();
    return fill(error, "Nothing to go to.");
  }
  document.body.append(dialog);
  dialog.addEventListener("click", (/** @type {Event} */ event) => event.target === dialog && dialog.close());
  dialog.showModal();
  field.focus();
}

/** @param {string} word */
function asClass(word) {
  const match = /^([2-9tjqka])([2-9tjqka])([so]?)$/i.exec(word);
  if (!match) return null;
  const [a, b] = [match[1].toUpperCase(), match[2].toUpperCase()];
  const kind = match[3].toLowerCase();
  const names = [a + b + kind, b + a + kind, a + b + (kind || "s")];
  return names.find((name) => classIndex(name) >= 0) ?? null;
}
