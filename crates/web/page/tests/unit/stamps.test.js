import test, { afterEach, beforeEach } from "node:test";
import assert from "node:assert/strict";
import { getOnce } from "../../app/js/core/api.js";
import { forgetSource, hasChanged, stampOf } from "../../app/js/core/stamps.js";
import { loadCompared, loadPosition } from "../../app/js/explorer/position.js";

const fetched = globalThis.fetch;
/** What was asked for, in order. @type {string[]} */
let asked = [];
/** The server: an answer to each path, made from the number of the strategy. */
let strategy = 1;
/** @type {(source: any) => any} */
let told = (source) => source;

beforeEach(() => {
  [asked, strategy, told] = [[], 1, (source) => source];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ where) => {
      const path = where.replace(/^api\/v1\//, "");
      asked.push(path);
      const id = /^sources\/(\w+)$/.exec(path)?.[1];
      const answer = id ? told({ id, stamp: `s${strategy}`, iterations: strategy }) : { path, strategy };
      const headers = new Map([["Content-Type", "application/json"]]);
      return { ok: true, status: 200, headers, json: async () => ({ hands: [], cells: null, ...answer }) };
    }
  );
});
afterEach(() => {
  globalThis.fetch = fetched;
  for (const id of ["a", "b", "ab"]) forgetSource(id);
});

test("what is remembered of a source holds as long as its stamp is the same", async () => {
  const first = await loadPosition("a", "", "");
  assert.equal(await hasChanged([first.source]), false);
  assert.equal((await loadPosition("a", "", "")).node, first.node);
  strategy = 2;
  // Nobody has asked yet.
  assert.equal((await loadPosition("a", "", "")).node, first.node);
  assert.equal(await hasChanged([first.source]), true);
  const second = await loadPosition("a", "", "");
  assert.equal(second.source.stamp, "s2");
  assert.equal(second.node.strategy, 2);
  assert.equal(await hasChanged([second.source]), false);
});

test("a source that has changed is forgotten with its comparisons, others are not", async () => {
  const { other } = await loadCompared({ of: "b", with: "a" });
  const known = [
    ["compare", { a: "a", b: "b" }],
    ["compare", { a: "b", b: "a" }],
    ["sources/a/node", { line: "c" }],
    ["compare", { a: "b", b: "ab" }],
    ["sources/ab/node", { line: "c" }],
    ["sources/b/node", { line: "c" }],
  ];
  const ask = () =>
    Promise.all(known.map(([path, query]) => getOnce(String(path), /** @type {any} */ (query))));
  await ask();
  strategy = 2;
  assert.equal(await hasChanged([other]), true);
  assert.deepEqual(
    (await ask()).map((answer) => answer.strategy),
    [2, 2, 2, 1, 1, 1],
  );
});

test("without stamps a source has changed when it has gone on", async () => {
  told = ({ id, iterations }) => ({ id, iterations });
  const { source } = await loadPosition("a", "", "");
  assert.equal(await hasChanged([source]), false);
  strategy = 2;
  assert.equal(await hasChanged([source]), true);
  const snapshot = { id: "a", iterations: 5, provisional: true };
  assert.notEqual(stampOf(snapshot), stampOf({ ...snapshot, provisional: false }));
});

test("a source is asked for before anything that is remembered of it", async () => {
  await loadPosition("a", "c", "AhKd7c");
  assert.equal(asked[0], "sources/a");
  await loadCompared({ of: "a", with: "b" });
  assert.deepEqual(asked.slice(3), ["sources/b", "compare?a=a&b=b"]);
});

test("an answer that comes after its source was forgotten is not remembered", async () => {
  const { source } = await loadPosition("a", "", "");
  const { fetch } = globalThis;
  /** @type {any} */
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ where) => {
      const response = await fetch(where);
      await held;
      return response;
    }
  );
  const late = getOnce("sources/a/node", { line: "late" });
  globalThis.fetch = fetch;
  strategy = 2;
  assert.equal(await hasChanged([source]), true);
  answer();
  await late;
  assert.equal((await getOnce("sources/a/node", { line: "late" })).strategy, 2);
});
