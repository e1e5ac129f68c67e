// A solve that goes on: what is shown of it is the strategy that it has come to.

import test from "node:test";
import assert from "node:assert/strict";
import { drawnCells } from "./kit/browser.js";
import { compareCells } from "./kit/cells.js";
import { server, tab, useSite } from "./kit/site.js";

useSite();

const SIZES = { bet: "50%, a", raise: "2.5x" };
const SPOT = {
  board: "Qs Jh 2h 8c 3d",
  oop_range: "AA,QQ,76s,KJs,T9s,A5s",
  ip_range: "KK,JJ,T9s,AQs,87s,A2s",
  pot: 100,
  effective_stack: 200,
  river: SIZES,
};

/** Solves until a spot is exploitable by so many % of the pot, and no further. @param {number} pct */
async function solved(pct) {
  const { solve } = await server.post("solves", { spot: SPOT, target_pct: pct });
  await ended(solve.id);
  return solve.id;
}

/** @param {string} id */
async function ended(id) {
  for (;;) {
    const { solve } = await server.api(`solves/${id}`);
    if (!["waiting", "solving"].includes(solve.state)) return solve;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** What is said of both strategies where they are compared. */
const comparison = async () => (await tab.page.textContent(".panel")) ?? "";

test("after Solve on the grid and the comparison are of the new strategy", async () => {
  const other = await solved(20);
  const id = await solved(20);
  await tab.go(`spots?solve=${id}&with=${other}&tab=compare&view=s`);
  const first = await server.api(`sources/${id}/node`);
  compareCells(await drawnCells(tab.page), first);
  await tab.page.waitForSelector(".panel:has-text('% of hands act differently')");
  assert.match(await comparison(), / 0\.0 % of hands act differently/);

  const { iterations } = (await server.api(`solves/${id}`)).solve.progress;
  const asked = tab.page.waitForResponse(/\/resume$/);
  await tab.page.click("button:text-is('Solve on')");
  await asked;
  const now = (await ended(id)).progress.iterations;
  assert.ok(now > iterations);
  // The bar says how far it is, whether or not it was seen going on.
  const words = async () => (await tab.page.textContent(".toolbar")) ?? "";
  await tab.page.waitForFunction(
    (text) => document.querySelector(".toolbar")?.textContent?.includes(text),
    ` ${now.toLocaleString("en")} iterations`,
  );
  await tab.settle();
  assert.match(await words(), /solved/);
  const second = await server.api(`sources/${id}/node`);
  const moved = second.cells.some(
    (/** @type {any} */ cell, /** @type {number} */ i) =>
      cell.frequencies && Math.abs(cell.frequencies[0] - first.cells[i].frequencies[0]) > 0.05,
  );
  assert.ok(moved, "it is another strategy");
  compareCells(await drawnCells(tab.page), second);
  const { distance } = await server.api(`compare?a=${id}&b=${other}`);
  assert.ok(distance > 0.01);
  await tab.page.waitForSelector(".panel:has-text('% of hands act differently')");
  assert.match(await comparison(), new RegExp(` ${(distance * 100).toFixed(1)} % of hands act differently`));
  tab.assertQuiet();
});

test("a second click on Solve on while the first is on its way asks nothing", async () => {
  const id = await solved(20);
  await tab.go(`spots?solve=${id}`);
  let asked = 0;
  /** @type {(value?: any) => void} */
  let letGo = () => {};
  const held = new Promise((resolve) => (letGo = resolve));
  await tab.page.route("**/resume", async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  await tab.page.locator("button:text-is('Solve on')").dblclick();
  assert.equal(await tab.page.isDisabled("button:text-is('Solve on')"), true);
  // Requests come in the order in which they were made.
  await tab.page.evaluate(() => fetch("api/v1/about"));
  assert.equal(asked, 1);
  letGo();
  await ended(id);
  await tab.page.waitForSelector("button:text-is('Solve on'):enabled");
  await tab.page.unroute("**/resume");
  tab.assertQuiet();
});
