// How long it takes until decisions are valued, learned from those that were.

import { duration } from "../../core/format.js";

/** What a decision takes beside others, before anything is known: the more cards are to come, the longer. */
const GUESS = /** @type {Record<string, number>} */ ({ preflop: 1, flop: 1, turn: 0.1, river: 0.02 });
/** How much the last one counts among those before. */
const LATEST = 0.5;

/** The street of a board. @param {string[]} board */
const streetOf = (board) => ({ 0: "preflop", 3: "flop", 4: "turn" })[board.length] ?? "river";

/** Streets of the decisions whose cost is to come. @param {any[]} decisions @returns {string[]} */
export const openStreets = (decisions) =>
  decisions.filter((decision) => decision.valued === false).map((decision) => streetOf(decision.board));

/** @param {() => number} [now] Milliseconds. */
export function createPace(now = () => performance.now()) {
  /** Seconds of a decision by street. @type {Map<string, number>} */
  const known = new Map();
  /** What is waited for. @type {{ streets: string[], since: number } | null} */
  let job = null;

  /** Seconds of a decision on a street, as far as anything is known. @param {string} street */
  function estimate(street) {
    const own = known.get(street);
    if (own !== undefined || known.size === 0) return own ?? null;
    const scales = [...known].map(([name, secs]) => secs / GUESS[name]);
    return (GUESS[street] * scales.reduce((a, b) => a + b, 0)) / scales.length;
  }

  const sum = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0);

  return {
    /** Decisions on these streets are waited for from now on. @param {string[]} streets */
    begin(streets) {
      job = { streets, since: now() };
    },
    /** They are valued: what it took is shared out among them. */
    end() {
      if (!job) return;
      const { streets } = job;
      const took = (now() - job.since) / 1000;
      const weights = streets.map((street) => estimate(street) ?? GUESS[street]);
      const all = sum(weights);
      for (const street of new Set(streets)) {
        const secs = (took * (estimate(street) ?? GUESS[street])) / all;
        const before = known.get(street);
        known.set(street, before === undefined ? secs : before + LATEST * (secs - before));
      }
      job = null;
    },
    /** They were given up. */
    drop() {
      job = null;
    },
    /** How long it will take, in words; empty if nothing is waited for. */
    words() {
      if (!job || !job.streets.length) return "";
      const gone = (now() - job.since) / 1000;
      const estimates = job.streets.map(estimate);
      const what = "working out costs";
      const soFar = `${duration(Math.round(gone))} so far`;
      if (estimates.some((secs) => secs == null)) return gone < 1 ? what : `${what}: ${soFar}`;
      const whole = sum(/** @type {number[]} */ (estimates));
      const rest = Math.ceil(whole - gone);
      if (rest >= 1) return `costs in about ${duration(rest)}`;
      if (gone < whole + 1) return "costs in a moment";
      return `${what}: ${soFar}, mostly ${duration(Math.max(1, Math.round(whole)))}`;
    },
  };
}
