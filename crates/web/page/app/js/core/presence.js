// Says to the server where this page is, for what goes on only as long as somebody waits for it: a solve.
//
// While a solve is looked at, its open event stream says it. When the page is hidden, or shows something
// else, it says that it is away: the server waits half an hour, and hears so again every few minutes as
// long as the browser lets the page run. A page that is closed says that it is gone.

import { request } from "./api.js";

const AGAIN_MS = 5 * 60_000;

/** The name of this page among others that look at the same solve. */
export const PAGE = [...crypto.getRandomValues(new Uint8Array(8))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");

/** Solves that this page waits for. @type {Set<string>} */
const awaited = new Set();
/** The one that is looked at. */
let lookedAt = "";
/** @type {any} */
let timer = 0;

/** This page waits for a solve and looks at it, with an open event stream. @param {string} id */
export function lookAt(id) {
  lookedAt = id;
  awaited.add(id);
  timer ||= begin();
}

/** Shows something else, and waits on. @param {string} id */
export function lookAway(id) {
  if (lookedAt === id) lookedAt = "";
  if (awaited.has(id)) away(id);
}

/** A solve has ended: nobody has to wait for it any more. @param {string} id */
export const release = (id) => awaited.delete(id);

/** Listens to where the page goes, once there is something to wait for. */
function begin() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const id of awaited) away(id);
  });
  window.addEventListener("pagehide", () => {
    for (const id of awaited) tell(id, "gone").catch(() => {});
  });
  return setInterval(() => {
    for (const id of awaited) if (document.hidden || id !== lookedAt) away(id);
  }, AGAIN_MS);
}

/**
 * The request is sent even if the page goes to sleep or is closed meanwhile.
 * @param {string} id @param {string} is
 */
const tell = (id, is) =>
  request("POST", `solves/${id}/presence`, { body: { page: PAGE, is }, keepalive: true });

/** @param {string} id */
async function away(id) {
  try {
    const { solve } = await tell(id, "away");
    if (!["waiting", "solving"].includes(solve.state)) release(id);
  } catch (error) {
    // It was thrown away. Without an answer it is tried again later.
    if (/** @type {any} */ (error).status === 404) release(id);
  }
}
