// One spot on many flops: progress, a sortable table, a scatter plot, filters by texture.

import { h, fill } from "../../core/h.js";
import { address, get, post, request } from "../../core/api.js";
import { listen } from "../../core/events.js";
import { go } from "../../core/url.js";
import { count, fixed, percent } from "../../core/format.js";
import { keepingFocus } from "../../core/focus.js";
import { createScatter } from "../../parts/scatter.js";
import { createTable, miniBar } from "../../parts/table.js";
import { cardsInText } from "../../parts/cards.js";
import { confirmed, errorBox, waiting } from "../../parts/status.js";
import { actionColours, barOrder } from "../../poker/actions.js";
import { cardWords } from "../../poker/cards.js";
import { actionWords, inPercent } from "../../poker/words.js";
import { batchMeans } from "./batch-means.js";
import { lineWords } from "./spot-fields.js";

const TEXTURES = ["high_card", "pairing", "suits", "connectedness"];

/** How a batch stands, in words. @type {Record<string, string>} */
const STATES = { waiting: "waits for what is solved before it", paused: "stopped", done: "all solved" };

/** The flop that is being solved, and how far. @param {any} current */
function flopWords({ flop, progress }) {
  const pct = progress?.exploitability_pct;
  return [
    "now ",
    cardsInText(flop),
    `, ${count(progress?.iterations)} iteration${progress?.iterations === 1 ? "" : "s"}`,
    pct == null ? "" : `, exploitable by ${fixed(pct, 1)} % of the pot`,
  ];
}

/** What a point of the scatter plot is. @param {any} row @returns {string} */
function pointWords({ flop, equity, ev }) {
  const cards = flop.match(/../g).map(cardWords).join(", ");
  return `${cards}: equity ${percent(equity[0])} %, EV ${fixed(ev[0], 1)}`;
}

