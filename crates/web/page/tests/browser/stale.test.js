// What is pressed counts once, and only for what is shown.

import test from "node:test";
import assert from "node:assert/strict";
import { server, tab, useSite } from "./kit/site.js";

useSite();

/** Sits down where the player acts first. @returns {Promise<string>} Path of the session. */
async function sitDown() {
  const { session } = await server.post("sessions", {
    source: await server.source("small"),
    seat: 0,
    seed: 11,
  });
  await tab.go(`play?session=${session.id}`);
  await tab.page.waitForSelector(".controls .move:enabled");
  return `sessions/${session.id}`;
}

/** Holds moves back from the server, which says `code`; what they were. @param {string} code */
async function refuse(code) {
  /** @type {any[]} */
  const moves = [];
  await tab.page.route("**/act", async (route) => {
    moves.push(route.request().postDataJSON());
    await route.fulfill({ status: 409, json: { error: { code, message: "not here", field: null } } });
  });
  return moves;
}

/** Every request that the page has made so far has been seen. */
const seen = () => tab.page.evaluate(() => fetch("api/v1/about").then(() => {}));

const lines = () => tab.page.locator(".log li").count();

/** Checks or calls as another window would. @param {string} path */
async function playElsewhere(path) {
  const { hand } = (await server.api(path)).session;
  const token = hand.actions.find((/** @type {any} */ a) => ["check", "call"].includes(a.kind)).token;
  const { session } = await server.post(`${path}/act`, { token });
  assert.notEqual(session.hand.line, hand.line);
  return session.hand;
}

test("a move in a situation that is over elsewhere is not made, and the table is drawn anew", async () => {
  const path = await sitDown();
  const { hand: shown } = (await server.api(path)).session;
  const now = await playElsewhere(path);
  const moves = await refuse("moved_on");
  await tab.page.locator(".controls .move:enabled").first().click();
  await tab.page.waitForFunction((n) => document.querySelectorAll(".log li").length === n, now.log.length);
  assert.equal(moves.length, 1);
  assert.equal(moves[0].number, shown.number);
  assert.equal(moves[0].line, shown.line);
  assert.match((await tab.page.textContent(".tablemain .problem")) ?? "", /not here/);
  assert.deepEqual((await server.api(path)).session.hand.log, now.log);
  await tab.page.unroute("**/act");
  tab.forgive();
});

test("a table that is seen again is as it was left elsewhere", async () => {
  const path = await sitDown();
  const before = await lines();
  const see = (/** @type {boolean} */ hidden) =>
    tab.page.evaluate((is) => {
      Object.defineProperty(document, "hidden", { value: is, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await see(true);
  const now = await playElsewhere(path);
  assert.equal(await lines(), before);
  await see(false);
  await tab.page.waitForFunction((n) => document.querySelectorAll(".log li").length === n, now.log.length);
  tab.assertQuiet();
});

test("keys act while the slider has the focus, and it keeps the arrows", async () => {
  await sitDown();
  const moves = await refuse("test");
  const slider = tab.page.locator(".slide input[type=range]:enabled");
  await slider.click();
  assert.equal(await tab.page.evaluate(() => /** @type {any} */ (document.activeElement).type), "range");
  await tab.page.keyboard.press("Home");
  const least = Number(await slider.inputValue());
  await tab.page.keyboard.press("ArrowUp");
  assert.ok(Number(await slider.inputValue()) > least);
  for (const key of ["r", "c", "1"]) {
    await tab.page.keyboard.press(key);
    await tab.page.waitForSelector(".controls[aria-busy=false]");
    await slider.focus();
  }
  await seen();
  const tokens = moves.map(({ token }) => token);
  assert.equal(tokens.length, 3);
  assert.match(tokens[0], /^r\d+$/);
  assert.match(tokens[1], /^[ck]$/);
  await tab.page.unroute("**/act");
  tab.forgive();
});

test("a key that is held plays once", async () => {
  await sitDown();
  const moves = await refuse("test");
  for (let i = 0; i < 5; i++) {
    await tab.page.keyboard.down("c");
    await seen();
    await tab.page.waitForSelector(".controls:not([aria-busy=true])");
  }
  await tab.page.keyboard.up("c");
  assert.equal(moves.length, 1);
  await tab.page.keyboard.press("c");
  await seen();
  assert.equal(moves.length, 2);
  await tab.page.unroute("**/act");
  tab.forgive();
});

test("Enter that is held does not press a button again and again", async () => {
  await sitDown();
  const moves = await refuse("test");
  await tab.page.locator(".controls .move:enabled").last().focus();
  for (let i = 0; i < 5; i++) {
    await tab.page.keyboard.down("Enter");
    await seen();
    await tab.page.waitForSelector(".controls:not([aria-busy=true])");
  }
  await tab.page.keyboard.up("Enter");
  assert.equal(moves.length, 1);
  await tab.page.unroute("**/act");
  tab.forgive();
});

test("after a page that could not be fetched the way back leads to the page before", async () => {
  await tab.go(`strategy?of=${await server.source("small")}`);
  await tab.page.route("**/pages/runs/index.js", (route) => route.abort());
  await tab.page.click("nav a:has-text('Runs')");
  await tab.page.waitForSelector("#page > .error");
  await tab.page.unroute("**/pages/runs/index.js");
  await tab.page.goBack();
  await tab.page.waitForSelector(".hero .grid .cell");
  await tab.settle();
  assert.equal(await tab.page.locator("#page > .error").count(), 0);
  tab.forgive();
});
