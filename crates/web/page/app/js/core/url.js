// The position in the page as the fragment of its URL: `#/strategy?of=runs/hu&line=r5c&board=AhKd7c`.

/** @typedef {{ page: string, params: Record<string, string> }} Place */

/**
 * Reads a fragment; what is not there is the first page.
 * @param {string} hash
 * @returns {Place}
 */
export function parsePlace(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  /** @type {Record<string, string>} */
  const params = {};
  for (const [key, value] of new URLSearchParams(query)) params[key] = value;
  return { page: path || "strategy", params };
}

/**
 * Writes a fragment; empty parameters are left out, and what need not be escaped is not, so that it can be
 * read.
 * @param {Place} place
 * @returns {string}
 */
export function formatPlace({ page, params }) {
  const parts = Object.entries(params)
    .filter(([, value]) => value != null && value !== "")
    .map(([key, value]) => `${encodeURIComponent(key)}=${readable(value)}`);
  return `#/${page}${parts.length ? `?${parts.join("&")}` : ""}`;
}

/**
 * Goes to a place: a new entry in the history, or the present one replaced.
 * @param {Place} place
 * @param {boolean} [replace]
 */
export function go(place, replace = false) {
  const hash = formatPlace(place);
  if (hash === location.hash) return;
  if (replace) {
    history.replaceState(null, "", hash);
    window.dispatchEvent(new Event("hashchange"));
  } else location.hash = hash;
}

/** @param {string} value */
function readable(value) {
  return encodeURIComponent(value)
    .replace(/%2F/g, "/")
    .replace(/%2C/g, ",")
    .replace(/%3A/g, ":")
    .replace(/%20/g, "+");
}
