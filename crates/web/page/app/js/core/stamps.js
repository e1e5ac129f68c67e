// Sources change: a run writes snapshots, a solve goes on, a file is replaced. What is remembered of a source
// holds as long as its stamp is the same.

import { forget, get, rememberAnswer } from "./api.js";

/**
 * A text that changes with the strategy behind a source.
 * @param {any} source As `sources/ID` tells it.
 */
export const stampOf = ({ stamp, iterations, provisional }) => [stamp, iterations, provisional].join(" ");

/**
 * Asks whether one of several sources has another strategy by now; what is remembered of those that have is
 * forgotten. No answer is no news.
 * @param {any[]} known The sources as they were told before what is remembered.
 * @returns {Promise<boolean>}
 */
export async function hasChanged(known) {
  const changed = await Promise.all(known.map((source) => renewed(source).catch(() => false)));
  return changed.includes(true);
}

/** @param {any} known @returns {Promise<boolean>} */
async function renewed(known) {
  const now = await get(`sources/${known.id}`);
  if (stampOf(now) === stampOf(known)) return false;
  forgetSource(known.id);
  // What is remembered from now on was asked for later, so that it is no older.
  rememberAnswer(`sources/${known.id}`, now);
  return true;
}

/** Forgets what is remembered of a source, and its comparisons. @param {string} id */
export function forgetSource(id) {
  forget(
    (path, query) =>
      path === `sources/${id}` ||
      path.startsWith(`sources/${id}/`) ||
      (path === "compare" && [query.get("a"), query.get("b")].includes(id)),
  );
}
