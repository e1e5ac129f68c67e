// The explorer of a source: ribbon, grid and panels of one position. Used wherever a strategy is looked at.

import { h, fill } from "../core/h.js";
import { settings } from "../core/settings.js";
import { hasChanged } from "../core/stamps.js";
import { CLASSES, classIndex } from "../poker/cards.js";
import { createRibbon } from "../parts/ribbon.js";
import { createTabs } from "../parts/tabs.js";
import { errorBox, waiting } from "../parts/status.js";
import {
  askAhead,
  loadCompared,
  loadNode,
  loadPosition,
  loadReport,
  loadSource,
  loadValues,
  valuesToAsk,
} from "./position.js";
import { createHero } from "./hero.js";
import { createDealer } from "./dealer.js";
import { explorerKeys } from "./keys.js";
import { showHand } from "./hand-panel.js";
import { showRanges } from "./ranges-panel.js";
import { showBreakdown } from "./breakdown-panel.js";
import { showRunouts } from "./runouts-panel.js";
import { createExploitPanel } from "./exploit-panel.js";
import { differenceTable, evTable } from "./difference.js";

/** How often it is asked whether a run in training has another strategy by now. */
const CHECK_MS = 5_000;

/** @typedef {import("./position.js").Position} Position */

/**
 * @typedef {object} Where
 * @property {string} of Source.
 * @property {string} [line]
 * @property {string} [board]
 * @property {string} [view]
 * @property {string} [tab]
 * @property {string} [cell] Class kept.
 * @property {string} [with] Source compared with.
 */

/**
 * @typedef {object} Panel A panel that the page adds.
 * @property {string} id @property {string} name
 * @property {(panel: any, position: Position, how: { cell: number | null, unit:
 * import("../poker/words.js").Unit }) => void} show
 */

/**
 * @param {object} options
 * @param {(change: Partial<Where>) => void} options.onPlace The user goes elsewhere.
 * @param {(position: Position) => void} [options.onPosition] A position is shown.
 * @param {Panel[]} [options.panels]
 */
