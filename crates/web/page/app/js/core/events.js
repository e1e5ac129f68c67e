// Event streams. A browser has six connections to a server for all of its pages, and a stream holds one: a
// page that stays hidden gives its streams back, and opens them again when it is seen.

import { address } from "./api.js";

/** How long a page is hidden before it gives a stream back: who looks elsewhere for a moment keeps it. */
export const PATIENCE_MS = 20_000;

/**
 * Listens until the returned function is called.
 * @param {string} path
 * @param {Record<string, (data: any) => void>} handlers By name of the event; `error` hears that the line is
 * broken, and whether the server will not have it again.
 * @param {{ query?: import("./api.js").Query, onReturn?: () => void }} [more] `onReturn`: it listens again;
 * what was told meanwhile was not heard.
 * @returns {() => void}
 */
export function listen(path, handlers, { query, onReturn } = {}) {
  let source = open(path, handlers, query);
  /** When the page was hidden. */
  let since = NaN;
  /** @type {any} */
  let timer = 0;
  const hide = () => {
    since = Date.now();
    timer = setTimeout(() => source.close(), PATIENCE_MS);
  };
  const show = () => {
    clearTimeout(timer);
    // A page that was asleep has had no timers, and its line may be dead without its knowing.
    if (!(Date.now() - since >= PATIENCE_MS)) return;
    source.close();
    source = open(path, handlers, query);
    onReturn?.();
  };
  const change = () => (document.hidden ? hide() : show());
  if (document.hidden) hide();
  document.addEventListener("visibilitychange", change);
  return () => {
    document.removeEventListener("visibilitychange", change);
    clearTimeout(timer);
    source.close();
  };
}

/**
 * @param {string} path @param {Record<string, (data: any) => void>} handlers
 * @param {import("./api.js").Query} [query]
 */
function open(path, handlers, query) {
  const source = new EventSource(address(path, query));
  for (const [name, handle] of Object.entries(handlers)) {
    if (name === "error") source.onerror = () => handle(source.readyState === EventSource.CLOSED);
    else
      source.addEventListener(name, (event) => handle(JSON.parse(/** @type {MessageEvent} */ (event).data)));
  }
  return source;
}
