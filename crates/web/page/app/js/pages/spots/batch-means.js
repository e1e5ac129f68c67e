// Means of a batch by texture of the flop, or by what hands have made of it.

import { h } from "../../core/h.js";
import { fixed, percent } from "../../core/format.js";
import { miniBar } from "../../parts/table.js";
import { actionColours, barOrder } from "../../poker/actions.js";
import { inPercent } from "../../poker/words.js";

/**
 * What the means are by, and the means.
 * @param {any} report @param {string[]} names Of the actions. @param {string} by
 * @param {(by: string) => void} onBy
 */
export function batchMeans(report, names, by, onBy) {
  const acting = report.seat === 0 ? "out of position" : "in position";
  const select = h(
    "select",
    { data: { key: "by" }, onchange: () => onBy(select.value) },
    [
      ["texture", "texture of the flop"],
      ["made", `made hands ${acting}`],
      ["draw", `draws ${acting}`],
      ["equity", `equity ${acting}`],
    ].map(([value, name]) => h("option", { value, selected: value === by }, name)),
  );
  const rows =
    by === "texture"
      ? report.means.map((/** @type {any} */ m) => ({ ...m, name: m.texture, count: m.flops, ev: m.ev[0] }))
      : report.parts
          .filter((/** @type {any} */ part) => part.by === by && part.seat === report.seat)
          .map((/** @type {any} */ part) => ({ ...part, count: percent(part.share) }));
  return [
    h("label.source", h("span.dim", "means by"), select),
    rows.length ? box(report, rows, names, by === "texture") : h("p.hint", "None on these flops."),
  ];
}

/** @param {any} report @param {any[]} rows @param {string[]} names @param {boolean} flops */
const box = (report, rows, names, flops) =>
  h(
    "div.tablebox",
    { role: "region", "aria-label": "means", tabindex: 0 },
    table(report, rows, names, flops),
  );

/** @param {any} report @param {any[]} rows @param {string[]} names @param {boolean} flops */
function table(report, rows, names, flops) {
  const colours = actionColours(report.actions);
  const head = (/** @type {string} */ words) => h("th", { scope: "col" }, words);
  return h(
    "table",
    { "aria-label": "means" },
    h(
      "thead",
      h(
        "tr",
        h("th.left", { scope: "col" }, flops ? "texture" : "hands"),
        head(flops ? "flops" : "share, %"),
        head(flops ? "EV oop" : "EV"),
        names.map((name) => head(inPercent(name))),
        head("strategy"),
      ),
    ),
    h(
      "tbody",
      rows.map((row) =>
        h(
          "tr",
          h("td.left", row.name),
          h("td", row.count),
          h("td", fixed(row.ev, 1)),
          row.frequencies.map((/** @type {number} */ p) => h("td", percent(p))),
          h("td", miniBar(row.frequencies, colours, barOrder(colours.length))),
        ),
      ),
    ),
  );
}
