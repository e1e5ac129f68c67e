// What a page that is hidden gives back, and what goes on without it.

import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer } from "./kit/server.js";
import { openPage } from "./kit/browser.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  server = await startServer();
});

after(() => server?.stop());

/**
 * A page whose time can be put forward, and its streams as they are opened and given back.
 * @param {RegExp} path Of the streams.
 */
async function openWatched(path) {
  const tab = await openPage(server.url);
  await tab.page.clock.install();
  const streams = { opened: 0, closed: 0 };
  tab.page.on("request", (request) => {
    if (path.test(request.url())) streams.opened += 1;
  });
  tab.page.on("requestfailed", (request) => {
    if (path.test(request.url())) streams.closed += 1;
  });
  return {
    ...tab,
    streams,
    /** Hides the page, or shows it again, as a browser does with its tabs. @param {boolean} seen */
    see: (seen) =>
      tab.page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, !seen),
    /** The page is hidden for so long. @param {number} secs */
    pass: (secs) => tab.page.clock.fastForward(secs * 1000),
  };
}

/** Looks, three a second, whether a solve has ended that nobody waits for: it ends after 15 s. */
const LOOKS = 400;

/** A solve that never comes to its end. */
async function beginSolve() {
  const sizes = { bet: "50%, a", raise: "2.5x" };
  const spot = {
    board: "Qs Jh 2h",
    oop_range: "AA,KK,QJs,T9s,A5s",
    ip_range: "KK-JJ,AQs,KTs,87s",
    pot: 100,
    effective_stack: 200,
    flop: sizes,
    turn: sizes,
    river: sizes,
  };
  return (await server.post("solves", { spot, target_pct: 0 })).solve.id;
}

const solveOf = async (/** @type {string} */ id) => (await server.api(`solves/${id}`)).solve;

test("a run: the stream is given back by a page that stays hidden, and caught up with", async () => {
  const config = "game: { kind: kuhn }\ntime_budget_seconds: 300\n";
  const { run } = await server.post("runs", { config, name: "watched" });
  const tab = await openWatched(/runs\/\w+\/events/);
  try {
    await tab.page.goto(`${server.url}#/runs?of=${run.id}`);
    await tab.page.waitForSelector(".runview button:text-is('Stop')");
    assert.deepEqual(tab.streams, { opened: 1, closed: 0 });
    // Who looks elsewhere for a moment keeps the stream.
    await tab.see(false);
    await tab.pass(5);
    await tab.see(true);
    await tab.pass(30);
    assert.deepEqual(tab.streams, { opened: 1, closed: 0 });

    await tab.see(false);
    const [closed] = await Promise.all([tab.page.waitForEvent("requestfailed"), tab.pass(21)]);
    assert.match(closed.url(), /events/);
    const [again, charts] = [/runs\/\w+\/events/, /runs\/\w+\/charts/].map((path) =>
      tab.page.waitForRequest(path),
    );
    await tab.see(true);
    await again;
    await charts;
    assert.deepEqual(tab.streams, { opened: 2, closed: 1 });
    tab.assertQuiet();
  } finally {
    await tab.close();
    await fetch(`${server.url}api/v1/runs/${run.id}/stop`, { method: "POST" });
  }
});

test("a solve goes on for a page that is hidden, and ends when its page is closed", async () => {
  const [hidden, closed] = [await beginSolve(), await beginSolve()];
  const [one, other] = [await openWatched(/events/), await openWatched(/events/)];
  const said = (/** @type {any} */ tab, /** @type {string} */ is) =>
    tab.page.waitForRequest(
      (/** @type {import("playwright-core").Request} */ request) =>
        /presence$/.test(request.url()) && request.postDataJSON().is === is,
    );
  try {
    await one.page.goto(`${server.url}#/spots?solve=${hidden}`);
    await other.page.goto(`${server.url}#/spots?solve=${closed}`);
    for (const tab of [one, other]) {
      await tab.page.waitForFunction(() =>
        /iterations[1-9]/.test(document.querySelector(".numbers")?.textContent ?? ""),
      );
      await Promise.all([said(tab, "away"), tab.see(false)]);
    }
    await Promise.all([one.page.waitForEvent("requestfailed"), one.pass(21)]);
    assert.equal(one.streams.closed, 1);
    // Closed for good, while it is hidden.
    await other.page.goto("about:blank");
    for (let look = 0; look < LOOKS && (await solveOf(closed)).state !== "paused"; look++)
      await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await solveOf(closed)).stopped, "left");
    // Longer than that the other one has not listened.
    assert.equal((await solveOf(hidden)).state, "solving");

    // Every few minutes the hidden page says that it is still there.
    await Promise.all([said(one, "away"), one.pass(301)]);
    const least = Number((await solveOf(hidden)).progress.iterations);
    await Promise.all([one.page.waitForRequest(/events\?page=/), one.see(true)]);
    await one.page.waitForFunction((done) => {
      const [row] = [...document.querySelectorAll(".numbers div")].filter((e) =>
        /^iterations/.test(e.textContent ?? ""),
      );
      return Number(row?.lastChild?.textContent?.replace(/,/g, "")) >= done;
    }, least);
    await Promise.all([said(one, "away"), one.page.click("nav a:text-is('Runs')")]);
    await one.page.click("nav a:text-is('Spots')");
    await one.page.click("button:text-is('Stop')");
    await one.page.waitForSelector(".hero .grid");
    assert.match((await one.page.textContent(".toolbar")) ?? "", /stopped/);
    one.assertQuiet();
    // What was stopped because nobody waited for it says so.
    await one.page.goto(`${server.url}#/spots?solve=${closed}`);
    await one.page.waitForSelector(".toolbar:has-text('stopped when its page was closed')");
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});
