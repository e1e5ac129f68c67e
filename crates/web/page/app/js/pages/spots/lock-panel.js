// Locks: what a player does at a node is held fixed, for all hands or some, and the spot is solved again.

import { h, fill } from "../../core/h.js";
import { fixed, plain } from "../../core/format.js";
import { CLASSES } from "../../poker/cards.js";
import { actionColours } from "../../poker/actions.js";
import { actionWords, capital, inPercent } from "../../poker/words.js";
import { lineWords } from "./spot-fields.js";

/** What is taken less often is not told. */
const LEAST_SHARE = 0.0005;

/** @typedef {{ line: string, strategy: { hands: string, play: Record<string, number> }[] }} Lock */

/**
 * Adds a group to locks; at one node, groups for some hands stand before the one for all, so that they count.
 * @param {Lock[]} locks @param {string} line @param {string} hands @param {Record<string, number>} play
 * @returns {Lock[]}
 */
export function withLock(locks, line, hands, play) {
  const there = locks.find((lock) => lock.line === line);
  const groups = [{ hands, play }, ...(there?.strategy ?? []).filter((group) => group.hands !== hands)];
  groups.sort((a, b) => Number(a.hands === "all") - Number(b.hands === "all"));
  return [...locks.filter((lock) => lock !== there), { line, strategy: groups }];
}

/**
 * Shares that sum to 1, from any that are not negative.
 * @param {number[]} values
 * @returns {number[] | null}
 */
export function shares(values) {
  const sum = values.reduce((a, b) => a + b, 0);
  return values.some((v) => !(v >= 0)) || !(sum > 0) ? null : values.map((v) => v / sum);
}

/**
 * What a lock holds fixed: "QQ+: 60 % bet 100, 40 % check; all hands: 100 % check".
 * @param {Lock} lock
 */
export const groupWords = ({ strategy }) =>
  strategy
    .map(({ hands, play }) => {
      const taken = Object.entries(play).filter(([, p]) => p >= LEAST_SHARE);
      taken.sort(([, a], [, b]) => b - a);
      const words = taken.map(([token, p]) => `${plain(p * 100, 1)} % ${lineWords(token)}`);
      return `${hands === "all" ? "all hands" : hands}: ${words.join(", ")}`;
    })
    .join("; ");

/**
 * @param {object} options
 * @param {() => Lock[]} options.locksOf Locks of the spot as it was solved.
 * @param {(locks: Lock[]) => void} options.onSolve
 */
export function createLockPanel({ locksOf, onSolve }) {
  /** @type {Lock[] | null} */
  let locks = null;
  const now = () => locks ?? locksOf();

  /**
   * @param {any} panel
   * @param {import("../../explorer/position.js").Position} position
   * @param {{ cell: number | null, unit: any }} how
   */
  function show(panel, position, { cell, unit }) {
    const { node } = position;
    const colours = actionColours(node.actions);
    const kept = cell == null ? null : CLASSES[cell];
    const mean = (/** @type {number} */ i) =>
      (kept ? node.cells[/** @type {number} */ (cell)].frequencies?.[i] : node.actions[i].frequency) ?? 0;
    const hands = h("input", {
      type: "text",
      value: kept ?? "all",
      "aria-label": "hands that are locked",
      spellcheck: "false",
    });
    const fields = node.actions.map((/** @type {any} */ _, /** @type {number} */ i) =>
      h("input", {
        type: "number",
        min: 0,
        max: 100,
        step: "any",
        value: fixed(mean(i) * 100, 1),
        "aria-label": `${actionWords(node.actions[i], unit)}, percent`,
      }),
    );
    const error = h("p.error", { role: "alert" });
    const again = () => show(panel, position, { cell, unit });

    function add() {
      const play = shares(fields.map((/** @type {any} */ f) => Number(f.value)));
      if (!play) return fill(error, "Frequencies are 0 or more, and not all of them 0.");
      const rounded = Object.fromEntries(
        node.actions.map((/** @type {any} */ a, /** @type {number} */ i) => [
          a.token,
          Number(play[i].toFixed(6)),
        ]),
      );
      locks = withLock(now(), node.text, hands.value.trim() || "all", rounded);
      return again();
    }
    /** @param {Lock} lock */
    function remove(lock) {
      locks = now().filter((l) => l !== lock);
      again();
    }

    fill(
      panel,
      h("h2", `Lock ${node.seats[node.acting].name} here`),
      h(
        "p.hint",
        "Say how often each action is taken, for all hands or for some (",
        h("code", "QQ+,AKs"),
        "); the rest stays free. Then solve again.",
      ),
      h(
        "div.lockform",
        h("label.field", h("span", "hands"), hands),
        node.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
          h(
            "label.field",
            h("span", h("b.key", { class: colours[i] }), inPercent(actionWords(action, unit))),
            fields[i],
          ),
        ),
        h("button", { type: "button", onclick: add }, "Lock"),
      ),
      error,
      now().length > 0 &&
        h(
          "section.locks",
          h("h3", "Locked"),
          h(
            "ul",
            now().map((lock) =>
              h(
                "li",
                h("b", capital(lineWords(lock.line))),
                ` · ${groupWords(lock)} `,
                h("button.quiet", { type: "button", onclick: () => remove(lock) }, "Remove"),
              ),
            ),
          ),
        ),
      locks &&
        h(
          "button.primary",
          { type: "button", onclick: () => onSolve(now()) },
          now().length ? "Solve again with these locks" : "Solve again without locks",
        ),
    );
  }

  return { panel: { id: "lock", name: "Lock", show: once(show) } };
}

/**
 * Leaves a panel alone while the same position and cell are drawn again, so that what is being typed stays.
 * @param {any} show
 */
function once(show) {
  /** @type {any} */
  let last = null;
  return (/** @type {any} */ panel, /** @type {any} */ position, /** @type {any} */ how) => {
    if (last && last.position === position && last.cell === how.cell && panel.querySelector(".lockform"))
      return;
    last = { position, cell: how.cell };
    show(panel, position, how);
  };
}
