// Start a run: a game, a time, and what it will take before it is begun.

import { h, fill } from "../../core/h.js";
import { post } from "../../core/api.js";
import { bytes, compact, count, duration } from "../../core/format.js";
import { errorBox } from "../../parts/status.js";

/** Configurations to begin with; each can be edited below. */
const PRESETS = [
  { name: "Heads-up, 100 big blinds", config: "game: { stack: 100 }\n" },
  { name: "Heads-up, 20 big blinds", config: "game: { stack: 20 }\n" },
  {
    name: "Jam or fold, 10 big blinds",
    config:
      "game:\n  stack: 10\n  menu:\n    preflop: { sizes: [[all-in]], max_raises: 1 }\n    limp: false\n",
  },
  { name: "Leduc", config: "game: { kind: leduc }\n" },
  { name: "Kuhn", config: "game: { kind: kuhn }\n" },
];

/** @param {{ onStarted: (run: any) => void }} options */
export function createStartForm({ onStarted }) {
  let timer = 0;
  let turn = 0;
  const preset = h(
    "select",
    {
      onchange: () => {
        config.value = PRESETS[preset.value].config;
        ask();
      },
    },
    PRESETS.map(({ name }, i) => h("option", { value: i }, name)),
  );
  const name = h("input", {
    type: "text",
    placeholder: "made up if empty",
    pattern: "[A-Za-z0-9._-]*",
    autocomplete: "off",
  });
  const minutes = h("input", {
    type: "number",
    min: 0.05,
    step: "any",
    value: 2,
    oninput: later,
    style: { width: "84px" },
  });
  const config = h("textarea", { "aria-label": "configuration (YAML)", spellcheck: "false", oninput: later });
  config.value = PRESETS[0].config;
  const estimate = h("div.estimate", { "aria-live": "polite" });
  const problem = h("div");
  const start = h("button.primary", { type: "submit", disabled: true }, "Start");
  const element = h(
    "form.runform",
    { onsubmit: submit, novalidate: true },
    h("h2", "Start a run"),
    h(
      "div.row",
      h("label.field", h("span", "game"), preset),
      h("label.field", h("span", "name"), name),
      h("label.field", h("span", "minutes"), minutes),
    ),
    h(
      "details",
      h("summary", "Configuration"),
      config,
      h("p.hint", "The keys of ", h("code", "configs/full.yaml"), "; what is left out has its default."),
    ),
    estimate,
    problem,
    h("div.row", start),
  );

  /** The configuration with the time of its field, if it says none itself. */
  function whole() {
    const text = config.value.replace(/\s*$/, "\n");
    return /^\s*(time_budget\w*|num_iterations)\s*:/m.test(text)
      ? text
      : `${text}time_budget_seconds: ${Math.max(1, Math.round(Number(minutes.value) * 60))}\n`;
  }

  function later() {
    clearTimeout(timer);
    timer = window.setTimeout(ask, 300);
  }

  async function ask() {
    const mine = ++turn;
    fill(estimate, h("p.alive", "being estimated …"));
    try {
      const answer = await post("runs/estimate", { config: whole() });
      if (mine !== turn) return;
      fill(problem);
      fill(estimate, rows(answer));
      start.disabled = !answer.fits;
    } catch (error) {
      if (mine !== turn) return;
      fill(estimate);
      fill(problem, errorBox(error));
      start.disabled = true;
    }
  }

  /** @param {any} answer */
  function rows(answer) {
    const list = [
      ["game", `${answer.game}, ${answer.sampler}`],
      ["nodes of the tree", count(answer.nodes)],
      ["information sets", compact(answer.infosets)],
      ["memory at the peak", `${bytes(answer.peak_bytes)} of ${bytes(answer.available_bytes)} free`],
      ["buckets", answer.buckets_cached ? "in the cache" : "have to be built first"],
      ["time", duration(answer.time_budget_secs ?? Number(minutes.value) * 60)],
      ["strategy file", bytes(answer.strategy_bytes)],
    ];
    return [
      h(
        "dl.facts",
        list.map(([term, value]) => [h("dt", term), h("dd", value)]),
      ),
      !answer.fits &&
        h(
          "p.error",
          { role: "alert" },
          answer.advice ?? "It does not fit into memory: take fewer buckets or a smaller menu.",
        ),
      answer.warnings?.map((/** @type {string} */ text) => h("p.dim", text)),
    ];
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    start.disabled = true;
    try {
      const { run } = await post("runs", {
        config: whole(),
        ...(name.value.trim() ? { name: name.value.trim() } : {}),
      });
      fill(problem);
      onStarted(run);
    } catch (error) {
      fill(problem, errorBox(error));
    } finally {
      start.disabled = false;
    }
  }

  ask();
  return element;
}
