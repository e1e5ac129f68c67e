// Solves and batches of this server, the newest first.

import { h } from "../../core/h.js";
import { count, duration, fixed } from "../../core/format.js";
import { formatPlace } from "../../core/url.js";
import { cardsInText } from "../../parts/cards.js";

/** @param {any[]} solves @param {any[]} batches */
export function solveList(solves, batches) {
  const link = (/** @type {string} */ kind, /** @type {string} */ id, /** @type {any} */ content) => {
    const href = formatPlace({ page: "spots", params: { [kind]: id } });
    return h("a", { href, "data-key": `${kind} ${id}` }, content);
  };
  return [
    solves.length > 0 &&
      h(
        "section",
        h("h2", "Solves"),
        h(
          "table",
          { "aria-label": "solves" },
          h(
            "thead",
            h(
              "tr",
              ["spot", "board"].map((t) => h("th.left", { scope: "col" }, t)),
              ["state", "iterations", "exploitable, % of pot", "time"].map((t) =>
                h("th", { scope: "col" }, t),
              ),
            ),
          ),
          h(
            "tbody",
            solves.map((s) =>
              h(
                "tr",
                h(
                  "td.left",
                  link("solve", s.id, s.name || "a spot"),
                  s.from &&
                    h("span.dim", ` locked from ${solves.find((o) => o.id === s.from)?.name ?? "another"}`),
                ),
                h("td.left", cardsInText(String(s.spot.board).replace(/\s/g, ""))),
                h("td", s.state),
                h("td", count(s.progress?.iterations)),
                h("td", fixed(s.progress?.exploitability_pct, 2)),
                h("td", duration(s.progress?.secs)),
              ),
            ),
          ),
        ),
      ),
    batches.length > 0 &&
      h(
        "section",
        h("h2", "Many flops"),
        h(
          "table",
          { "aria-label": "batches" },
          h(
            "thead",
            h(
              "tr",
              h("th.left", { scope: "col" }, "batch"),
              h("th", { scope: "col" }, "state"),
              h("th", { scope: "col" }, "flops done"),
            ),
          ),
          h(
            "tbody",
            batches.map((b) =>
              h(
                "tr",
                h("td.left", link("batch", b.id, b.title || b.name)),
                h("td", b.state),
                h("td", `${b.done} of ${b.flops}`),
              ),
            ),
          ),
        ),
      ),
  ];
}
