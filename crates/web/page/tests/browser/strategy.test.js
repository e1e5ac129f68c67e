import test from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startServer, train } from "./kit/server.js";
import { drawnCells, openPage } from "./kit/browser.js";
import { compareCells } from "./kit/cells.js";
import { params, server, tab, useSite } from "./kit/site.js";

/** @type {string} */
let source;

useSite(async () => {
  source = await server.source("small");
});

/** Compares every cell of the grid with what the interface answers for the place in the address. */
async function compareGrid() {
  const at = await params();
  const query = new URLSearchParams({ line: at.get("line") ?? "", board: at.get("board") ?? "" });
  const node = await server.api(`sources/${source}/node?${query}`);
  return { node, inRange: compareCells(await drawnCells(tab.page), node) };
}

test("every cell of three grids on two streets is what the interface answers", async () => {
  await tab.go(`strategy?of=${source}`);
  const first = await compareGrid();
  assert.ok(first.inRange > 100);
  await tab.picture("strategy-preflop");

  // On to the flop by keys: whatever is not a fold and does not end the hand, until a card is missing.
  const flop = await walkToDeal();
  assert.equal(flop, "flop");
  await tab.page.keyboard.press("b");
  await tab.page.keyboard.type("AhKd7c");
  await tab.page.keyboard.press("Enter");
  await tab.page.waitForFunction(() => location.hash.includes("board=AhKd7c"));
  await tab.settle();
  const second = await compareGrid();
  assert.equal(second.node.street, "flop");
  assert.deepEqual(second.node.board, ["Ah", "Kd", "7c"]);
  await tab.picture("strategy-flop");

  const turn = await walkToDeal();
  assert.equal(turn, "turn");
  await tab.page.click("button.cardcell[aria-label*='two of spades']");
  await tab.settle();
  const third = await compareGrid();
  assert.equal(third.node.street, "turn");
  assert.deepEqual(third.node.board, ["Ah", "Kd", "7c", "2s"]);
  await tab.picture("strategy-turn");
  tab.assertQuiet();
});

/**
 * Checks and calls by number keys until cards are to be dealt.
 * @returns {Promise<string>} The street to be dealt.
 */
async function walkToDeal() {
  for (let step = 0; step < 6; step++) {
    const kinds = await tab.page.$$eval(".node.now .act", (acts) => acts.map((a) => a.textContent ?? ""));
    const at = kinds.findIndex((words) => /^(Check|Call)/.test(words));
    assert.ok(at >= 0, `no check or call among ${kinds.join(", ")}`);
    const before_ = await tab.page.evaluate(() => location.hash);
    await tab.page.keyboard.press(String(at + 1));
    await tab.page.waitForFunction((old) => location.hash !== old, before_);
    await tab.settle();
    const street = await tab.page.$(".street.now .nodehead");
    if (street) return ((await street.textContent()) ?? "").toLowerCase();
  }
  throw new Error("no card was to be dealt after six actions");
}

test("the left arrow goes back along the line, the right arrow on again", async () => {
  const place = async () => (await params()).get("line") ?? "";
  const here = await place();
  await tab.page.keyboard.press("ArrowLeft");
  await tab.page.waitForFunction(
    (old) => !location.hash.includes(`line=${old}&`) && !location.hash.endsWith(`line=${old}`),
    here,
  );
  await tab.settle();
  assert.notEqual(await place(), here);
  await tab.page.keyboard.press("ArrowRight");
  await tab.settle();
  await tab.page.waitForFunction(
    (old) => new URLSearchParams(location.hash.split("?")[1]).get("line") === old,
    here,
  );
});

test("a cell is moved to by arrows, kept by Enter, and let go by Escape", async () => {
  await tab.go(`strategy?of=${source}`);
  await tab.page.keyboard.press("ArrowDown");
  await tab.page.keyboard.press("ArrowRight");
  await tab.page.keyboard.press("Enter");
  await tab.page.waitForSelector(".cell[aria-selected=true]");
  const name = await tab.page.textContent(".cell[aria-selected=true] span");
  assert.equal(name, "AKs");
  assert.match((await tab.page.textContent(".panel h2")) ?? "", /AKs.*kept/);
  assert.equal(await tab.page.locator(".panel tbody tr").count(), 4);
  await tab.page.keyboard.press("Escape");
  await tab.page.waitForSelector(".cell[aria-selected=true]", { state: "detached" });
  tab.assertQuiet();
});

