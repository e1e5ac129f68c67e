// What a move costs and what it can win. Chips that nobody can match go back, and count for nothing.

/** Chips that a call takes. @param {any} hand */
export const priceOf = (hand) => Math.min(hand.to_call, hand.seats[hand.acting].stack);

/** The least share of hands that a call has to win to break even. @param {any} hand */
export function oddsOf(hand) {
  const price = priceOf(hand);
  // What others have put in beyond that goes back to them, or is played for without the caller.
  const matched = hand.seats[hand.acting].bet + price;
  const over = hand.seats.reduce(
    (/** @type {number} */ sum, /** @type {any} */ seat) => sum + Math.max(0, seat.bet - matched),
    0,
  );
  return price / (hand.pot - over + price);
}

/**
 * A bet or raise as a share of the pot after a call, as far as one of the others can call it.
 * @param {any} hand
 * @param {number} to Chips of the street after it.
 */
export function shareOf(hand, to) {
  const others = hand.seats.filter(
    (/** @type {any} */ seat, /** @type {number} */ i) => i !== hand.acting && !seat.folded,
  );
  const most = Math.max(0, ...others.map((/** @type {any} */ seat) => seat.bet + seat.stack));
  const before = hand.seats[hand.acting].bet + hand.to_call;
  return Math.max(0, Math.min(to, most) - before) / (hand.pot + hand.to_call);
}
