// Before sitting down: the table as it will be, the opponent, and how decisions are judged.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { go } from "../../core/url.js";
import { settings } from "../../core/settings.js";
import { errorBox } from "../../parts/status.js";
import { emptyTable, gameWords, seatWords, strengthWords } from "./opponents.js";
import { drawTable } from "./table.js";

/**
 * @param {any[]} able Strategies that can be played against.
 * @param {string | undefined} wanted The one that the address names.
 * @returns {HTMLElement}
 */
export function createStart(able, wanted) {
  let of = (able.find(({ id }) => id === wanted) ?? able[0]).id;
  /** @type {any} */
  let source = null;
  const seat = h("select", { onchange: drawPreview });
  const remember = () => settings.set({ practice: practice.checked });
  const mode = (/** @type {boolean} */ checked) =>
    h("input", { type: "radio", name: "mode", checked, onchange: remember });
  const practice = mode(settings.get().practice);
  const play = mode(!settings.get().practice);
  const preview = h("div.felt.preview", { "aria-hidden": "true" });
  const problem = h("div");
  const button = h("button.primary.sit", h("span", "Sit down"), h("kbd", "Enter"));

  const chosen = () => (seat.value === "" ? null : Number(seat.value));

  function drawPreview() {
    if (!source) return;
    const unit = { chipsPerBb: source.chips_per_bb, unit: settings.get().unit };
    preview.classList.toggle("many", source.players > 4);
    fill(preview, drawTable(emptyTable(source, chosen()), null, unit));
  }

  /** @param {string} id */
  async function choose(id) {
    of = id;
    try {
      const found = await get(`sources/${id}`);
      if (of !== id) return;
      source = found;
      const names = seatWords(source.seats);
      fill(
        seat,
        h("option", { value: "" }, "moves on with each hand"),
        names.map((name, i) => h("option", { value: source.seats[i].seat }, name)),
      );
      drawPreview();
      fill(problem);
    } catch (error) {
      if (of === id) fill(problem, errorBox(error));
    }
  }

  /** @param {Event} event */
  async function start(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    try {
      const body = { source: of, seat: chosen(), practice: practice.checked };
      const { session } = await post("sessions", body);
      go({ page: "play", params: { session: session.id } });
    } catch (error) {
      button.disabled = false;
      fill(problem, errorBox(error));
    }
  }

  choose(of);
  return h(
    "form.start",
    { onsubmit: start },
    preview,
    h(
      "div.startform",
      h("h2", "Play Hold'em against a strategy"),
      h(
        "p.lead",
        "Each of your decisions is set beside what the strategy would have done, with its price in big ",
        "blinds; your result is shown with luck taken out, too.",
      ),
      h(
        "fieldset.opponents",
        h("legend", "Your opponent"),
        h(
          "div.choices",
          able.map((one) => opponent(one, one.id === of, () => choose(one.id))),
        ),
      ),
      h("label.seatchoice", h("span", "Your seat"), seat),
      h(
        "fieldset.modes",
        h("legend", "Your decisions"),
        h(
          "label",
          practice,
          h("b", "Practice"),
          h("span", "See at once what the strategy does there; in the end all cards are turned over."),
        ),
        h("label", play, h("b", "Play"), h("span", "As at a real table: they are judged after the hand.")),
      ),
      problem,
      h("div.sitdown", button),
      keys(),
    ),
  );
}

/** @param {any} source @param {boolean} checked @param {() => void} onChange */
function opponent(source, checked, onChange) {
  const radio = h("input", { type: "radio", name: "opponent", checked, onchange: onChange });
  return h(
    "label",
    radio,
    h("b", source.name),
    h("span.game", gameWords(source.game)),
    h("span", strengthWords(source)),
  );
}

/** What can be done without a mouse. */
function keys() {
  const key = (/** @type {string} */ name) => h("kbd", name);
  return h(
    "p.hint.keyhint",
    h("span", key("f"), "fold"),
    h("span", key("c"), "check or call"),
    h("span", key("1"), "… ", key("9"), "the buttons"),
    h("span", key("↑"), key("↓"), "size"),
    h("span", key("r"), "bet it"),
    h("span", key("Enter"), "next hand"),
    h("span", key("?"), "all keys"),
  );
}
