import test from "node:test";
import assert from "node:assert/strict";
import { DESK, drawnCells, violations } from "./kit/browser.js";
import { fillSpot, params, server, tab, useSite } from "./kit/site.js";

useSite();

/** The solve that the page shows. */
const shownSolve = async () => (await params()).get("solve") ?? "";

test("a river is solved, a node locked, and solved again to another strategy", async () => {
  await tab.go("spots");
  await tab.page.waitForSelector(".estimate dl");
  await tab.picture("spots-form");
  await tab.page.click("button:text-is('Solve')");
  await tab.page.waitForSelector(".hero .grid");
  await tab.settle();
  const first = await shownSolve();
  const { solve } = await server.api(`solves/${first}`);
  assert.equal(solve.stopped, "target");
  assert.ok(solve.progress.exploitability_pct <= solve.target_pct);

  const node = await server.api(`sources/${first}/node`);
  const drawn = await drawnCells(tab.page);
  node.cells.forEach((/** @type {any} */ cell, /** @type {number} */ i) => {
    const sum = drawn[i].bars.reduce((a, bar) => a + bar.share, 0);
    assert.ok(Math.abs(sum - (cell.frequencies ? 1 : 0)) < 0.001, cell.class);
  });
  await tab.picture("spots-solved");

  // The player out of position always checks.
  await tab.page.click("[role=tab]:has-text('Lock')");
  const fields = tab.page.locator(".lockform input[type=number]");
  for (let i = 0; i < (await fields.count()); i++) await fields.nth(i).fill(i === 0 ? "100" : "0");
  await tab.page.click(".lockform button:has-text('Lock')");
  await tab.page.click("button:has-text('Solve again')");
  await tab.page.waitForFunction(
    (old) => !location.hash.includes(old) || location.hash.includes("with="),
    first,
  );
  await tab.page.waitForSelector("[role=tab]:has-text('Compare')");
  await tab.settle();
  const second = await shownSolve();
  assert.notEqual(second, first);
  const locked = await server.api(`sources/${second}/node`);
  assert.ok(locked.actions[0].frequency > 0.9999, "the lock holds");
  assert.ok(node.actions[0].frequency < 0.999, "without it the player bets");
  assert.match((await tab.page.textContent(".panel")) ?? "", /more often than/);
  await tab.picture("spots-compared");
  // What the lock costs its player: both EVs as the server has them.
  const evs = await tab.page.$$eval("table[aria-label='EV in both strategies'] tbody tr", (rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
  );
  const shown = (/** @type {number} */ ev) => ev.toFixed(1).replace("-", "\u2212");
  assert.equal(evs.length, 2);
  for (const [seat, [name, with_, without]] of evs.entries()) {
    assert.equal(name, node.seats[seat].name);
    assert.equal(with_, shown(locked.values.mean_ev[seat]));
    assert.equal(without, shown(node.values.mean_ev[seat]));
  }
  await tab.page.click("[role=tab]:has-text('Lock')");
  assert.match((await tab.page.textContent(".locks li")) ?? "", /^At the beginning · all hands: 100 % check/);
  tab.assertQuiet();
});

test("the breakdown of a solution lies within its columns, on a laptop and on a phone", async () => {
  try {
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
      [390, 844],
    ]) {
      await tab.page.setViewportSize({ width, height });
      await tab.page.click("[role=tab]:has-text('Breakdown')");
      await tab.page.waitForSelector(".breakdown table");
      // A table wider than its column would be drawn over the other player's.
      const boxes = await tab.page.$$eval(".breakdown section", (sections) =>
        sections.map((section) => {
          const { left, right } = section.getBoundingClientRect();
          const tables = [...section.querySelectorAll("table")].map((t) => t.getBoundingClientRect().right);
          return { left, right, table: Math.max(...tables) };
        }),
      );
      assert.equal(boxes.length, 2);
      for (const box of boxes) {
        assert.ok(box.table <= box.right + 1, `${width}: ${JSON.stringify(box)}`);
        assert.ok(box.left >= 0 && box.right <= width, `${width}: ${JSON.stringify(box)}`);
      }
      await tab.picture(`spots-breakdown-${width}`);
    }
  } finally {
    await tab.page.setViewportSize(DESK);
  }
  tab.assertQuiet();
});

