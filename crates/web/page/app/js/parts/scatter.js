// A scatter plot whose points are reached by keys: one of them takes the focus, arrow keys go to the next one
// in their direction, Enter opens it. A screen reader says the label of the point that has the focus.

import { h, fill } from "../core/h.js";
import { drawable, frame, scales } from "./axes.js";

/** @typedef {{ key: string, x: number, y: number, label: string, isOpen: boolean }} Point */

const RADIUS = 4;
/** A finger is wider than a point. */
const REACH = 9;

/**
 * @param {string} label What it shows, in words. @param {import("./axes.js").Axes} axes
 * @param {(key: string) => void} onOpen A point is chosen.
 */
export function createScatter(label, axes, onOpen) {
  const height = axes.height ?? 260;
  const width = axes.width ?? 560;
  /** @type {Point[]} */
  let points = [];
  /** The one that takes the focus. */
  let current = "";
  const said = `${label}. Arrow keys go from point to point, Enter opens one.`;
  const svg = h("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": said,
    onkeydown: press,
    onfocusin: (/** @type {Event} */ event) => look(keyOf(event)),
    onpointerover: (/** @type {Event} */ event) => tell(keyOf(event) || current),
    onclick: (/** @type {Event} */ event) => open(keyOf(event)),
  });
  const caption = h("span");
  const element = h("figure.chart.scatter", svg, h("figcaption.legend", { "aria-hidden": "true" }, caption));

  /** @param {Point[]} next */
  function show(next) {
    const held = element.contains(document.activeElement);
    points = next.filter(({ x, y }) => drawable([[x, y]], axes).length);
    if (!points.some(({ key }) => key === current)) current = along("x")[0]?.key ?? "";
    if (points.length) {
      const scale = scales(
        points.map(({ x, y }) => [x, y]),
        axes,
        height,
      );
      fill(
        svg,
        frame(scale, axes, height),
        points.map((point) => mark(point, scale.x(point.x), scale.y(point.y))),
      );
    } else {
      const at = { x: width / 2, y: height / 2, class: "empty", "text-anchor": "middle" };
      fill(svg, h("text", at, "no flops to show"));
    }
    tell(held ? current : "");
    if (held) focus();
  }

  /** @param {Point} point @param {number} x @param {number} y */
  function mark({ key, label: words, isOpen }, x, y) {
    return h(
      "g",
      {
        role: isOpen ? "link" : "img",
        "aria-label": words,
        tabindex: key === current ? 0 : -1,
        data: { key },
      },
      h("circle.reach", { cx: x, cy: y, r: REACH }),
      h("circle", { cx: x, cy: y, r: RADIUS, fill: "var(--accent)" }),
    );
  }

  /** @param {Event} event */
  const keyOf = (event) =>
    /** @type {any} */ (/** @type {Element} */ (event.target).closest?.("[data-key]"))?.dataset.key ?? "";

  /** @param {string} key @returns {HTMLElement | null} */
  const markOf = (key) => svg.querySelector(`[data-key="${CSS.escape(key)}"]`);

  /** @param {"x" | "y"} axis */
  const along = (axis) => [...points].sort((a, b) => a[axis] - b[axis] || (a.key < b.key ? -1 : 1));

  /** The focus goes to a point. @param {string} key */
  function look(key) {
    if (!key) return;
    markOf(current)?.setAttribute("tabindex", "-1");
    current = key;
    markOf(current)?.setAttribute("tabindex", "0");
    tell(key);
  }

  /** Says in words what a point is; with none, what the axes are. @param {string} key */
  function tell(key) {
    const point = points.find((other) => other.key === key);
    fill(caption, point ? point.label : `${axes.y} by ${axes.x}`);
  }

  /** @param {string} key */
  function open(key) {
    if (points.find((point) => point.key === key)?.isOpen) onOpen(key);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key === "Enter" || event.key === " ") open(current);
    else {
      const next = beside(event.key);
      if (next == null) return;
      look(next);
      focus();
    }
    event.preventDefault();
  }

  /** The point that a key goes to; none for other keys. @param {string} key */
  function beside(key) {
    const order = along(key === "ArrowUp" || key === "ArrowDown" ? "y" : "x");
    const at = order.findIndex((point) => point.key === current);
    const last = order.length - 1;
    /** @type {Record<string, number>} */
    const to = {
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      Home: 0,
      End: last,
    };
    return key in to ? (order[Math.min(Math.max(to[key], 0), last)]?.key ?? null) : null;
  }

  /** Gives the focus to the point that takes it. */
  const focus = () => markOf(current)?.focus();

  return { element, show, focus };
}
