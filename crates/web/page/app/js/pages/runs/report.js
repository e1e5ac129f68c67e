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

/** @typedef {{ mbb: number, interval95_mbb: [number, number] | null, exact: boolean }} Value */

/** Half the width of a 95 % interval, in words. @param {Value} value */
export function intervalText({ interval95_mbb: interval, exact }) {
  if (exact) return "exact";
  return interval ? `± ${fixed((interval[1] - interval[0]) / 2, 1)}` : "none: too few were sampled";
}

/** @param {any} report */
function strength(report) {
  const m = report.measurements ?? {};
  const best = m.exploitability;
  const earlier = (/** @type {{ iterations: number } | null} */ at) =>
    at && at.iterations !== report.iterations ? `, after ${count(at.iterations)} iterations` : "";
  /** @type {[string, Value | null | undefined, string, any][]} */
  const measures = [
    [
      best?.exploitability.exact ? "exploitability" : "exploitability, at most",
      best?.exploitability,
      "what best responses with real cards gain",
      m.exploitability_at,
    ],
    [
      "exploitability, at least",
      best?.held_out,
      "the same, with choices before the flop made on other flops",
      m.exploitability_at,
    ],
    ["exploiter", m.exploiter?.gain, "what a player of the same abstraction learns to gain", m.exploiter_at],
    ["game value", m.game_value?.value, "what the first seat wins", m.game_value_at],
  ];
  const rows = measures.flatMap(([name, value, meaning, at]) =>
    value ? [{ name, value, meaning: meaning + earlier(at) }] : [],
  );
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
        rows.map(({ name, value, meaning }) =>
          h(
            "tr",
            h("td.left.text", name),
            h("td", h("strong", fixed(value.mbb, 1))),
            h("td.dim.text", intervalText(value)),
            h("td.left.text", { class: "dim" }, meaning),
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
