// One run: its numbers as they come, its charts, its report.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { listen } from "../../core/events.js";
import { bytes, compact, count, duration, fixed } from "../../core/format.js";
import { createChart } from "../../parts/chart.js";
import { errorBox, waiting } from "../../parts/status.js";
import { CHARTS, seriesOf, withScalar } from "./series.js";
import { reportView } from "./report.js";

/** @param {string} id @param {{ onChange: () => void }} options */
export function createRunView(id, { onChange }) {
  /** @type {any} */
  let answer = null;
  /** @type {any} */
  let live = {};
  /** @type {import("./series.js").Tagged[]} */
  let series = [];
  /** @type {{ name: string, series: import("./series.js").Tagged[] }[]} */
  let others = [];
  /** @type {string[]} */
  let messages = [];
  /** @type {(() => void) | null} */
  let stopListening = null;
  let frame = 0;
  let gone = false;

  const head = h("div.herohead");
  const numbers = h("dl.numbers", { "aria-label": "numbers of this moment" });
  const said = h("ul.messages", { "aria-live": "polite" });
  const problem = h("div.problem");
  const charts = CHARTS.map((spec) => {
    const chart = createChart(`${spec.name} by time`, {
      x: "time",
      time: true,
      y: spec.unit,
      xText: duration,
      yText: spec.text,
      yMin: spec.from,
      height: 150,
      width: 330,
    });
    return { spec, chart, box: h("section", h("h3", spec.name), chart.element) };
  });
  const chartsHint = h("p.hint", "Charts come with the first measurements.");
  const report = h("div");
  const element = h("div", waiting("loading"));

  /** @param {string[]} with_ Runs whose charts are drawn too. */
  async function show(with_) {
    try {
      if (!answer) {
        const [run, drawn] = await Promise.all([get(`runs/${id}`), get(`runs/${id}/charts`)]);
        if (gone) return;
        answer = run;
        live = run.latest ?? {};
        messages = (live.messages ?? []).slice(-6);
        series = drawn.series;
        fill(
          element,
          head,
          problem,
          numbers,
          said,
          h(
            "div.charts",
            charts.map(({ box }) => box),
          ),
          chartsHint,
          report,
        );
        follow();
      }
      others = await Promise.all(
        with_
          .filter((other) => other !== id)
          .map(async (other) => {
            const [run, drawn] = await Promise.all([get(`runs/${other}`), get(`runs/${other}/charts`)]);
            return { name: run.run.name, series: drawn.series };
          }),
      );
      draw();
    } catch (error) {
      fill(
        element,
        errorBox(error, () => {
          answer = null;
          show(with_);
        }),
      );
    }
  }

  function follow() {
    if (stopListening || answer.run.state !== "running") return;
    /** @type {Record<string, (data: any) => void>} */
    const handlers = {
      latest: (latest) => {
        live = latest;
        later();
      },
      progress: (progress) => {
        live = { ...live, phase: progress.phase ?? live.phase, progress };
        later();
      },
      phase: ({ phase, started }) => {
        if (started) live = { ...live, phase };
        later();
      },
      scalar: (scalar) => {
        series = withScalar(series, scalar);
        later();
      },
      message: ({ text }) => {
        messages = [...messages, text].slice(-6);
        later();
      },
      ended: async () => {
        end();
        answer = await get(`runs/${id}`);
        onChange();
        draw();
      },
      error: (closed) => closed && end(),
    };
    stopListening = listen(`runs/${id}/events`, handlers, {
      onReturn: async () => {
        series = (await get(`runs/${id}/charts`)).series;
        later();
      },
    });
  }

  function end() {
    stopListening?.();
    stopListening = null;
  }

  /** Draws with the next frame: events may come in bursts. */
  function later() {
    if (!frame) frame = requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    if (!answer || gone) return;
    drawHead();
    drawNumbers();
    fill(
      said,
      (stopListening ? messages : []).map((text) => h("li", text)),
    );
    chartsHint.hidden = series.length > 0 || others.length > 0;
    const runs = [{ name: answer.run.name, series }, ...others];
    for (const { spec, chart, box } of charts) {
      const drawn = seriesOf(spec.match, runs);
      // One number that does not change is no chart: it stands in the report.
      box.hidden = !drawn.length || (!stopListening && drawn.every(({ points }) => points.length < 2));
      if (drawn.length) chart.show(drawn);
    }
    if (report.childElementCount === 0 && !stopListening) fill(report, reportView(answer));
  }

  function drawHead() {
    const { run } = answer;
    fill(
      head,
      h(
        "h2",
        run.name,
        h(
          "small",
          ` ${[run.state, stopListening && live.phase, run.game, run.sampler].filter(Boolean).join(" · ")}`,
        ),
      ),
      h(
        "div.row",
        run.strategy && h("a.button", { href: `#/strategy?of=${id}` }, "Look at the strategy"),
        run.can_stop && h("button", { type: "button", onclick: () => act("stop") }, "Stop"),
        run.can_resume && resumeForm(),
      ),
    );
  }

  function resumeForm() {
    const there = head.querySelector("form");
    if (there) return there;
    const minutes = h("input", {
      type: "number",
      min: 0.1,
      step: "any",
      value: 10,
      size: 5,
      "aria-label": "minutes to train on",
      style: { width: "72px" },
    });
    return h(
      "form.row",
      {
        onsubmit: (/** @type {Event} */ e) => {
          e.preventDefault();
          act("resume", { time_budget_secs: Number(minutes.value) * 60 });
        },
      },
      minutes,
      h("span.dim", "min"),
      h("button", "Train on"),
    );
  }

  function drawNumbers() {
    const { run } = answer;
    const progress = stopListening ? (live.progress ?? {}) : {};
    const share = progress.total ? `${fixed((progress.done / progress.total) * 100, 0)} %` : null;
    const [low, high] = run.exploitability_interval95_mbb ?? [0, 0];
    const interval = high > low ? ` ± ${fixed((high - low) / 2, 1)}` : "";
    const latest = series.find(({ tag }) => tag === "Performance/IterationsPerSecond");
    // While it goes on, the charts know it better than what is written down now and then.
    const trained = Math.max(run.elapsed_secs ?? 0, latest?.secs[latest.secs.length - 1] ?? 0);
    const rows = [
      ["done", share],
      ["left", progress.remaining_secs == null ? null : duration(progress.remaining_secs)],
      [
        "iterations",
        run.iterations ? count(Math.max(run.iterations, latest?.step[latest.step.length - 1] ?? 0)) : null,
      ],
      ["iterations/s", compact(progress.iterations_per_sec ?? run.iterations_per_sec)],
      ["nodes/s", progress.nodes_per_sec == null ? null : compact(progress.nodes_per_sec)],
      ["memory", progress.resident_bytes == null ? null : bytes(progress.resident_bytes)],
      [
        "exploitability, mbb/h",
        run.exploitability_mbb == null ? null : [fixed(run.exploitability_mbb, 1), h("span.dim", interval)],
      ],
      ["trained for", trained > 0 ? duration(trained) : null],
    ];
    fill(
      numbers,
      rows
        .filter(([, value]) => value != null)
        .map(([name, value]) => h("div", h("dt", name), h("dd", value))),
    );
  }

  /** @param {string} what @param {any} [body] */
  async function act(what, body = {}) {
    try {
      await post(`runs/${id}/${what}`, body);
      fill(problem);
      answer = await get(`runs/${id}`);
      fill(report);
      follow();
      onChange();
      draw();
    } catch (error) {
      fill(problem, errorBox(error));
    }
  }

  return {
    id,
    element,
    show,
    dispose() {
      gone = true;
      cancelAnimationFrame(frame);
      end();
    },
  };
}