/** @param {string} id */
export function createBatch(id) {
  /** @type {any} */
  let batch = null;
  /** @type {any} */
  let report = null;
  /** @type {Record<string, string>} */
  let params = {};
  /** Kept while flops come in. */
  let sort = { column: 1, down: true };
  /** @type {(() => void) | null} */
  let stopListening = null;
  const title = h("strong");
  const progress = h("progress", { "aria-label": "flops solved" });
  const state = h("span.dim");
  const actions = h("div.row");
  const bar = h("div.toolbar", title, progress, state, actions);
  const scatter = createScatter(
    "EV by equity of every flop, player out of position",
    { x: "equity out of position, %", y: "EV out of position", height: 260, room: true },
    (flop) => open(report.flops.find((/** @type {any} */ f) => f.flop === flop)),
  );
  const problem = h("div.problem");
  const body = h("div.body.batch", waiting("loading"));
  const element = h("div.page", bar, problem, body);

  /** @param {Record<string, string>} next */
  async function show(next) {
    const other = next.line !== params.line;
    params = next;
    if (batch && !other) return drawReport();
    try {
      batch = (await get(`batches/${id}`)).batch;
      drawBar();
      follow();
      await load();
    } catch (error) {
      fill(
        body,
        errorBox(error, () => show(params)),
      );
    }
    return undefined;
  }

  const isGoing = () => ["waiting", "solving"].includes(batch.state);

  function follow() {
    if (stopListening || !isGoing()) return;
    stopListening = listen(`batches/${id}/events`, {
      batch: (next) => {
        const { done } = batch;
        batch = next.batch ?? next;
        if (!isGoing()) end();
        drawBar();
        // The report changes with every flop that is done, not with every step of one.
        if (batch.done !== done || !isGoing()) load();
        else if (!report) drawFirst();
      },
      error: (closed) => closed && end(),
    });
  }

  function end() {
    stopListening?.();
    stopListening = null;
  }

  async function load() {
    if (!batch.done) return drawFirst();
    try {
      report = await get(`batches/${id}/report`, { line: params.line });
      fill(problem);
      drawReport();
    } catch (error) {
      fill(problem, errorBox(error));
    }
    return undefined;
  }

  /** Before there is anything to report. */
  function drawFirst() {
    const text = isGoing()
      ? "The table comes with the first flop, which is being solved"
      : "No flop was solved";
    fill(body, batch.error ? errorBox(batch.error) : isGoing() ? waiting(text) : h("p.hint", text));
  }

  /** @param {string} what */
  async function act(what) {
    try {
      if (what === "delete") await request("DELETE", `batches/${id}`);
      else await post(`batches/${id}/${what}`);
      if (what === "delete") return go({ page: "spots", params: {} });
      batch = (await get(`batches/${id}`)).batch;
      drawBar();
      follow();
    } catch (error) {
      fill(problem, errorBox(error));
    }
    return undefined;
  }

  /** Redrawn ten times a second: what is pressed stays as it is. */
  function drawBar() {
    fill(title, batch.title || batch.name);
    [progress.max, progress.value] = [batch.flops, batch.done];
    const now = isGoing() && batch.current ? flopWords(batch.current) : (STATES[batch.state] ?? batch.state);
    fill(state, `${batch.done} of ${batch.flops} flops · `, now);
    const drawn = JSON.stringify([isGoing(), batch.done < batch.flops, params.line]);
    if (actions.dataset.drawn === drawn) return;
    actions.dataset.drawn = drawn;
    keepingFocus(actions, drawActions);
  }

  function drawActions() {
    const button = (/** @type {string} */ words, /** @type {string} */ what) =>
      h("button", { type: "button", data: { key: "go" }, onclick: () => act(what) }, words);
    fill(
      actions,
      isGoing() ? button("Stop", "stop") : batch.done < batch.flops && button("Go on", "resume"),
      h(
        "a.quiet",
        { href: address(`batches/${id}/report.csv`, { line: params.line }), download: "flops.csv" },
        "CSV",
      ),
      confirmed("Throw away", () => act("delete")),
    );
  }

  /** Opens a flop at the decision that is looked at. @param {any} flop */
  function open(flop) {
    if (!flop.source) return;
    go({ page: "strategy", params: { of: flop.source, line: params.line ?? "" } });
  }

  /** @param {Record<string, string>} change */
  const place = (change) => go({ page: "spots", params: { ...params, ...change } }, true);

  function drawReport() {
    if (!report) return;
    const flops = report.flops.filter((/** @type {any} */ f) =>
      TEXTURES.every((t) => !params[t] || f.texture[t] === params[t]),
    );
    const unit = { chipsPerBb: null, unit: /** @type {"chips"} */ ("chips") };
    const names = report.actions.map((/** @type {any} */ a) => actionWords(a, unit));
    const colours = actionColours(report.actions);
    const order = barOrder(colours.length);
    const table = createTable({
      label: "flops",
      sort,
      onSort: (next) => {
        sort = next;
      },
      onRow: open,
      key: (f) => f.flop,
      columns: [
        { name: "flop", left: true, cell: (f) => cardsInText(f.flop), by: (f) => f.flop },
        { name: "EV out of position", cell: (f) => fixed(f.ev[0], 1), by: (f) => f.ev[0] },
        { name: "equity, %", cell: (f) => percent(f.equity[0]), by: (f) => f.equity[0] },
        { name: "realised, %", cell: (f) => percent(f.realisation[0]), by: (f) => f.realisation[0] },
        ...names.map((/** @type {string} */ name, /** @type {number} */ i) => ({
          name: inPercent(name),
          cell: (/** @type {any} */ f) => percent(f.frequencies[i]),
          by: (/** @type {any} */ f) => f.frequencies[i],
        })),
        { name: "strategy", cell: (f) => miniBar(f.frequencies, colours, order) },
      ],
    });
    table.show(flops);
    scatter.show(
      flops.map((/** @type {any} */ f) => ({
        key: f.flop,
        x: f.equity[0] * 100,
        y: f.ev[0],
        label: pointWords(f),
        isOpen: !!f.source,
      })),
    );
    keepingFocus(body, () =>
      fill(
        body,
        batch.error && errorBox(batch.error),
        h("div.row", lines(), TEXTURES.map(filter)),
        h(
          "div.batchgrid",
          h("div", table.element, h("p.hint", "A row or a dot opens its flop. EV in chips of the pot.")),
          h(
            "div",
            scatter.element,
            batchMeans(report, names, params.by || "texture", (by) => place({ by })),
          ),
        ),
      ),
    );
  }

  /** The decisions on the way to the one that is shown, itself, and those right behind it. */
  function lines() {
    const behind = report.lines.map((/** @type {any} */ l) => l.line);
    const now = params.line ?? "";
    const steps = now.split(" ").filter(Boolean);
    const before = steps.map((_, i) => steps.slice(0, i).join(" "));
    const select = h(
      "select",
      { data: { key: "decision" }, onchange: () => place({ line: select.value }) },
      [...before, now, ...behind].map((line) =>
        h("option", { value: line, selected: line === now }, lineWords(line)),
      ),
    );
    return h("label.source", h("span.dim", "decision"), select);
  }

  /** @param {string} texture */
  function filter(texture) {
    const values = [...new Set(report.flops.map((/** @type {any} */ f) => f.texture[texture]))].sort();
    const select = h(
      "select",
      { data: { key: texture }, onchange: () => place({ [texture]: select.value }) },
      h("option", { value: "" }, "any"),
      values.map((v) => h("option", { value: v, selected: v === params[texture] }, v)),
    );
    return h("label.source", h("span.dim", texture.replace("_", " ")), select);
  }

  return { element, show, dispose: end };
}
