// What decisions cost and results without luck: both take the server a while, so they are asked for in turn.

import { get } from "../../core/api.js";
import { createPace, openStreets } from "./pace.js";

/** Time between two looks whether luck can be taken out, and how many there are after a hand. */
const LUCK_MS = 4_000;
const LUCK_LOOKS = 30;
/** How often it is said how long it will take. */
const TICK_MS = 500;

/** Hands that are not judged yet, the last one first. @param {any[]} past @returns {number[]} */
export const unjudged = (past) =>
  past
    .filter(({ judged }) => !judged)
    .map(({ number }) => number)
    .reverse();

/**
 * @param {object} how
 * @param {string} how.id The session.
 * @param {() => any} how.session As it stands.
 * @param {(number: number) => any[]} how.decisions Those of a hand, as far as they are shown.
 * @param {(number: number, answer: any) => Promise<void>} how.took
 * @param {(error: any) => void} how.complain
 * @param {(number: number, words: string) => void} how.tell Says how long a hand will take; empty: no more.
 */
export function createValuing({ id, session, decisions, took, complain, tell }) {
  /** Hands whose decisions are to be valued, the next one first. @type {number[]} */
  let wanted = [];
  let busy = false;
  let gone = false;
  let looks = 0;
  /** @type {any} */
  let lucky = 0;
  const pace = createPace();

  /** Hand after hand, the last one first: one long request at a time. */
  async function run() {
    if (busy) return;
    busy = true;
    let at = 0;
    const ticker = setInterval(() => tell(at, pace.words()), TICK_MS);
    while (wanted.length && !gone) {
      const [number, ...others] = wanted;
      wanted = others;
      at = number;
      await value(number);
    }
    clearInterval(ticker);
    busy = false;
    lookForLuck();
  }

  /** @param {number} number */
  async function value(number) {
    pace.begin(openStreets(decisions(number)));
    tell(number, pace.words());
    try {
      const answer = await get(`sessions/${id}/hands/${number}/review`);
      pace.end();
      await took(number, answer);
    } catch (error) {
      pace.drop();
      // What was worked out by then is known: the next try goes on from there.
      if (/** @type {any} */ (error).code === "too_long") wanted = [...wanted, number];
      else complain(error);
    }
    tell(number, "");
  }

  /** What luck is taken out by is learned in the background: asking for a hand again takes it out. */
  function lookForLuck() {
    const { hands, players, result } = session();
    clearTimeout(lucky);
    if (gone || players !== 2 || result.aivat_hands >= hands || result.why_no_aivat || looks === 0) return;
    looks -= 1;
    lucky = setTimeout(() => {
      wanted = [...wanted, hands];
      run();
    }, LUCK_MS);
  }

  return {
    /** Wants the decisions of a hand valued, before all others. @param {number} number */
    want(number) {
      wanted = [number, ...wanted.filter((other) => other !== number)];
      looks = LUCK_LOOKS;
      run();
    },
    /** Wants hands valued after all others. @param {number[]} numbers The first one first. */
    catchUp(numbers) {
      wanted = [...wanted, ...numbers.filter((number) => !wanted.includes(number))];
      looks = LUCK_LOOKS;
      run();
    },
    dispose() {
      gone = true;
      clearTimeout(lucky);
    },
  };
}
