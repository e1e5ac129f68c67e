// Hands a spot from one page to the page that solves spots.

import { go } from "../core/url.js";

/** @type {any} */
let waitingSpot = null;

/** Takes the user to Spots with this spot in the form. @param {any} spot Answer of `spot`, or a spot. */
export function handOver(spot) {
  waitingSpot = spot.spot ?? spot;
  go({ page: "spots", params: {} });
}

/** The spot that waits, once. */
export function takeSpot() {
  const spot = waitingSpot;
  waitingSpot = null;
  return spot;
}
