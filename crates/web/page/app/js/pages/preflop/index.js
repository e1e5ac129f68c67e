// Preflop: the decisions of a line by position, as if all before each had folded.

import { h, fill } from "../../core/h.js";
import { get, getOnce } from "../../core/api.js";
import { formatPlace, go } from "../../core/url.js";
import { percent } from "../../core/format.js";
import { settings } from "../../core/settings.js";
import { hasChanged } from "../../core/stamps.js";
import { createGrid } from "../../parts/grid.js";
import { strategyCells } from "../../parts/cells.js";
import { playable, sourceSelect } from "../../parts/sources.js";
import { chooseCards } from "../../parts/cards.js";
import { command, emptyState, errorBox, waiting } from "../../parts/status.js";
import { actionColours } from "../../poker/actions.js";
import { actionWords, amount, unitName } from "../../poker/words.js";
import { loadSource } from "../../explorer/position.js";
import { handOver } from "../spot-link.js";

/** @returns {import("../../main.js").Page} */
export function createPage() {
  const bar = h("div.toolbar");
  const crumbs = h("nav.crumbs", { "aria-label": "line so far" });
  const body = h("div.body", waiting("loading"));
  const element = h("div.page.preflop", bar, crumbs, body);
  /** @type {Record<string, string>} */
  let params = {};
  let turn = 0;

  const place = (/** @type {Record<string, string>} */ change) =>
    go({ page: "preflop", params: { ...params, ...change } });

  /** @param {Record<string, string>} next */
  async function show(next) {
    params = next;
    const mine = ++turn;
    try {
      const able = playable(await get("sources"));
      if (mine !== turn) return;
      if (!able.length) {
        fill(bar);
        fill(
          body,
          emptyState(
            "No preflop strategy yet",
            h("p", "Train one for two players, or six:"),
            command("holdem train --time-budget 2m"),
            command("holdem train --config configs/six-max-100bb.yaml --time-budget 30m"),
          ),
        );
        return;
      }
      const of =
        params.of && able.some((/** @type {any} */ s) => s.id === params.of) ? params.of : able[0].id;
      params = { ...params, of };
      fill(
        bar,
        sourceSelect({
          label: "Strategy",
          sources: able,
          value: of,
          onChange: (id) => place({ of: id, line: "" }),
        }),
      );
      await hasChanged([await loadSource(of)]);
      const nodes = await inARow(of, params.line ?? "");
      if (mine !== turn) return;
      draw(nodes);
    } catch (error) {
      if (mine === turn)
        fill(
          body,
          errorBox(error, () => show(params)),
        );
    }
  }

  /** @param {any[]} nodes */
  function draw(nodes) {
    const unit = { chipsPerBb: nodes[0].chips_per_bb, unit: settings.get().unit };
    drawCrumbs(nodes[0], unit);
    const decisions = nodes.filter(isPreflop);
    const last = nodes[nodes.length - 1];
    fill(
      body,
      decisions.length
        ? h(
            "div.positions",
            decisions.map((node) => position(node, unit)),
          )
        : ended(last, unit),
    );
  }

  /** @param {any} node @param {import("../../poker/words.js").Unit} unit */
  function drawCrumbs(node, unit) {
    const taken = node.ribbon.filter((/** @type {any} */ e) => e.kind === "decision" && e.taken != null);
    const quietFold = (/** @type {any} */ e) => e.actions[e.taken].kind === "fold";
    fill(
      crumbs,
      h(
        "button.quiet",
        { type: "button", onclick: () => place({ line: "" }), disabled: !taken.length },
        "From the beginning",
      ),
      taken
        .filter((/** @type {any} */ e) => !quietFold(e))
        .map((/** @type {any} */ e) => [
          h("span", { "aria-hidden": "true" }, "›"),
          h(
            "button.quiet",
            { type: "button", onclick: () => place({ line: e.actions[e.taken].line }) },
            `${e.name} ${actionWords(e.actions[e.taken], unit).toLowerCase()}`,
          ),
        ]),
    );
  }

  /** @param {any} node @param {import("../../poker/words.js").Unit} unit */
  function position(node, unit) {
    const seat = node.seats[node.acting];
    const colours = actionColours(node.actions);
    const grid = createGrid({ label: `${seat.name}, strategy by hand class`, small: true, named: true });
    if (node.cells) grid.show(strategyCells(node.cells, node.actions, unit));
    const open = formatPlace({ page: "strategy", params: { of: params.of, line: node.line } });
    return h(
      "section.position",
      { "aria-label": `${seat.name} ${lastWords(node, unit)}` },
      h(
        "h2",
        h("span", h("a", { href: open }, seat.name), h("small", ` ${lastWords(node, unit)}`)),
        h("small", `${amount(seat.stack, unit)} ${unitName(unit)} behind`),
      ),
      h("a", { href: open, tabindex: -1, "aria-hidden": "true" }, grid.element),
      h(
        "div.acts",
        node.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
          h(
            "button.act",
            { type: "button", onclick: () => place({ line: action.line }) },
            h("b", { class: colours[i], "aria-hidden": "true" }),
            h("span", actionWords(action, unit)),
            h("em", percent(action.frequency)),
          ),
        ),
      ),
    );
  }

  /** @param {any} node @param {import("../../poker/words.js").Unit} unit */
  function ended(node, unit) {
    const left = node.seats.filter((/** @type {any} */ s) => !s.folded);
    if (node.state === "over" || left.length !== 2)
      return emptyState(
        "The betting is over",
        h("p", `Pot ${amount(node.pot, unit)} ${unitName(unit)}.`),
        left.length > 2 && h("p", "Spots are solved for two players; here more are left."),
      );
    const problem = h("div");
    const solve = async () => {
      const cards = await chooseCards({ cards: [], counts: [3], title: "Flop" });
      if (!cards) return;
      try {
        handOver(await get(`sources/${params.of}/spot`, { line: node.line, board: cards.join("") }));
      } catch (error) {
        fill(problem, errorBox(error));
      }
    };
    const behind = Math.min(...left.map((/** @type {any} */ s) => s.stack));
    return emptyState(
      `${left.map((/** @type {any} */ s) => s.name).join(" against ")} on the flop`,
      h("p", `Pot ${amount(node.pot, unit)} ${unitName(unit)}, ${amount(behind, unit)} behind.`),
      h(
        "p",
        h(
          "a.button",
          { href: formatPlace({ page: "strategy", params: { of: params.of, line: node.line } }) },
          "Play it on in the strategy",
        ),
        " ",
        h("button.primary", { type: "button", onclick: solve }, "Send to Spots"),
      ),
      problem,
    );
  }

  const off = settings.on(
    (s) => s.unit,
    () => show(params),
  );
  return { element, show, dispose: off };
}

