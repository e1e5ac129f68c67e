// Choosing a source: runs, blueprints and solutions in one list.

import { h } from "../core/h.js";
import { count, fixed } from "../core/format.js";

const KINDS = ["run", "blueprint", "solution"];

/**
 * Sources that can be shown: runs first, of each kind the newest; what is still in training behind them.
 * @param {any} answer @returns {any[]}
 */
export function sourcesOf(answer) {
  const isRunning = (/** @type {any} */ source) => Number(source.state === "running");
  return answer.sources
    .filter((/** @type {any} */ s) => s.state !== "unreadable")
    .sort(
      (/** @type {any} */ a, /** @type {any} */ b) =>
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        isRunning(a) - isRunning(b) ||
        (a.age_secs ?? 0) - (b.age_secs ?? 0),
    );
}

/** Strategies for hold'em, which hands can be played and judged by. @param {any} answer @returns {any[]} */
export const playable = (answer) =>
  sourcesOf(answer).filter(
    ({ kind, strategy, game }) =>
      kind !== "solution" && strategy !== false && !/kuhn|leduc|mini/i.test(game ?? ""),
  );

/**
 * @param {object} options
 * @param {string} options.label
 * @param {any[]} options.sources
 * @param {string} options.value
 * @param {string} [options.none] What stands for no choice.
 * @param {(id: string) => void} options.onChange
 */
export function sourceSelect({ label, sources, value, none, onChange }) {
  const groups = [
    ["run", "Runs"],
    ["blueprint", "Blueprints"],
    ["solution", "Solutions"],
  ]
    .map(([kind, name]) => ({ name, of: sources.filter((s) => s.kind === kind) }))
    .filter(({ of }) => of.length);
  const select = h(
    "select",
    { onchange: () => onChange(select.value) },
    none != null && h("option", { value: "" }, none),
    groups.map(({ name, of }) =>
      h(
        "optgroup",
        { label: name },
        of.map((s) =>
          h(
            "option",
            { value: s.id, selected: s.id === value, disabled: s.strategy === false },
            sourceWords(s),
          ),
        ),
      ),
    ),
  );
  return h("label.source", { class: none == null ? "" : "optional" }, h("span", label), select);
}

/** What a source is called: its name and its game. @param {any} source */
export function sourceWords(source) {
  const parts = [source.name || "a spot", source.game, source.board];
  if (source.strategy === false) parts.push("no strategy yet");
  return parts.filter(Boolean).join(" · ");
}

/** How good a source is, and what that took. @param {any} source */
export function sourceFacts(source) {
  const parts = [];
  if (source?.exploitability_mbb != null)
    parts.push(`exploitable by ${fixed(source.exploitability_mbb, 0)} mbb a hand`);
  if (source?.exploitability_pct != null)
    parts.push(`exploitable by ${fixed(source.exploitability_pct, 2)} % of the pot`);
  if (source?.iterations) parts.push(`${count(source.iterations)} iterations`);
  return parts.map((part) => h("span", part));
}