test("what is wrong with a spot is said before it is solved", async () => {
  await tab.go("spots");
  await tab.page.fill("input[placeholder='QsJh2h']", "QsQs2h");
  await tab.page.waitForSelector(".spotform [role=alert]:not(:empty)");
  assert.equal(await tab.page.isDisabled("button:text-is('Solve')"), true);
  // Answers come in turn: after this one no refusal is left on its way.
  await tab.page.fill("input[placeholder='QsJh2h']", "QsJh2h");
  await tab.page.waitForSelector(".spotform button:text-is('Solve'):enabled");
  tab.forgive();
});

test("a range that is painted is the range that is typed", async () => {
  await tab.go("spots");
  const text = tab.page.getByLabel("Out of position as text");
  await text.fill("AA,KK:0.5");
  const grid = tab.page.locator(".editor").first().locator(".grid");
  assert.match((await grid.locator("[data-i='14']").getAttribute("aria-label")) ?? "", /weight 50 %/);
  await grid.locator("[data-i='1']").click();
  assert.equal(await text.inputValue(), "AA, KK:0.5, AKs");
  await grid.locator("[data-i='1']").click();
  assert.equal(await text.inputValue(), "AA, KK:0.5");
  tab.assertQuiet();
});

test("one spot on many flops: a row for each, sorted by a click, filtered by texture", async () => {
  await tab.go("spots");
  await fillSpot("QsJh2h");
  await tab.page.getByLabel("number of flops").selectOption("10");
  await tab.page.click("button:text-is('Solve on many flops')");
  const rows = tab.page.locator("table[aria-label=flops] tbody tr");
  await tab.page.waitForFunction(
    () => document.querySelectorAll("table[aria-label=flops] tbody tr").length === 10,
  );
  const evs = async () => (await rows.locator("td:nth-child(2)").allTextContents()).map(Number);
  const down = await evs();
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
  );
  await tab.page.click("th button:has-text('EV out of position')");
  await tab.page.waitForFunction(
    (first) => {
      const cell = document.querySelector("table[aria-label=flops] tbody tr td:nth-child(2)");
      return Number(cell?.textContent) === first;
    },
    down[down.length - 1],
  );
  assert.deepEqual(await evs(), [...down].reverse());
  assert.equal(await tab.page.locator(".scatter [data-key]").count(), 10);
  await tab.picture("spots-flops");
  await walkScatter();
  const suits = tab.page.getByLabel("suits");
  const kinds = await suits.locator("option").allTextContents();
  await suits.selectOption(kinds[1]);
  await tab.page.waitForFunction(
    () => document.querySelectorAll("table[aria-label=flops] tbody tr").length < 10,
  );
  assert.equal(await tab.page.locator(".scatter [data-key]").count(), await rows.count());
  assert.equal(await tab.page.locator(".scatter [tabindex='0']").count(), 1);
  assert.deepEqual(await violations(tab.page), []);
  // Enter opens the flop that the label names.
  await tab.page.locator(".scatter [tabindex='0']").focus();
  const key = await focusedKey();
  await tab.page.keyboard.press("Enter");
  await tab.page.waitForSelector(".hero .grid");
  await tab.settle();
  const { sources } = await server.api("sources");
  const of = (await params()).get("of");
  const opened = sources.find((/** @type {any} */ s) => s.id === of);
  assert.equal(opened.board.replace(/ /g, ""), key);
  tab.assertQuiet();
});

/** The flop of the point that has the focus. */
const focusedKey = () =>
  tab.page.evaluate(() => /** @type {any} */ (document.activeElement)?.dataset.key ?? "");