/**
 * The node at a line and those that come when everybody folds from there; for two players, who have no such
 * row, the answers to each action in its place.
 * @param {string} of
 * @param {string} line
 * @returns {Promise<any[]>}
 */
async function inARow(of, line) {
  const ask = (/** @type {string} */ next) => getOnce(`sources/${of}/node`, { line: next, hands: false });
  const nodes = [await ask(line)];
  if (nodes[0].state === "decision" && nodes[0].seats.length === 2) {
    const open = nodes[0].actions.filter((/** @type {any} */ a) => !a.ends && a.kind !== "fold");
    const answers = await Promise.all(open.map((/** @type {any} */ a) => ask(a.line)));
    return [...nodes, ...answers.filter((node) => node.state === "decision" && node.street === "preflop")];
  }
  for (let node = nodes[0]; isPreflop(node); node = nodes[nodes.length - 1]) {
    const fold = node.actions.find((/** @type {any} */ a) => a.kind === "fold" && !a.ends);
    if (!fold) break;
    nodes.push(await ask(fold.line));
  }
  return nodes;
}

/** @param {any} node */
const isPreflop = (node) => node.state === "decision" && node.street === "preflop";

/**
 * The last action that was no fold, in words.
 * @param {any} node
 * @param {import("../../poker/words.js").Unit} unit
 */
function lastWords(node, unit) {
  const taken = node.ribbon.filter((/** @type {any} */ e) => e.kind === "decision" && e.taken != null);
  const acts = taken.filter((/** @type {any} */ e) => e.actions[e.taken].kind !== "fold");
  const last = acts[acts.length - 1];
  return last
    ? `against ${last.name}: ${actionWords(last.actions[last.taken], unit).toLowerCase()}`
    : "to open";
}
