// Strategy: look at a run's blueprint or a solution, position by position.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { forgetSource, stampOf } from "../../core/stamps.js";
import { go } from "../../core/url.js";
import { bindKeys } from "../../core/keys.js";
import { createExplorer } from "../../explorer/index.js";
import { loadReport } from "../../explorer/position.js";
import { sourceFacts, sourceSelect, sourcesOf } from "../../parts/sources.js";
import { command, emptyState, errorBox, waiting } from "../../parts/status.js";
import { openGoTo } from "./goto.js";
import { handOver } from "../spot-link.js";

const POLL_MS = 2000;

/** @param {any} about @returns {import("../../main.js").Page} */
export function createPage(about) {
  /** @type {Record<string, string>} */
  let params = {};
  /** @type {any[]} */
  let sources = [];
  let loaded = false;
  let preparing = "";
  let gone = false;
  /** The stamp of the source that is shown, once its facts have been asked for anew. */
  let told = "";

  const bar = h("div.toolbar");
  const body = h("div.body", waiting("loading"));
  const element = h("div.page.strategy", bar, body);
  const explorer = createExplorer({ onPlace: place, onPosition: noted });
  const unbind = bindKeys([
    ...explorer.keys(),
    { keys: ["/"], what: "go to a line or a hand", group: "Line", run: () => openGoTo(params, place) },
  ]);

  /** @param {Record<string, any>} change */
  function place(change) {
    const next = { ...params, ...change };
    const moved =
      change.of !== undefined ||
      change.line !== undefined ||
      change.board !== undefined ||
      change.with !== undefined;
    go({ page: "strategy", params: next }, !moved);
  }

  async function show(/** @type {Record<string, string>} */ next) {
    params = next;
    try {
      if (!loaded || (params.of && !sources.some(({ id }) => id === params.of))) {
        sources = sourcesOf(await get("sources"));
        loaded = true;
      }
    } catch (error) {
      fill(
        body,
        errorBox(error, () => show(params)),
      );
      return;
    }
    const first = sources.find(({ strategy, state }) => strategy !== false && state !== "solving");
    if (!params.of && first) return go({ page: "strategy", params: { ...params, of: first.id } }, true);
    if (!params.of) return showEmpty();
    const source = sources.find(({ id }) => id === params.of);
    if (source?.kind === "run" && source.strategy === false) return showYoung(source);
    if (body.firstChild !== explorer.element) fill(body, explorer.element);
    drawBar();
    explorer.show({ of: params.of, ...params });
    return undefined;
  }

  /**
   * A source that has changed has other facts.
   * @param {import("../../explorer/position.js").Position} position
   */
  async function noted({ source }) {
    drawBar();
    const listed = sources.find(({ id }) => id === source.id);
    const stamp = `${source.id} ${stampOf(source)}`;
    const isNew =
      listed && [listed.stamp, listed.iterations].join() !== [source.stamp, source.iterations].join();
    if (!isNew || stamp === told) return;
    told = stamp;
    sources = await get("sources").then(sourcesOf, () => sources);
    if (!gone && params.of === source.id) drawBar();
  }

  function showEmpty() {
    const folders = about.folders.map((/** @type {any} */ f) => f.name).join(", ") || "this folder";
    fill(bar);
    fill(
      body,
      emptyState(
        "No strategy yet",
        h("p", `There is no run and no solution below ${folders}. Two minutes of training make a first one:`),
        command("holdem train --time-budget 2m"),
        h(
          "p",
          h("a.button.primary", { href: "#/runs?new=1" }, "Start a run here"),
          " ",
          h("a.button", { href: "#/spots" }, "Solve a spot instead"),
        ),
      ),
    );
  }

  /** @param {any} source */
  function showYoung(source) {
    drawBar();
    fill(
      body,
      emptyState(
        "This run has no strategy yet",
        h("p", "It keeps its first snapshot soon after training begins."),
        h("p", h("a.button", { href: `#/runs?of=${source.id}` }, "Watch it")),
      ),
    );
  }

  function drawBar() {
    const position = explorer.position();
    const others = sources.filter(
      ({ id, strategy, players }) =>
        id !== params.of &&
        strategy !== false &&
        players === (sources.find((s) => s.id === params.of)?.players ?? players),
    );
    fill(
      bar,
      sourceSelect({
        label: "Strategy",
        sources,
        value: params.of,
        onChange: (of) => place({ of, line: "", board: "", cell: "", with: "" }),
      }),
      h("span.sourcefacts", sourceFacts(sources.find(({ id }) => id === params.of))),
      others.length > 0 &&
        sourceSelect({
          label: "compare with",
          sources: others,
          value: params.with ?? "",
          none: "nothing",
          onChange: (other) => place({ with: other, tab: other ? "compare" : "", view: other ? "d" : "" }),
        }),
      h(
        "button.quiet",
        { type: "button", onclick: () => openGoTo(params, place), title: "go to a line or a hand (/)" },
        "Go to …",
      ),
      position && actions(position),
    );
  }

  /** @param {import("../../explorer/position.js").Position} position */
  function actions(position) {
    const { node, source, hands } = position;
    const button = (/** @type {string} */ words, /** @type {(event: any) => void} */ onclick) =>
      h("button.quiet", { type: "button", onclick }, words);
    return [
      source.boards_ready === false && prepareButton(source),
      hands.cells &&
        source.kind !== "solution" &&
        node.board.length >= 3 &&
        startsStreet(node) &&
        button("Solve from here", (event) => toSpots(position, event.target)),
      source.spot && button("Edit and solve again", () => handOver(source.spot)),
    ];
  }

  /** Builds the bucket file, and says so until it is there. @param {any} source */
  function prepareButton(source) {
    const going = preparing === source.id;
    const onclick = () => prepare(source.id);
    return h(
      "button",
      { type: "button", disabled: going, onclick },
      going ? "Boards are being prepared …" : "Prepare boards",
    );
  }

  /** @param {string} id */
  async function prepare(id) {
    preparing = id;
    drawBar();
    try {
      await post(`sources/${id}/prepare`);
      while (!gone && !(await get(`sources/${id}`)).boards_ready)
        await new Promise((done) => setTimeout(done, POLL_MS));
    } catch (error) {
      bar.append(errorBox(error));
    }
    preparing = "";
    forgetSource(id);
    if (!gone && params.of === id) explorer.reload();
  }

  /** @param {import("../../explorer/position.js").Position} position @param {any} button */
  async function toSpots(position, button) {
    try {
      handOver(await loadReport(position, "spot"));
    } catch (error) {
      button.after(errorBox(error));
    }
  }

  return {
    element,
    show,
    dispose() {
      gone = true;
      explorer.dispose();
      unbind();
    },
  };
}

/** Whether the betting of the street has not begun. @param {any} node */
function startsStreet(node) {
  const entries = node.ribbon;
  return node.state === "decision" && entries.length > 1 && entries[entries.length - 2].kind === "cards";
}
