// The report of a run: strength with intervals, stability by tenths, warnings, configuration.

import { h } from "../../core/h.js";
import { bytes, compact, count, duration, fixed, plain } from "../../core/format.js";

/** @param {{ report: any, config: string }} answer */
export function reportView({ report, config }) {
  return h(
    "div.report",
    report && [warnings(report), strength(report), stability(report), facts(report)],
    config && h("details", h("summary", "Configuration"), h("pre", { tabindex: 0 }, config)),
  );
}

/** @param {any} report */
function warnings(report) {
  if (!report.warnings?.length) return null;
  return h(
    "section",
    h("h2", "Notes"),
    h(
      "ul.messages",
      report.warnings.map((/** @type {string} */ text) => h("li", text)),
    ),
  );
}

/** @param {any} report */
function strength(report) {
  const rows = [
    [
      "exploitability",
      report.exploitability_mbb,
      report.exploitability_standard_error_mbb,
      "what best responses with real cards gain",
    ],
    [
      "exploiter",
      report.exploiter_mbb,
      report.exploiter_standard_error_mbb,
      "what a player of the same abstraction learns to gain",
    ],
    ["game value", report.game_value_mbb, report.game_value_standard_error_mbb, "what the first seat wins"],
  ].filter(([, value]) => value != null);
  if (!rows.length) return null;
  return h(
    "section",
    h("h2", "Strength"),
    h(
      "table",
      { "aria-label": "strength" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "measure"),
          h("th", { scope: "col" }, "mbb/h"),
          h("th", { scope: "col" }, "95 % interval"),
          h("th.left", { scope: "col" }, "meaning"),
        ),
      ),
      h(
        "tbody",
        rows.map(([name, value, error, meaning]) =>
          h(
            "tr",
            h("td.left", name),
            h("td", h("strong", fixed(value, 1))),
            h("td.dim", error == null ? "exact" : `± ${fixed(1.96 * error, 1)}`),
            h("td.left", { class: "dim" }, meaning),
          ),
        ),
      ),
    ),
  );
}

/** @param {any} report */
function stability(report) {
  const tenths = report.rate_by_tenth;
  if (!tenths?.length) return null;
  const most = Math.max(...tenths.map((/** @type {any} */ t) => t.iterations_per_sec ?? 0));
  return h(
    "section",
    h(
      "h2",
      "Stability by tenths",
      h(
        "small",
        " of the training time; the worst deviates ",
        `${fixed(report.tenths_max_deviation_percent, 1)} % from the median`,
      ),
    ),
    h(
      "table",
      { "aria-label": "rate by tenth of the training time" },
      h(
        "thead",
        h(
          "tr",
          h("th.left", { scope: "col" }, "tenth"),
          h("th", { scope: "col" }, "iterations/s"),
          h("th", { scope: "col" }, "of the median"),
          h("th.bar", { scope: "col" }, h("span.hidden", "as a bar")),
        ),
      ),
      h(
        "tbody",
        tenths.map((/** @type {any} */ t, /** @type {number} */ i) =>
          h(
            "tr",
            h("td.left", i + 1),
            h("td", compact(t.iterations_per_sec)),
            h("td", fixed(t.ratio_to_median, 3)),
            h(
              "td",
              { style: { width: "40%" } },
              h("i.share", { style: { width: `${((t.iterations_per_sec ?? 0) / most) * 100}%` } }),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {any} report */
function facts(report) {
  const times = report.batch_times;
  const rows = [
    ["iterations", count(report.iterations)],
    ["trained for", duration(report.training_secs ?? report.elapsed_secs)],
    ["information sets", count(report.infosets)],
    ["nodes", count(report.nodes)],
    ["seed", String(report.seed)],
    ["workers", String(report.workers)],
    ["busy cores", plain(report.busy_cores, 2)],
    ["peak memory", bytes(report.peak_resident_bytes)],
    [
      "batch, median and 99th percentile",
      times && `${plain(times.p50_ms, 2)} ms, ${plain(times.p99_ms, 2)} ms`,
    ],
    ["longest save", duration(report.longest_save_secs)],
  ].filter(([, value]) => value && value !== "–" && value !== "undefined");
  return h(
    "section",
    h("h2", "The run"),
    h(
      "dl.facts.two",
      rows.map(([name, value]) => [h("dt", name), h("dd", value)]),
    ),
  );
}