/** Goes through all points of the scatter plot by arrow keys: one tab stop, each point with its words. */
async function walkScatter() {
  const points = await tab.page.$$eval(".scatter [data-key]", (marks) =>
    marks.map((mark) => {
      const [, equity, ev] =
        /equity ([\d.]+) %, EV ([\d.−]+)/.exec(mark.getAttribute("aria-label") ?? "") ?? [];
      const { key } = /** @type {any} */ (mark).dataset;
      return {
        key,
        equity: Number(equity),
        ev: Number(ev.replace("−", "-")),
        role: mark.getAttribute("role"),
      };
    }),
  );
  assert.ok(points.every(({ equity, ev, role }) => equity > 0 && Number.isFinite(ev) && role === "link"));
  assert.equal(await tab.page.locator(".scatter [tabindex='0']").count(), 1);
  await tab.page.focus("table[aria-label=flops] tbody tr:last-child button");
  await tab.page.keyboard.press("Tab");
  for (const [first, next, of] of /** @type {const} */ ([
    ["Home", "ArrowRight", "equity"],
    ["End", "ArrowDown", "ev"],
  ])) {
    await tab.page.keyboard.press(first);
    // To the very end of the order that these keys follow, then back through it.
    for (let i = 0; i < points.length; i++) await tab.page.keyboard.press(next);
    const back = next === "ArrowRight" ? "ArrowLeft" : "ArrowUp";
    const seen = [await focusedKey()];
    for (let i = 1; i < points.length; i++) {
      await tab.page.keyboard.press(back);
      seen.push(await focusedKey());
    }
    const values = seen.map((key) => points.find((point) => point.key === key)?.[of] ?? NaN);
    assert.equal(new Set(seen).size, points.length, seen.join(" "));
    const sorted = [...values].sort((a, b) => (of === "ev" ? a - b : b - a));
    assert.deepEqual(values, sorted);
    const said = await tab.page.textContent(".scatter figcaption");
    assert.match(said ?? "", /of (spades|hearts|diamonds|clubs): equity .* %, EV /);
  }
}

test("a solve that is kept goes on when its page is closed", async () => {
  await tab.go("spots");
  await tab.page.fill("input[placeholder='QsJh2h']", "QsJh2h");
  await tab.page.getByLabel("Until exploitable by, % of pot").fill("0");
  await tab.page.waitForSelector(".spotform button:text-is('Solve'):enabled");
  await tab.page.click("button:text-is('Solve')");
  await tab.page.getByLabel("goes on when this page is closed").click();
  const id = await shownSolve();
  const kept = async () => (await server.api(`solves/${id}`)).solve;
  await tab.page.waitForFunction(
    async (path) => (await (await fetch(path)).json()).solve.keep,
    `api/v1/solves/${id}`,
  );
  await tab.go("runs");
  const { state, progress } = await kept();
  assert.ok(["waiting", "solving"].includes(state), state);
  await tab.page.waitForFunction(
    async ([path, done]) => (await (await fetch(path)).json()).solve.progress.iterations > done,
    /** @type {[string, number]} */ ([`api/v1/solves/${id}`, progress.iterations]),
  );
  // The list of solves follows by itself.
  await tab.go("spots");
  const row = `tr:has([data-key="solve ${id}"])`;
  const before = await tab.page.locator(row).textContent();
  await tab.page.waitForFunction(
    ([at, old]) => document.querySelector(at)?.textContent !== old,
    /** @type {[string, string | null]} */ ([row, before]),
  );
  await tab.go(`spots?solve=${id}`);
  await tab.page.click("button:text-is('Stop')");
  await tab.page.waitForSelector(".hero .grid");
  await tab.settle();
  assert.equal((await kept()).state, "paused");
  // It cannot be undone, so it is asked once more.
  await tab.page.click("button:text-is('Throw away')");
  await tab.page.click("button:text-is('Throw away: sure?')");
  await tab.page.waitForSelector(".spotform");
  tab.assertQuiet();
});

test("a line of play becomes a spot with both ranges, pot and stacks", async () => {
  const source = await server.source("small");
  await tab.go(`preflop?of=${source}`);
  await tab.page.locator(".position").first().locator("button.act:has-text('Call')").click();
  await tab.page.locator(".position").first().locator("button.act:has-text('Check')").click();
  await tab.page.click("button:text-is('Send to Spots')");
  await tab.page.getByLabel("cards", { exact: true }).fill("AhKd7c");
  await tab.page.click("dialog button:text-is('Done')");
  await tab.page.waitForSelector(".spotform");
  const { spot } = await server.api(`sources/${source}/spot?line=ck&board=AhKd7c`);
  const field = (/** @type {string} */ name) => tab.page.getByLabel(name).inputValue();
  assert.equal((await field("Board")).replace(/ /g, ""), "AhKd7c");
  assert.equal(Number(await field("Pot, chips")), spot.pot);
  assert.equal(Number(await field("Stacks behind, chips")), spot.effective_stack);
  const range = async (/** @type {string} */ name) => (await field(`${name} as text`)).replace(/ /g, "");
  assert.equal(await range("Out of position"), spot.oop_range);
  assert.equal(await range("In position"), spot.ip_range);
  tab.assertQuiet();
});
