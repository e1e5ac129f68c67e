import test from "node:test";
import assert from "node:assert/strict";
import { violations } from "./kit/browser.js";
import { server, tab, useSite } from "./kit/site.js";

useSite();

/** Hands until somebody calls an all-in before the river. */
const MOST_HANDS = 80;

/**
 * What is shown at a moment of a hand that is run out.
 * @typedef {{ cards: number, chances: string[], backs: number, won: string, at: number }} Moment
 */

/** Sits down and watches the table: every change of what it shows is kept. @param {string} [reaction] */
async function sitDown(reaction = "") {
  const response = await fetch(`${server.url}api/v1/sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ source: await server.source("small"), seed: 5 }),
  });
  const { session } = await response.json();
  await tab.go(`play?session=${session.id}`);
  await tab.page.waitForSelector(".controls .move:enabled, .controls .next");
  await tab.page.evaluate((how) => {
    const seen = /** @type {any} */ (window);
    seen.moments = [];
    const note = () => {
      const all = (/** @type {string} */ what) => [...document.querySelectorAll(what)];
      const moment = {
        cards: all(".boardcards .card:not(.room)").length,
        chances: all(".chance").map((e) => e.textContent),
        backs: all(".seat .card.back").length,
        won: all(".scores strong")[0]?.textContent,
      };
      const last = seen.moments.at(-1);
      if (last && JSON.stringify({ ...last, at: undefined }) === JSON.stringify(moment)) return;
      seen.moments.push({ ...moment, at: performance.now() });
      if (!moment.chances.length) return;
      const felt = /** @type {HTMLElement} */ (document.querySelector(".felt"));
      if (how === "click") felt.click();
      if (how === "key") felt.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    };
    const table = /** @type {Element} */ (document.querySelector(".table"));
    new MutationObserver(note).observe(table, { childList: true, subtree: true });
  }, reaction);
  return `sessions/${session.id}`;
}

/**
 * Goes all-in, hand after hand, until one is run out and over.
 * @param {string} path
 * @returns {Promise<{ session: any, moments: Moment[] }>} What was shown of this hand, from the all-in on.
 */
async function runOut(path) {
  for (let hand = 0; hand < MOST_HANDS; hand++) {
    await tab.page.waitForSelector(".controls .move:enabled, .controls .next.primary");
    while (!(await tab.page.$(".controls .next.primary"))) {
      const lines = await tab.page.locator(".log li").count();
      await tab.page.keyboard.press((await tab.page.$(".buttons .allin")) ? "a" : "c");
      await tab.page.waitForFunction((n) => document.querySelectorAll(".log li").length > n, lines);
      await tab.page.waitForSelector(".controls .move:enabled, .controls .next.primary");
    }
    const { session } = await server.api(path);
    const moments = await tab.page.evaluate(() => /** @type {any} */ (window).moments.splice(0));
    if (session.hand.result.run_out.length) return { session, moments };
    const number = session.hand.number;
    await tab.page.keyboard.press("n");
    await tab.page.waitForFunction(
      (old) => ![...document.querySelectorAll(".playside h2")].some((e) => e.textContent === `Hand ${old}`),
      number,
    );
  }
  throw new Error(`nobody has called in ${MOST_HANDS} hands`);
}

const inPercent = (/** @type {number} */ p) => `${(p * 100).toFixed(0)} %`;

test("all-in, hands are turned over and the board comes street by street, with the chances", async () => {
  const path = await sitDown();
  const { session, moments } = await runOut(path);
  const stages = session.hand.result.run_out;
  const shown = moments.filter(({ chances }) => chances.length > 0);
  assert.deepEqual(
    shown.map(({ cards, chances }) => [cards, chances]),
    stages.map((/** @type {any} */ stage) => [stage.board_cards, stage.win.map(inPercent)]),
  );
  assert.ok(shown.every(({ backs }) => backs === 0));
  // What was won is not told before the last card has come, and no street comes at once.
  assert.equal(new Set(shown.map(({ won }) => won)).size, 1);
  const end = moments[moments.findLastIndex(({ chances }) => chances.length > 0) + 1];
  assert.equal(end.cards, 5);
  const times = [...shown, end].map(({ at }) => at);
  assert.ok(
    times.slice(1).every((time, i) => time - times[i] > 600),
    times.join(", "),
  );
  const won = (await tab.page.locator(".scores strong").first().textContent()) ?? "";
  assert.equal(Number(won.replace("−", "-")), session.result.chips / session.chips_per_bb);
  tab.assertQuiet();
});

test("the five cards that win stand out, and say so", async () => {
  const { sessions } = await server.api("sessions");
  const { hand } = (await server.api(`sessions/${sessions[0].id}`)).session;
  const { best, won } = hand.result;
  const winning = new Set(
    best.filter((/** @type {any} */ _, /** @type {number} */ seat) => won[seat] > 0).flat(),
  );
  assert.equal(await tab.page.locator(".felt .card.best").count(), winning.size);
  assert.equal(await tab.page.locator(".felt .card.idle").count(), 9 - winning.size);
  const labels = await tab.page.$$eval(".felt .card.best", (all) =>
    all.map((e) => e.getAttribute("aria-label")),
  );
  assert.ok(labels.every((label) => label?.endsWith(", wins")));
  assert.match((await tab.page.textContent("p.hidden[role=status]")) ?? "", /You (win|lose)|split|decisions/);
  await tab.picture("all-in");
  tab.assertQuiet();
});

for (const reaction of ["key", "click"]) {
  test(`the result comes at once by a ${reaction}`, async () => {
    const { session, moments } = await runOut(await sitDown(reaction));
    const shown = moments.filter(({ chances }) => chances.length > 0);
    assert.equal(shown.length, 1, JSON.stringify(moments));
    assert.equal(shown[0].cards, session.hand.result.run_out[0].board_cards);
    assert.equal(await tab.page.locator(".boardcards .card:not(.room)").count(), 5);
    tab.assertQuiet();
  });
}

test("nobody waits who wants no motion", async () => {
  await tab.page.emulateMedia({ reducedMotion: "reduce" });
  const { moments } = await runOut(await sitDown());
  assert.ok(moments.every(({ chances }) => chances.length === 0));
  assert.deepEqual(await violations(tab.page), []);
  tab.assertQuiet();
});

test("whoever plays by the keys of focus stays at the actions, and goes on to the next hand", async () => {
  await sitDown();
  const place = () =>
    tab.page.evaluate(() => {
      const at = document.activeElement;
      return at?.closest(".controls") ? `${at.className} ${at.textContent}` : (at?.tagName ?? "");
    });
  for (let step = 0; step < 20 && !(await tab.page.$(".controls .next")); step++) {
    const lines = await tab.page.locator(".log li").count();
    await tab.page.locator(".buttons .move.call").focus();
    await tab.page.keyboard.press("Enter");
    await tab.page.waitForFunction(
      (n) => document.querySelectorAll(".log li").length > n || document.querySelector(".controls .next"),
      lines,
    );
    assert.match(await place(), /^(controls|primary next)/);
  }
  assert.match(await place(), /^primary next/);
  tab.assertQuiet();
});
