// One solve: watched while it goes on, browsed when it stands.

import { h, fill } from "../../core/h.js";
import { get, post, request } from "../../core/api.js";
import { forgetSource } from "../../core/stamps.js";
import { listen } from "../../core/events.js";
import { PAGE, lookAt, lookAway, release } from "../../core/presence.js";
import { go } from "../../core/url.js";
import { bindKeys } from "../../core/keys.js";
import { bytes, count, duration, fixed } from "../../core/format.js";
import { createChart } from "../../parts/chart.js";
import { cardsInText } from "../../parts/cards.js";
import { confirmed, errorBox, waiting } from "../../parts/status.js";
import { sourceSelect } from "../../parts/sources.js";
import { createExplorer } from "../../explorer/index.js";
import { handOver } from "../spot-link.js";
import { createLockPanel } from "./lock-panel.js";

const BROWSABLE = ["paused", "done"];
/** Time until it is tried again to listen to a server that would not have it. */
const AGAIN_MS = 3_000;

/** Why a solve has stopped. @type {Record<string, string>} */
const STOPPED = {
  target: "solved",
  iterations: "stopped after its iterations",
  time: "stopped when its time was over",
  asked: "stopped",
  left: "stopped when its page was closed",
  ended: "stopped when the server ended",
};

/** @param {string} id */
export function createSolve(id) {
  /** @type {any} */
  let solve = null;
  /** @type {Record<string, string>} */
  let params = {};
  /** @type {any[]} */
  let others = [];
  /** @type {(() => void) | null} */
  let stopListening = null;
  /** @type {any} */
  let again = 0;
  /** What is being asked of the server: not twice at once. @type {Set<string>} */
  const underWay = new Set();

  const bar = h("div.toolbar");
  const problem = h("div.problem");
  const chart = createChart("exploitability by iterations", {
    x: "iterations",
    y: "exploitable, % of pot",
    log: true,
    height: 240,
  });
  const watch = h("section.watch", { "aria-live": "off" });
  const locks = createLockPanel({
    locksOf: () => solve?.spot.locks ?? [],
    onSolve: (list) => solveLocked(list),
  });
  const explorer = createExplorer({ onPlace: place, panels: [locks.panel] });
  const unbind = bindKeys(explorer.keys());
  const body = h("div.body", waiting("loading"));
  const element = h("div.solve", bar, problem, body);

  /** @param {Record<string, any>} change */
  function place(change) {
    const moved = change.line !== undefined || change.board !== undefined || change.with !== undefined;
    go({ page: "spots", params: { ...params, ...change } }, !moved);
  }

  /** @param {Record<string, string>} next */
  async function show(next) {
    params = next;
    if (solve) return draw();
    try {
      solve = (await get(`solves/${id}`)).solve;
      others = (await get("solves")).solves
        .filter((/** @type {any} */ s) => s.id !== id && BROWSABLE.includes(s.state))
        .map((/** @type {any} */ s) => ({ ...s, kind: "solution", board: s.spot.board }));
    } catch (error) {
      fill(
        body,
        errorBox(error, () => show(params)),
      );
      return undefined;
    }
    follow();
    return draw();
  }

  /** Listens as long as the solve goes on. */
  function follow() {
    if (stopListening || !isGoing()) return;
    /** @type {Record<string, (data: any) => void>} */
    const handlers = {
      solve: (next) => {
        took(next.solve ?? next);
        if (!isGoing()) end();
        draw();
      },
      progress: (progress) => {
        const { iterations, exploitability_pct: pct } = progress;
        const last = solve.curve[solve.curve.length - 1];
        // Between two measurements the last one is told again.
        const isNew = pct != null && (!last || last[1] !== pct);
        const curve = isNew ? [...solve.curve, [iterations, pct]] : solve.curve;
        solve = { ...solve, state: "solving", progress, curve };
        drawWatch();
      },
      error: (closed) => {
        if (!closed) return;
        // It was thrown away, or too many pages listen: what is asked then says which.
        stopListening?.();
        stopListening = null;
        again = setTimeout(() => {
          solve = null;
          show(params);
        }, AGAIN_MS);
      },
    };
    lookAt(id);
    stopListening = listen(`solves/${id}/events`, handlers, { query: { page: PAGE } });
  }

  const isGoing = () => ["waiting", "solving"].includes(solve.state);

  /** Takes in how it stands: once it has gone on, what is remembered of it is old. @param {any} next */
  function took(next) {
    const wentOn = solve && standOf(solve) !== standOf(next);
    solve = next;
    if (!wentOn || isGoing()) return;
    forgetSource(id);
    explorer.expire();
  }

  function end() {
    stopListening?.();
    stopListening = null;
    release(id);
  }

  function draw() {
    drawBar();
    if (BROWSABLE.includes(solve.state)) {
      if (body.firstChild !== explorer.element) fill(body, explorer.element);
      explorer.show({ of: id, ...params });
    } else {
      if (body.firstChild !== watch) fill(body, watch);
      drawWatch();
    }
  }

  function drawBar() {
    const { state, spot, progress } = solve;
    const going = isGoing();
    fill(
      bar,
      h("strong", solve.name || "A spot"),
      h("span", cardsInText(String(spot.board).replace(/\s/g, ""))),
      h(
        "span.dim",
        going
          ? "being solved"
          : [
              STOPPED[solve.stopped] ?? state,
              ` · ${count(progress?.iterations)} iterations`,
              ` · exploitable by ${fixed(progress?.exploitability_pct, 2)} % of the pot`,
            ],
      ),
      going &&
        h("button", { type: "button", disabled: underWay.has("stop"), onclick: () => act("stop") }, "Stop"),
      going && keepBox(),
      BROWSABLE.includes(state) && [
        h(
          "button.quiet",
          {
            type: "button",
            disabled: underWay.has("resume"),
            onclick: () =>
              act("resume", {
                target_pct: Math.max(0.001, (progress?.exploitability_pct ?? 1) / 3),
                max_secs: 300,
              }),
          },
          "Solve on",
        ),
        h("button.quiet", { type: "button", disabled: underWay.has("save"), onclick: save }, "Save"),
        others.length > 0 &&
          sourceSelect({
            label: "compare with",
            sources: others,
            value: params.with ?? "",
            none: "nothing",
            onChange: (other) => place({ with: other, tab: other ? "compare" : "", view: other ? "d" : "" }),
          }),
      ],
      h("button.quiet", { type: "button", onclick: () => handOver(spot) }, "Edit the spot"),
      confirmed("Throw away", drop),
    );
  }

  /** Whether it goes on when nobody looks. */
  function keepBox() {
    const box = h("input", {
      type: "checkbox",
      checked: solve.keep !== underWay.has("keep"),
      disabled: underWay.has("keep"),
      onchange: () => act("keep", { keep: box.checked }),
    });
    return h("label", box, "goes on when this page is closed");
  }

  function drawWatch() {
    const { progress, state, memory_bytes: memory } = solve;
    chart.show(seriesOf(solve));
    if (state === "failed") return fill(watch, errorBox(solve.error ?? "It could not be solved."));
    return fill(
      watch,
      h("h2", state === "waiting" ? "Waits for the solves before it" : "Being solved"),
      h(
        "dl.numbers",
        [
          ["iterations", count(progress?.iterations)],
          ["exploitable, % of pot", fixed(progress?.exploitability_pct, 3)],
          ["time", duration(progress?.secs)],
          ["time left, about", duration(progress?.remaining_secs)],
          ["memory", bytes(memory)],
        ].map(([name, value]) => h("div", h("dt", name), h("dd", value))),
      ),
      chart.element,
    );
  }

  /**
   * Asks the server for something, unless it is asked for already; says what is wrong.
   * @param {string} what @param {() => Promise<void>} ask
   */
  async function once(what, ask) {
    if (underWay.has(what)) return;
    underWay.add(what);
    drawBar();
    try {
      await ask();
    } catch (error) {
      fill(problem, errorBox(error));
    } finally {
      underWay.delete(what);
      drawBar();
    }
  }

  /** @param {string} what @param {any} [bodyOf] */
  const act = (what, bodyOf = {}) =>
    once(what, async () => {
      await post(`solves/${id}/${what}`, bodyOf);
      took((await get(`solves/${id}`)).solve);
      fill(problem);
      follow();
      draw();
    });

  const save = () =>
    once("save", async () => {
      const name = (solve.name || `spot-${solve.spot.board}`).replace(/[^\w.-]+/g, "-");
      const { bytes: size } = await post(`solves/${id}/save`, { name, what: "strategy" });
      fill(
        problem,
        h(
          "p.dim",
          { role: "status" },
          `Saved as ${name}.hdm, ${bytes(size)}. It stands among the solutions.`,
        ),
      );
    });

  const drop = () =>
    once("delete", async () => {
      await request("DELETE", `solves/${id}`);
      go({ page: "spots", params: {} });
    });

  /** @param {any[]} list */
  const solveLocked = (list) =>
    once("locked", async () => {
      const answer = await post("solves", {
        from: id,
        locks: list,
        name: `${solve.name || "spot"}, locked`,
        target_pct: solve.target_pct,
        max_secs: 120,
      });
      go({
        page: "spots",
        params: {
          solve: answer.solve.id,
          line: params.line ?? "",
          board: params.board ?? "",
          with: id,
          tab: "compare",
          view: "d",
        },
      });
    });

  return {
    element,
    show,
    dispose() {
      if (stopListening) lookAway(id);
      stopListening?.();
      clearTimeout(again);
      explorer.dispose();
      unbind();
    },
  };
}

/** What a solve has come to. @param {any} solve */
const standOf = ({ state, progress }) => `${state} ${progress?.iterations}`;

/**
 * The curve of a solve, and its target as a line.
 * @param {any} solve
 * @returns {import("../../parts/chart.js").Series[]}
 */
function seriesOf({ curve, target_pct: target, progress }) {
  if (!curve.length || !target) return [{ name: "", colour: "var(--one)", points: curve }];
  const [first] = curve[0];
  const last = Math.max(progress?.iterations ?? 1, first + 1);
  return [
    { name: "exploitability", colour: "var(--one)", points: curve },
    {
      name: "target",
      colour: "var(--two)",
      dashed: true,
      points: [
        [first, target],
        [last, target],
      ],
    },
  ];
}
