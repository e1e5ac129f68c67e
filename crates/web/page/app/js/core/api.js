// Requests to `/api/v1`, and a small memory of answers that do not change.

const BASE = "api/v1/";
const REMEMBERED = 300;

/** An answer of status 400 and above, or none at all. */
export class ApiError extends Error {
  /** @param {number} status @param {string} code @param {string} message @param {string | null} field */
  constructor(status, code, message, field = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** @typedef {Record<string, string | number | boolean | null | undefined>} Query */
/** @typedef {{ query?: Query, body?: any, signal?: AbortSignal, keepalive?: boolean }} Options */

/**
 * Asks and waits for JSON (or text, if that comes).
 * @param {string} method
 * @param {string} path Below `/api/v1/`.
 * @param {Options} [options]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export async function request(method, path, { query, body, signal, keepalive } = {}) {
  const headers = body === undefined ? undefined : { "Content-Type": "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const init = { method, signal, headers, keepalive, body: text };
  let response;
  try {
    response = await fetch(address(path, query), init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "The server does not answer. Is holdem serve still running?");
  }
  const json = (response.headers.get("Content-Type") ?? "").includes("json");
  if (response.status === 204) return null;
  const answer = json ? await response.json() : await response.text();
  if (response.ok) return answer;
  const said = json ? answer.error : null;
  throw new ApiError(
    response.status,
    said?.code ?? "http",
    said?.message ?? `The server answered ${response.status}.`,
    said?.field,
  );
}

/** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
export const get = (path, query, signal) => request("GET", path, { query, signal });

/** @param {string} path @param {any} [body] @returns {Promise<any>} */
export const post = (path, body = {}) => request("POST", path, { body });

/** @type {Map<string, Promise<any>>} */
const remembered = new Map();

/**
 * The same as `get` for what stays as it is: asked once, the latest answers are kept.
 * The answer is shared, so it must not be changed.
 * @param {string} path @param {Query} [query] @returns {Promise<any>}
 */
export function getOnce(path, query) {
  const key = address(path, query);
  const known = remembered.get(key);
  if (known) {
    remembered.delete(key);
    remembered.set(key, known);
    return known;
  }
  const asked = get(path, query);
  remember(key, asked);
  asked.catch(() => remembered.get(key) === asked && remembered.delete(key));
  return asked;
}

/** Remembers what was asked for anew. @param {string} path @param {any} answer */
export const rememberAnswer = (path, answer) => remember(address(path), Promise.resolve(answer));

/** @param {string} key @param {Promise<any>} answer */
function remember(key, answer) {
  remembered.set(key, answer);
  if (remembered.size > REMEMBERED) remembered.delete(/** @type {string} */ (remembered.keys().next().value));
}

/** Forgets answers that have changed. @param {(path: string, query: URLSearchParams) => boolean} isOld */
export function forget(isOld) {
  for (const key of remembered.keys()) {
    const [path, query] = key.slice(BASE.length).split("?");
    if (isOld(path, new URLSearchParams(query))) remembered.delete(key);
  }
}

/** Where a file can be fetched by a link. @param {string} path @param {Query} [query] */
export function address(path, query = {}) {
  const parts = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const text = parts.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&");
  return BASE + path + (text ? `?${text}` : "");
}
