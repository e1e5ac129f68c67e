// Whom one can play against, in words: the game, and how strong the strategy is.

import { compact, plain } from "../../core/format.js";

/** Thousandths of a big blind a hand in big blinds a hundred hands. */
const MBB_PER_BB100 = 10;

/**
 * Opponents as they are offered: games as they come, in each the strongest first. What is still in training,
 * or was never measured, stands behind.
 * @param {any[]} sources
 */
export function strongestFirst(sources) {
  const doubts = (/** @type {any} */ one) =>
    Number(one.state === "running") + Number(one.exploitability_mbb == null);
  const settled = [...sources].sort((a, b) => doubts(a) - doubts(b));
  const games = [...new Set(settled.map(({ game }) => game))];
  const strength = (/** @type {any} */ one) => one.exploitability_mbb ?? Infinity;
  const weaker = (/** @type {any} */ a, /** @type {any} */ b) =>
    strength(a) === strength(b) ? 0 : strength(a) - strength(b);
  return settled.sort(
    (a, b) => games.indexOf(a.game) - games.indexOf(b.game) || doubts(a) - doubts(b) || weaker(a, b),
  );
}

/** A game in words: `2p 100bb` is "Heads-up, 100 bb each". @param {string} [game] */
export function gameWords(game = "") {
  const [, players, least, most] = /^(\d+)p ([\d.]+)(?:-([\d.]+))?bb$/.exec(game) ?? [];
  if (!players) return game;
  const table = players === "2" ? "Heads-up" : `${players} players`;
  return `${table}, ${most ? `${least} to ${most} bb` : `${least} bb each`}`;
}

/** How strong it is, and what that took. @param {any} source */
export function strengthWords({ exploitability_mbb: mbb, iterations, state }) {
  return [
    mbb == null
      ? "not measured how strong it is"
      : `perfect play wins about ${plain(mbb / MBB_PER_BB100, 1)} bb per 100 hands from it`,
    iterations && `${compact(iterations)} iterations`,
    state === "running" && "still in training",
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * Names of the seats as they are chosen.
 * @param {{ name: string }[]} seats The small blind first.
 */
export function seatWords(seats) {
  const last = seats.length === 2 ? 0 : seats.length - 1;
  return seats.map(({ name }, i) =>
    i === last && name !== "BTN" ? `always ${name}, on the button` : `always ${name}`,
  );
}

/**
 * The table before anything is dealt, as `drawTable` takes it: cards face down.
 * @param {{ players: number, seats: { seat: number, name: string, stack: number }[] }} source
 * @param {number | null} chosen The player's seat; `null`: the button.
 */
export function emptyTable({ players, seats }, chosen) {
  const button = players === 2 ? 0 : players - 1;
  const mine = chosen ?? button;
  return {
    number: 0,
    board: [],
    pot: 0,
    log: [],
    button,
    seat: mine,
    acting: null,
    over: false,
    result: null,
    seats: seats.map(({ seat, name, stack }) => ({
      seat,
      name,
      stack,
      bet: 0,
      folded: false,
      hole: null,
      you: seat === mine,
    })),
  };
}