test("the address is the position: opened anew it shows the same grid", async () => {
  await tab.go(`strategy?of=${source}&cell=QQ`);
  const shown = await drawnCells(tab.page);
  const again = await openPage(server.url);
  try {
    await again.go(`strategy?of=${source}&cell=QQ`);
    assert.deepEqual(await drawnCells(again.page), shown);
    assert.equal(await again.page.textContent(".cell[aria-selected=true] span"), "QQ");
    again.assertQuiet();
  } finally {
    await again.close();
  }
});

test("a line that does not exist is said where the strategy would be", async () => {
  await tab.go(`strategy?of=${source}&line=zz`);
  assert.ok(((await tab.page.textContent("[role=alert]:not(:empty)")) ?? "").length > 10);
  tab.forgive();
});

test("every panel and view of a flop opens without an error", async () => {
  await tab.go(`strategy?of=${source}`);
  await walkToDeal();
  await tab.page.click("button:has-text('Random')");
  await tab.settle();
  for (const name of await tab.page.$$eval("[role=tab]", (all) => all.map((t) => t.textContent ?? ""))) {
    await tab.page.click(`[role=tab]:has-text("${name}")`);
    await tab.settle();
    assert.ok(((await tab.page.textContent(".panel")) ?? "").length > 10, name);
  }
  for (const key of ["e", "q", "s"]) {
    await tab.page.keyboard.press(key);
    await tab.settle();
  }
  assert.equal(await tab.page.locator("[role=alert]:not(:empty)").count(), 0);
  tab.assertQuiet();
});

test("a small game without a grid lists its hands, each with what it does", async () => {
  const kuhn = await server.source("kuhn");
  await tab.go(`strategy?of=${kuhn}`);
  const node = await server.api(`sources/${kuhn}/node`);
  const rows = await tab.page.$$eval(".panel tbody tr", (all) =>
    all.map((row) => [...row.children].map((cell) => cell.firstChild?.textContent ?? "")),
  );
  assert.deepEqual(
    rows.map(([name]) => name),
    (await server.api(`sources/${kuhn}/hands`)).hands,
  );
  rows.forEach((row, hand) => {
    const [check] = row.slice(-3).map(Number);
    assert.ok(Math.abs(check / 100 - node.hands.probabilities[0][hand]) < 0.001, row.join(" "));
  });
  tab.assertQuiet();
});

/** A game whose buckets are a file that is built in seconds. */
const BUCKETED = `game:
  stack: 4
  menu:
    preflop: { sizes: [[all-in]], max_raises: 1 }
    limped: null
    flop: { sizes: [[all-in]], max_raises: 1 }
    turn: { sizes: [[all-in]], max_raises: 1 }
    river: { sizes: [[all-in]], max_raises: 1 }
buckets: { family: percentile, flop: 8, turn: 8, river: 8 }
num_iterations: 50
tensorboard: false
eval: { exploitability: false, exploiter_seconds: 0 }
`;

test("boards whose buckets are missing are prepared by a click", async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), "holdem-cache-"));
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdem-served-"));
  const env = { HOLDEM_CACHE: cache };
  writeFileSync(path.join(cache, "config.yaml"), BUCKETED);
  train(path.join(cache, "config.yaml"), path.join(folder, "bare"), env);
  rmSync(cache, { recursive: true });
  const there = await startServer(env, folder);
  const bare = await openPage(there.url);
  try {
    const id = await there.source("bare");
    assert.equal((await there.api(`sources/${id}`)).boards_ready, false);
    await bare.go(`strategy?of=${id}`);
    await bare.page.click("button:text-is('Prepare boards')");
    await bare.page.waitForSelector("button:has-text('repare')", { state: "detached" });
    assert.equal((await there.api(`sources/${id}`)).boards_ready, true);
    await bare.go(`strategy?of=${id}&line=ck&board=AhKd7c`);
    await bare.page.waitForSelector(".hero .grid");
    bare.assertQuiet();
  } finally {
    await bare.close();
    await there.stop();
    rmSync(cache, { recursive: true, force: true });
  }
});
