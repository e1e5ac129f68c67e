// All-in before the river: the streets that are still to come, one after the other, with the chances before
// each. The server has dealt all of them; only what is shown takes its time.

/** How long each street lies there before the next one comes. */
const STAGE_MS = 700;

const STREETS = /** @type {Record<number, string>} */ ({ 0: "preflop", 3: "flop", 4: "turn" });

/**
 * A hand as it stood before each street that came when nobody could bet any more.
 * @param {any} hand One that is over.
 * @returns {any[]} None where betting went on to the end.
 */
export function stagesOf(hand) {
  const chances = hand.over ? (hand.result?.run_out ?? []) : [];
  return chances.map((/** @type {any} */ chance) => stage(hand, chance));
}

/** @param {any} hand @param {any} chance */
function stage(hand, chance) {
  const cards = chance.board_cards;
  let dealt = 0;
  return {
    ...hand,
    chance,
    over: false,
    acting: null,
    actions: [],
    raise: null,
    result: null,
    made: null,
    board: hand.board.slice(0, cards),
    street: STREETS[cards],
    log: hand.log.filter((/** @type {any} */ line) => (dealt += line.cards.length) <= cards),
    // Hands that are in are turned over; those that have folded wait for the end.
    seats: hand.seats.map((/** @type {any} */ seat) => ({
      ...seat,
      hole: seat.you || !seat.folded ? seat.hole : null,
    })),
  };
}

/**
 * @param {object} how
 * @param {() => void} how.onStage
 * @param {() => void} how.onEnd
 */
export function createRunout({ onStage, onEnd }) {
  /** @type {any[]} */
  let stages = [];
  /** @type {any} */
  let timer = 0;

  function next() {
    stages = stages.slice(1);
    if (!stages.length) return onEnd();
    onStage();
    return wait();
  }

  function wait() {
    clearTimeout(timer);
    if (stages.length) timer = setTimeout(next, STAGE_MS);
  }

  return {
    /** The hand as it is shown now, while streets are still to come. */
    stage: () => stages[0] ?? null,
    /** Takes a hand, if there is anything to wait for and waiting is wanted. @param {any} hand */
    take(hand) {
      stages = matchMedia("(prefers-reduced-motion: reduce)").matches ? [] : stagesOf(hand);
    },
    /** Begins to wait, once what has been taken is shown. */
    wait,
    /** Goes to the result at once. */
    skip() {
      if (!stages.length) return;
      clearTimeout(timer);
      stages = [];
      onEnd();
    },
    dispose: () => clearTimeout(timer),
  };
}