export function createExplorer({ onPlace, onPosition, panels = [] }) {
  /** @type {Where} */
  let where = { of: "" };
  /** @type {Position | null} */
  let position = null;
  /** @type {any} */
  let compared = null;
  /** The source compared with. @type {any} */
  let other = null;
  /** @type {number | null} */
  let pointed = null;
  let turn = 0;
  /** Counts drawings of the panel: what comes late is not drawn over what came after it. */
  let drawing = 0;
  let shownRunouts = "strategy";
  let work = new AbortController();
  /** @type {string[]} Lines further on that were left by going back. */
  let ahead = [];

  const ribbon = createRibbon({
    onGo: go,
    onBoard: (from) => dealer.choose(from),
    onAhead: (line) => position && askAhead(where.of, line, where.board ?? ""),
  });
  const hero = createHero({
    onView: (chosen) => onPlace({ view: chosen }),
    onPoint: (cell) => {
      pointed = cell;
      drawPanel(true);
    },
    onKeep: (cell) =>
      onPlace({
        cell: CLASSES[cell] === where.cell ? "" : CLASSES[cell],
        tab:
          where.tab && where.tab !== "hand" && !panels.some((p) => p.id === where.tab) ? "hand" : where.tab,
      }),
  });
  const dealer = createDealer({
    onBoard: (board) => onPlace({ board }),
    position: () => position,
    board: () => where.board ?? "",
  });
  const tabs = createTabs({ label: "about this position", onChoose: (tab) => onPlace({ tab }) });
  const exploit = createExploitPanel();
  const stage = h("div.stage", hero.element);
  const problem = h("div.problem");
  const side = h("section.side", { "aria-label": "details" }, hero.actions, tabs.list, tabs.panel);
  const body = h("div.explore", stage, side);
  const element = h("div.explorer", ribbon.element, problem, body);

  const unit = () => ({ chipsPerBb: position?.node.chips_per_bb ?? null, unit: settings.get().unit });
  const keptCell = () => (where.cell ? classIndex(where.cell) : -1);
  const cellShown = () => (keptCell() >= 0 ? keptCell() : pointed);

  /** @param {string} line @param {boolean} back */
  function go(line, back) {
    if (back && position) ahead = [position.node.line, ...ahead];
    else if (ahead.length && !ahead[0].startsWith(line)) ahead = [];
    onPlace({ line });
  }

  /** Shows a place. @param {Where} next */
  async function show(next) {
    const moved = !position || elsewhere(next, where);
    const beside = next.with !== where.with;
    where = next;
    if (!moved && !beside) {
      draw();
      return check();
    }
    if (moved) {
      work.abort();
      work = new AbortController();
    }
    const mine = ++turn;
    element.setAttribute("aria-busy", "true");
    try {
      const [found, against] = await Promise.all([
        moved ? loadPosition(where.of, where.line ?? "", where.board ?? "") : position,
        loadCompared(where),
      ]);
      if (mine !== turn) return;
      if (found !== position) pointed = null;
      position = found;
      ({ other, compared } = against);
      fill(problem);
      draw();
      // Says which place is shown, for whoever watches the page.
      element.dataset.at = [where.of, where.line, where.board].map((part) => part ?? "").join("|");
      if (position) onPosition?.(position);
      askMore();
      check();
    } catch (error) {
      if (mine !== turn) return;
      fill(
        problem,
        errorBox(error, () => {
          position = null;
          show(where);
        }),
      );
    } finally {
      if (mine === turn) element.removeAttribute("aria-busy");
    }
  }

  /** What is remembered may be old: asks, and shows the position anew if it is. */
  async function check() {
    const mine = turn;
    const shown = [position?.source, other].filter(Boolean);
    const changed = await hasChanged(shown);
    if (mine === turn && changed) reload();
  }

  /** Asks anew: what is remembered is old. */
  function reload() {
    position = null;
    return show(where);
  }

  /** Asks for what takes longer: equity, and values, on a flop estimated ones at first. */
  async function askMore() {
    const at = position;
    const { signal } = work;
    if (!at || at.node.state === "over" || !at.node.hands) return;
    const wanted = valuesToAsk(at, where.view === "e");
    const jobs = [];
    if (!at.equity && !at.values && at.node.board.length >= 3 && at.hands.cells)
      jobs.push(
        loadReport(at, "equity").then((equity) => {
          at.equity = equity;
        }),
      );
    if (wanted) {
      at.asked = wanted;
      jobs.push(
        loadValues(at, wanted, signal).then((values) => {
          at.values = values;
        }),
      );
    }
    for (const job of jobs) {
      job
        .then(() => at === position && draw())
        .catch((error) => {
          if (!signal.aborted && error.code !== "not_available" && at === position)
            fill(problem, errorBox(error));
        });
    }
  }

  function view() {
    const v = where.view ?? "s";
    return v === "d" && (!compared || compared.error) ? "s" : v;
  }

  function draw() {
    if (!position) return;
    const { node } = position;
    ribbon.show(node, unit());
    const decision = node.state === "decision";
    hero.actions.hidden = !decision;
    body.classList.toggle("dealing", !decision);
    stage.replaceChildren(
      decision
        ? hero.element
        : dealer.show(unit(), shownRunouts, (id) => {
            shownRunouts = id;
            draw();
          }),
    );
    if (decision) {
      hero.grid.element.hidden = !position.node.cells;
      if (where.view === "e" && valuesToAsk(position, true)) askMore();
      hero.show(position, { view: view(), unit: unit(), compared: compared?.error ? null : compared });
      hero.grid.keep(keptCell());
    }
    drawPanel(false);
  }

  function tabList() {
    if (!position) return [];
    const { node, hands, source } = position;
    const holdem = Boolean(hands.cells);
    const decision = node.state === "decision";
    return [
      decision && { id: "hand", name: holdem ? "Hand" : "Hands" },
      node.hands && holdem && { id: "ranges", name: "Ranges" },
      decision && holdem && node.board.length >= 3 && { id: "breakdown", name: "Breakdown" },
      decision &&
        holdem &&
        node.board.length >= 4 &&
        node.board.join("") !== source.root_board && { id: "cards", name: "Cards" },
      where.with && { id: "compare", name: "Compare" },
      decision && holdem && source.kind === "solution" && { id: "exploit", name: "Exploit" },
      ...(decision ? panels : []),
    ].filter((tab) => Boolean(tab));
  }

  /** @param {boolean} pointing Only what follows the pointer. */
  function drawPanel(pointing) {
    if (!position) return;
    const list = /** @type {{ id: string, name: string }[]} */ (tabList());
    const chosen = list.some(({ id }) => id === where.tab)
      ? /** @type {string} */ (where.tab)
      : (list[0]?.id ?? "");
    const own = panels.find(({ id }) => id === chosen);
    hero.showPick(position, cellShown(), unit());
    if (pointing && chosen !== "hand") return;
    drawing += 1;
    tabs.panel.removeAttribute("aria-busy");
    tabs.show(list, chosen);
    if (own) own.show(tabs.panel, position, { cell: cellShown(), unit: unit() });
    else if (chosen === "hand")
      showHand(tabs.panel, position, { cell: cellShown(), kept: keptCell() >= 0, unit: unit() });
    else if (chosen === "ranges") showRanges(tabs.panel, position, unit());
    else if (chosen === "compare") showCompared();
    else if (chosen === "exploit") exploit.show(tabs.panel, position);
    else if (chosen === "breakdown")
      showReport("breakdown", (report) =>
        showBreakdown(tabs.panel, /** @type {Position} */ (position), report, unit()),
      );
    else if (chosen === "cards") showReport("runouts", drawRunouts);
    else fill(tabs.panel);
  }

  /** @param {any} report */
  function drawRunouts(report) {
    const { node } = /** @type {Position} */ (position);
    const board = node.board.slice(0, -1);
    showRunouts(tabs.panel, {
      report,
      node,
      board,
      shown: shownRunouts,
      unit: unit(),
      onShown: (id) => {
        shownRunouts = id;
        drawRunouts(report);
      },
      onCard: (card) => onPlace({ board: board.join("") + card }),
    });
  }

  /** @param {string} what @param {(report: any) => void} then */
  async function showReport(what, then) {
    const at = /** @type {Position} */ (position);
    const mine = drawing;
    const timer = setTimeout(() => mine === drawing && fill(tabs.panel, waiting("being computed")), 150);
    tabs.panel.setAttribute("aria-busy", "true");
    try {
      const report = await loadReport(at, what);
      if (mine === drawing) then(report);
    } catch (error) {
      if (mine === drawing) fill(tabs.panel, errorBox(error));
    } finally {
      clearTimeout(timer);
      if (mine === drawing) tabs.panel.removeAttribute("aria-busy");
    }
  }

  async function showCompared() {
    if (!compared) return fill(tabs.panel, waiting("being compared"));
    if (compared.error) return fill(tabs.panel, errorBox(compared.error));
    const mine = drawing;
    const at = /** @type {Position} */ (position);
    const [a, b, node] = await Promise.all([
      loadSource(where.of),
      loadSource(where.with ?? ""),
      // A solution has its values at hand, a blueprint would have to walk over boards for them.
      at.node.values
        ? loadNode(where.with ?? "", where.line ?? "", where.board ?? "").catch(() => null)
        : null,
    ]);
    if (mine !== drawing) return undefined;
    const names = [a.name || "a spot", b.name || "a spot"];
    const [first, second] = names[0] === names[1] ? [`${names[0]} (first)`, `${names[1]} (second)`] : names;
    return fill(
      tabs.panel,
      differenceTable(compared, position?.node.actions ?? [], [first, second], unit()),
      node?.values && evTable(at.node, node, [first, second], unit()),
      h(
        "button.below",
        { type: "button", onclick: () => onPlace({ view: view() === "d" ? "s" : "d" }) },
        view() === "d" ? "Show the strategy" : "Show the difference grid",
      ),
    );
  }

  const offSettings = settings.on((s) => s.unit, draw);
  const timer = setInterval(() => {
    const goesOn = [position?.source, other].some((source) => source?.provisional);
    if (goesOn && !document.hidden && element.isConnected) check();
  }, CHECK_MS);

  return {
    element,
    show,
    position: () => position,
    reload,
    /** What is shown is old: when it is shown again it is asked for anew. */
    expire() {
      turn += 1;
      position = null;
    },
    keys: () =>
      explorerKeys({
        position: () => position,
        go,
        onPlace,
        ahead: () => ahead,
        setAhead: (next) => {
          ahead = next;
        },
        chooseBoard: () => dealer.choose(null),
        focusGrid: () => hero.grid.focusCell(),
        kept: () => keptCell() >= 0,
        hasCompared: () => Boolean(compared && !compared.error),
      }),
    dispose() {
      work.abort();
      turn += 1;
      clearInterval(timer);
      offSettings();
    },
  };
}

/** Whether two places are different positions. @param {Where} a @param {Where} b */
function elsewhere(a, b) {
  return a.of !== b.of || (a.line ?? "") !== (b.line ?? "") || (a.board ?? "") !== (b.board ?? "");
}
