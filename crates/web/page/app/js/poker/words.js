// The player's words: actions and amounts.

import { fixed, plain, signed } from "../core/format.js";

/** @typedef {{ kind: string, label: string, to?: number, size?: number | null, token?: string }} Action */
/** @typedef {{ chipsPerBb: number | null, unit: "bb" | "chips" }} Unit */

/**
 * An amount of chips in the unit chosen, without the unit's name.
 * @param {number | null | undefined} chips
 * @param {Unit} unit
 */
export function amount(chips, unit) {
  return plain(chips == null ? chips : chips / perUnit(unit), 2);
}

/** The same with its unit: "4.5 bb". @param {number | null | undefined} chips @param {Unit} unit */
export const amountInUnit = (chips, unit) => `${amount(chips, unit)} ${unitName(unit)}`;

/** The same with two decimals, for columns. @param {number | null | undefined} chips @param {Unit} unit */
export function amountColumn(chips, unit) {
  return fixed(chips == null ? chips : chips / perUnit(unit), decimals(unit));
}

/** The same with its sign, for a change. @param {number | null | undefined} chips @param {Unit} unit */
export const amountChange = (chips, unit) =>
  signed(chips == null ? chips : chips / perUnit(unit), decimals(unit));

/** The name of the unit in use. @param {Unit} unit */
export const unitName = (unit) => (unit.unit === "bb" && unit.chipsPerBb ? "bb" : "chips");

/**
 * What an action is called: "Check", "Bet 75 %", "Raise to 9", "All-in 100".
 * @param {Action} action
 * @param {Unit} unit
 */
export function actionWords(action, unit) {
  const to = action.to == null ? "" : amount(action.to, unit);
  switch (action.kind) {
    case "fold":
      return "Fold";
    case "check":
      return "Check";
    case "call":
      return "Call";
    case "bet":
      if (action.size) return `Bet ${Math.round(action.size * 100)} %`;
      return to ? `Bet ${to}` : capital(action.label);
    case "raise":
      return to ? `Raise to ${to}` : capital(action.label);
    case "allin":
      return to ? `All-in ${to}` : capital(action.label || "all-in");
    default:
      return capital(action.label);
  }
}

/**
 * "checks 61.0 %, bets 33 % 39.0 %"
 * @param {Action[]} actions
 * @param {number[] | null} frequencies
 * @param {Unit} unit
 */
export function mixWords(actions, frequencies, unit) {
  if (!frequencies) return "not in the range";
  return actions
    .map((action, i) => ({ words: actionWords(action, unit).toLowerCase(), p: frequencies[i] }))
    .filter(({ p }) => p >= 0.0005)
    .sort((a, b) => b.p - a.p)
    .map(({ words, p }) => `${words} ${fixed(p * 100, 1)} %`)
    .join(", ");
}

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Decimals in a column. @param {Unit} unit */
const decimals = (unit) => (perUnit(unit) === 1 ? 1 : 2);

/** @param {Unit} unit */
function perUnit(unit) {
  return unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
}

/**
 * The head of a column of percentages, which a size like `Bet 50 %` names already.
 * @param {string} name
 */
export const inPercent = (name) => (name.endsWith("%") ? name : `${name}, %`);
