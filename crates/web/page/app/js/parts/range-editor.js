// A range to be painted or typed; both always say the same.

import { h, fill } from "../core/h.js";
import { fixed, percent, plain } from "../core/format.js";
import { CLASSES } from "../poker/cards.js";
import { classWeights, formatRange, numCombos, withClass } from "../poker/range.js";
import { parseRange } from "../poker/range-parse.js";
import { createGrid } from "./grid.js";
import { weightCells } from "./cells.js";

/**
 * @param {object} options
 * @param {string} options.label Whose range.
 * @param {(text: string) => void} options.onChange
 */
export function createRangeEditor({ label, onChange }) {
  /** @type {Map<string, number>} */
  let weights = new Map();
  let brush = 1;
  let laying = 1;

  const grid = createGrid({ label: `paint ${label}`, onPaint: paint });
  const count = h("small");
  const error = h("p.error", { role: "alert" });
  const text = h("textarea", {
    rows: 3,
    "aria-label": `${label} as text`,
    spellcheck: "false",
    oninput: typed,
    placeholder: "66+,AJo+,KTs+:0.5",
  });
  const weight = h("input", {
    type: "range",
    min: 5,
    max: 100,
    step: 5,
    value: 100,
    "aria-label": `weight that is painted into ${label}`,
    oninput: () => {
      brush = weight.value / 100;
      fill(shown, `${weight.value} %`);
    },
  });
  const shown = h("span", "100 %");
  const element = h(
    "section.editor",
    h(
      "div.herohead",
      h("h2", label, " ", count),
      h("button.quiet", { type: "button", onclick: () => change(new Map()) }, "Clear"),
    ),
    grid.element,
    h("label.brush", h("span.dim", "weight"), weight, shown),
    text,
    error,
  );

  /** @param {number} index @param {boolean} first */
  function paint(index, first) {
    const now = classWeights(weights)[index];
    if (first) laying = Math.abs(now - brush) < 1e-6 ? 0 : brush;
    change(withClass(weights, CLASSES[index], laying));
  }

  /** @param {Map<string, number>} next */
  function change(next) {
    weights = next;
    text.value = spaced(formatRange(weights));
    fill(error);
    text.removeAttribute("aria-invalid");
    draw();
    onChange(text.value);
  }

  function typed() {
    const read = parseRange(text.value);
    fill(error, read.error);
    text.setAttribute("aria-invalid", String(Boolean(read.error)));
    weights = read.weights;
    draw();
    if (!read.error) onChange(text.value.trim());
  }

  function draw() {
    const combos = numCombos(weights);
    grid.show(weightCells(classWeights(weights)));
    fill(count, `${plain(combos, 1)} combos, ${percent(combos / 1326)} %`);
  }

  return {
    element,
    /** @param {string} value */
    set(value) {
      const read = parseRange(value);
      weights = read.weights;
      text.value = spaced(value);
      fill(error, read.error);
      draw();
    },
    /** The range without spaces around its commas. */
    text: () => text.value.trim().replace(/\s*,\s*/g, ","),
    /** Says what the server has against it. @param {string | null} message */
    complain(message) {
      fill(error, message);
      text.setAttribute("aria-invalid", String(Boolean(message)));
    },
    combos: () => fixed(numCombos(weights), 1),
  };
}

/** A range whose lines may break between its parts. @param {string} range */
const spaced = (range) => range.replace(/\s*,\s*/g, ", ");
