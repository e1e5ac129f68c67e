// The 13x13 grid: one button a hand class, its action frequencies as a bar across, its weight as the bar's
// height.

import { h, setProps } from "../core/h.js";
import { CLASSES } from "../poker/cards.js";

/** From this height on the bar lies under the name. */
export const COVERS_NAME = 0.9;

/**
 * @typedef {object} Cell
 * @property {number} height Height of the bar, 0 to 1.
 * @property {{ colour: string, share: number }[]} segments From left to right; colours are CSS colours or
 * variables.
 * @property {string} ink Colour of the name.
 * @property {string} [note] A short number below the name.
 * @property {string} words What the cell says, for those who hear it.
 * @property {boolean} [dead] Not in the range, or not possible on this board.
 */

/**
 * @param {object} options
 * @param {string} options.label What the grid shows.
 * @param {(index: number | null) => void} [options.onPoint] A cell is pointed at or focused; `null`: none
 * any more.
 * @param {(index: number) => void} [options.onKeep] A cell is clicked.
 * @param {(index: number, first: boolean) => void} [options.onPaint] Painting: pointer goes down on, or
 * over, a cell.
 * @param {boolean} [options.small] Without focus and names: a picture.
 * @param {boolean} [options.named] Names in a picture too.
 */
export function createGrid({ label, onPoint, onKeep, onPaint, small = false, named = false }) {
  const cells = CLASSES.map((name, index) => makeCell(name, index, small, named));
  const rows = Array.from({ length: 13 }, (_, row) =>
    h("div", small ? {} : { role: "row" }, cells.slice(row * 13, row * 13 + 13)),
  );
  const element = h(
    `div.grid${small ? ".small" : ""}`,
    small ? { role: "img", "aria-label": label } : { role: "grid", "aria-label": label },
    rows,
  );
  let current = 0;
  let kept = -1;
  /** @type {(string | null)[]} */
  const drawn = CLASSES.map(() => null);

  const indexOf = (/** @type {any} */ target) => Number(target.closest?.(".cell")?.dataset.i ?? -1);

  if (!small) listen();

  function listen() {
    element.addEventListener("pointerover", (/** @type {any} */ event) => {
      const index = indexOf(event.target);
      if (index >= 0 && event.pointerType !== "touch") onPoint?.(index);
    });
    element.addEventListener("pointerleave", () => onPoint?.(null));
    element.addEventListener("focusin", (/** @type {any} */ event) => {
      const index = indexOf(event.target);
      if (index < 0) return;
      setCurrent(index);
      onPoint?.(index);
    });
    element.addEventListener("click", (/** @type {any} */ event) => {
      const index = indexOf(event.target);
      if (index >= 0) onKeep?.(index);
    });
    element.addEventListener("keydown", onKey);
    if (onPaint) paintWithPointer(element, indexOf, onPaint);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const next = moved(current, event.key);
    if (next == null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    focusCell(next);
  }

  /** @param {number} index */
  function setCurrent(index) {
    cells[current].tabIndex = -1;
    current = index;
    cells[current].tabIndex = 0;
  }

  /** @param {number} index */
  function focusCell(index) {
    setCurrent(index);
    cells[index].focus();
  }

  return {
    element,
    focusCell: () => focusCell(kept >= 0 ? kept : current),

    /**
     * Draws cells; those that look as before are left alone.
     * @param {(Cell | null)[]} models
     * @param {string} [newLabel]
     */
    show(models, newLabel) {
      if (newLabel) element.setAttribute("aria-label", newLabel);
      models.forEach((model, index) => {
        const key = model ? JSON.stringify(model) : "";
        if (drawn[index] === key) return;
        drawn[index] = key;
        drawCell(cells[index], model, CLASSES[index], small);
      });
    },

    /** Marks the cell that is kept; -1: none. @param {number} index */
    keep(index) {
      if (kept >= 0) setProps(cells[kept], { "aria-selected": "false" });
      kept = index;
      if (kept >= 0) setProps(cells[kept], { "aria-selected": "true" });
    },
  };
}

/** @param {string} name @param {number} index @param {boolean} small @param {boolean} named */
function makeCell(name, index, small, named) {
  if (small) return h("i.cell", { data: { i: index } }, named && h("span", name));
  const props = {
    type: "button",
    role: "gridcell",
    tabindex: index === 0 ? 0 : -1,
    data: { i: index },
    "aria-selected": "false",
  };
  return h("button.cell", props, h("span", name), h("small"));
}

/** @param {any} cell @param {Cell | null} model @param {string} name @param {boolean} small */
function drawCell(cell, model, name, small) {
  const bar = model && model.height > 0 && model.segments.length > 0;
  cell.style.backgroundImage = bar ? gradient(model.segments) : "none";
  cell.style.backgroundSize = bar ? `100% ${(model.height * 100).toFixed(1)}%` : "";
  if (small && !cell.firstChild) return;
  cell.classList.toggle("dead", !model || Boolean(model.dead));
  cell.style.color = model && !model.dead ? model.ink : "";
  cell.style.setProperty("--halo", haloOf(model));
  if (small) return;
  cell.lastChild.dataset.note = model?.note ?? "";
  cell.setAttribute("aria-label", model ? `${name}: ${model.words}` : `${name}: no data`);
}

/** What shines around the name, so that it reads where its ground changes. @param {Cell | null} model */
function haloOf(model) {
  if (!model || model.dead) return "transparent";
  return model.ink.includes("-ink") ? model.ink.replace("-ink", "-halo") : "var(--none)";
}

/** Bars side by side as one background. @param {{ colour: string, share: number }[]} segments */
export function gradient(segments) {
  let at = 0;
  const stops = segments.map(({ colour, share }) => {
    const from = at;
    at += share * 100;
    return `${colour} ${from.toFixed(2)}% ${at.toFixed(2)}%`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** The cell that a key leads to. @param {number} index @param {string} key @returns {number | null} */
export function moved(index, key) {
  const [row, column] = [Math.floor(index / 13), index % 13];
  switch (key) {
    case "ArrowUp":
      return row > 0 ? index - 13 : index;
    case "ArrowDown":
      return row < 12 ? index + 13 : index;
    case "ArrowLeft":
      return column > 0 ? index - 1 : index;
    case "ArrowRight":
      return column < 12 ? index + 1 : index;
    case "Home":
      return row * 13;
    case "End":
      return row * 13 + 12;
    default:
      return null;
  }
}

/**
 * @param {HTMLElement} element
 * @param {(target: any) => number} indexOf
 * @param {(index: number, first: boolean) => void} onPaint
 */
function paintWithPointer(element, indexOf, onPaint) {
  let painting = false;
  let last = -1;
  element.style.touchAction = "none";
  element.addEventListener("pointerdown", (event) => {
    const index = indexOf(event.target);
    if (index < 0) return;
    painting = true;
    last = index;
    onPaint(index, true);
  });
  element.addEventListener("pointermove", (event) => {
    if (!painting) return;
    const index = indexOf(document.elementFromPoint(event.clientX, event.clientY) ?? element);
    if (index < 0 || index === last) return;
    last = index;
    onPaint(index, false);
  });
  const end = () => {
    painting = false;
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("pointerleave", end);
  element.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      const index = indexOf(event.target);
      if (index >= 0) onPaint(index, true);
      event.preventDefault();
    }
  });
}
