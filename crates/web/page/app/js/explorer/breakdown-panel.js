// A range by what its hands have made and what they draw to.

import { h, fill } from "../core/h.js";
import { fixed, percent } from "../core/format.js";
import { actionColours, barOrder } from "../poker/actions.js";
import { miniBar } from "../parts/table.js";
import { amountColumn, unitName } from "../poker/words.js";

/**
 * @param {any} panel
 * @param {import("./position.js").Position} position
 * @param {any} report
 * @param {import("../poker/words.js").Unit} unit
 */
export function showBreakdown(panel, { node }, report, unit) {
  const seats = [...report.seats].sort((a, b) => Number(b.acting) - Number(a.acting));
  const groups = seats.flatMap((seat) => [...(seat.made ?? []), ...(seat.draws ?? [])]);
  fill(
    panel,
    h(
      "div.breakdown",
      { class: groups.some((group) => group.ev != null || group.equity != null) ? "full" : "" },
      seats.map((/** @type {any} */ seat) =>
        h(
          "section",
          h("h3", node.seats[seat.seat].name, h("small", seat.acting ? " acts" : "")),
          part("made hands", seat.made, node, unit),
          part("draws", seat.draws, node, unit),
        ),
      ),
    ),
  );
}

/**
 * @param {string} name
 * @param {any[]} groups
 * @param {any} node
 * @param {import("../poker/words.js").Unit} unit
 */
function part(name, groups, node, unit) {
  if (!groups?.length) return null;
  const colours = actionColours(node.actions ?? []);
  const order = barOrder(colours.length);
  const evs = groups.some((g) => g.ev != null);
  const equities = groups.some((g) => g.equity != null);
  const mixes = groups.some((g) => g.frequencies);
  const most = Math.max(...groups.map((g) => g.share));
  return h(
    "table",
    { "aria-label": name },
    h(
      "thead",
      h(
        "tr",
        h("th.left", { scope: "col" }, name),
        h("th", { scope: "col" }, "combos"),
        h("th", { scope: "col" }, "share, %"),
        h("th.bar", { scope: "col" }, h("span.hidden", "share as a bar")),
        equities && h("th", { scope: "col" }, "equity, %"),
        evs && h("th", { scope: "col" }, `EV, ${unitName(unit)}`),
        mixes && h("th", { scope: "col" }, "strategy"),
      ),
    ),
    h(
      "tbody",
      groups.map((group) =>
        h(
          "tr",
          h("td.left", group.name),
          h("td", fixed(group.combos, 1)),
          h("td", percent(group.share)),
          h("td.bar", h("i.share", { style: { width: `${(group.share / most) * 100}%` } })),
          equities && h("td", percent(group.equity)),
          evs && h("td", amountColumn(group.ev, unit)),
          mixes && h("td", miniBar(group.frequencies, colours, order)),
        ),
      ),
    ),
  );
}
