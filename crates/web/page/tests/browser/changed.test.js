// A run that has another strategy than when its page was opened.

import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startServer, train } from "./kit/server.js";
import { drawnCells, openPage } from "./kit/browser.js";
import { compareCells, eventually } from "./kit/cells.js";

/** A game that trains in no time. @param {number} iterations */
const config = (iterations) => `game:
  stack: 4
  menu:
    preflop: { sizes: [[all-in]], max_raises: 1 }
    flop: { sizes: [[all-in]], max_raises: 1 }
    turn: { sizes: [[all-in]], max_raises: 1 }
    river: { sizes: [[all-in]], max_raises: 1 }
buckets: { family: coarse, flop: 8, turn: 8, river: 8 }
num_iterations: ${iterations}
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0 }
`;

const work = mkdtempSync(path.join(os.tmpdir(), "holdem-changed-"));
const folder = path.join(work, "served");
/** @type {import("./kit/server.js").Server} */
let server;
/** @type {Awaited<ReturnType<typeof openPage>>} */
let tab;
/** @type {string} */
let id;
let spare = 0;

before(async () => {
  for (const [name, iterations] of /** @type {[string, number][]} */ ([
    ["served/changing", 2],
    ["first", 40],
    ["second", 90],
    ["third", 200],
  ])) {
    writeFileSync(path.join(work, "config.yaml"), config(iterations));
    train(path.join(work, "config.yaml"), path.join(work, name));
  }
  server = await startServer({}, folder);
  tab = await openPage(server.url);
  id = await server.source("changing");
});
after(async () => {
  await tab?.close();
  await server?.stop();
  rmSync(work, { recursive: true, force: true });
});

/** Puts another run in the place of the one that is served; its first node. @param {string} name */
async function change(name) {
  const place = path.join(folder, "changing");
  const before_ = await server.api(`sources/${id}/node`);
  renameSync(place, path.join(work, `spare-${spare++}`));
  renameSync(path.join(work, name), place);
  const now = await server.api(`sources/${id}/node`);
  assert.notDeepEqual(
    now.cells.map((/** @type {any} */ cell) => cell.frequencies),
    before_.cells.map((/** @type {any} */ cell) => cell.frequencies),
  );
  return now;
}

const shows = (/** @type {any} */ node) =>
  eventually(async () => {
    assert.ok(compareCells(await drawnCells(tab.page), node) > 0);
  });

test("a position that is shown again is of the strategy that is there by now", async () => {
  await tab.go(`strategy?of=${id}`);
  await shows(await server.api(`sources/${id}/node`));
  await tab.go(`strategy?of=${id}&line=c`);
  const now = await change("first");
  await tab.go(`strategy?of=${id}`);
  await shows(now);
  await tab.go(`strategy?of=${id}&line=c`);
  await shows(await server.api(`sources/${id}/node?line=c`));
  await eventually(async () =>
    assert.match((await tab.page.textContent(".sourcefacts")) ?? "", /40 iterations/),
  );
  tab.assertQuiet();
});

test("decisions before the flop are of the strategy that is there by now", async () => {
  await tab.go(`preflop?of=${id}`);
  const first = async () => (await tab.page.locator(".position").first().textContent()) ?? "";
  const before_ = await first();
  await tab.go("runs");
  await change("second");
  await tab.go(`preflop?of=${id}`);
  const shown = await first();
  assert.notEqual(shown, before_);
  // A page that remembers nothing shows the same.
  const fresh = await openPage(server.url);
  try {
    await fresh.go(`preflop?of=${id}`);
    assert.equal(await fresh.page.locator(".position").first().textContent(), shown);
  } finally {
    await fresh.close();
  }
  tab.assertQuiet();
});

test("as long as a run goes on its page follows by itself", async () => {
  const provisional = new RegExp(`sources/${id}$`);
  await tab.page.route(provisional, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), provisional: true } });
  });
  await tab.go(`strategy?of=${id}`);
  await tab.page.waitForSelector("text=this is its latest snapshot");
  await shows(await change("third"));
  await tab.page.unroute(provisional);
  tab.assertQuiet();
});
