import test from "node:test";
import assert from "node:assert/strict";
import { violations } from "./kit/browser.js";
import { server, tab, useSite } from "./kit/site.js";

useSite();

/** A move can be made, or the next hand be dealt. */
const CAN_GO_ON = ".controls .buttons button:enabled, .controls .next:enabled";

test("ten hands are played by keys alone, each with what its decisions cost", async () => {
  // Whatever moves has a colour of its own at each moment: it is scanned as it lies still.
  await tab.page.emulateMedia({ reducedMotion: "reduce" });
  await tab.go(`play?of=${await server.source("small")}`);
  await tab.page.focus("button.sit");
  await tab.page.keyboard.press("Enter");
  await seated();
  for (let hand = 1; hand <= 10; hand++) {
    await playHand();
    if (hand === 3) await tab.picture("play");
    if (hand === 3) assert.deepEqual(await violations(tab.page), []);
    assert.match((await tab.page.textContent(".handreview h2")) ?? "", /^Your decisions/);
    if (hand < 10) await nextHand();
  }
  const { sessions } = await server.api("sessions");
  assert.equal(sessions.length, 1);
  assert.equal(sessions[0].hands, 10);
  const { hands } = await server.api(`sessions/${sessions[0].id}/hands`);
  assert.equal(hands.length, 10);
  const won = hands.reduce((/** @type {number} */ sum, /** @type {any} */ h) => sum + h.chips, 0);
  const { session } = await server.api(`sessions/${sessions[0].id}`);
  assert.ok(Math.abs(session.result.chips - won) < 1e-9, `${session.result.chips}, not ${won}`);
  tab.assertQuiet();
});

test("luck is taken out of the result, and every hand has what its decisions cost", async () => {
  const { sessions } = await server.api("sessions");
  const path = `sessions/${sessions[0].id}`;
  // What luck is taken out by is learned in the background.
  let review = await server.api(`${path}/hands/10/review`);
  while (review.session.result.aivat_hands < 10) review = await server.api(`${path}/hands/10/review`);
  for (let hand = 1; hand < 10; hand++) review = await server.api(`${path}/hands/${hand}/review`);
  const { result, decisions } = review.session;
  assert.ok(result.aivat_interval95 > 0);
  const { hands } = await server.api(`${path}/hands`);
  const costs = hands.map((/** @type {any} */ h) => h.cost).filter((/** @type {any} */ c) => c != null);
  const sum = costs.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0);
  assert.ok(Math.abs(decisions.cost - sum) < 0.01, `${decisions.cost}, not ${sum}`);
  await tab.page.reload();
  await tab.page.waitForSelector(".scores strong");
  const shown = (await tab.page.locator(".scores div", { hasText: "less luck" }).textContent()) ?? "";
  assert.match(shown, /[+−]?\d+\.\d±/);
  tab.assertQuiet();
});

test("an earlier hand is looked at with its cards, its story and its decisions", async () => {
  await tab.page.locator(".past tbody button", { hasText: /^3$/ }).click();
  await tab.page.waitForSelector(".cast");
  const { sessions } = await server.api("sessions");
  const { hand } = await server.api(`sessions/${sessions[0].id}/hands/3/review?values=false`);
  const ranks = (/** @type {string[]} */ cards) => cards.map((card) => card[0]);
  const drawn = (await tab.page.locator(".cast .ct").allTextContents()).map((card) => card[0]);
  const held = hand.seats.flatMap((/** @type {any} */ seat) => ranks(seat.hole ?? []));
  assert.deepEqual(drawn, [...held, ...ranks(hand.board)]);
  assert.equal(await tab.page.locator(".log li").count(), hand.log.length || 1);
  assert.match((await tab.page.textContent(".past tr.on")) ?? "", /^3/);
  // What is drawn anew keeps the focus, so that keys go on from there.
  assert.equal(await tab.page.evaluate(() => document.activeElement?.textContent), "3");
  assert.deepEqual(await violations(tab.page), []);
  await tab.page.click("button:text-is('Back to hand 10')");
  await tab.page.waitForSelector(".cast", { state: "detached" });
  tab.assertQuiet();
});

test("hands before stand by their cost where that is asked for, and keys step through them", async () => {
  const { sessions } = await server.api("sessions");
  const { hands } = await server.api(`sessions/${sessions[0].id}/hands`);
  const costs = hands.map((/** @type {any} */ hand) => hand.cost ?? -1);
  await tab.page.click("button:text-is('Costliest first')");
  const listed = async () => (await tab.page.locator(".past tbody button").allTextContents()).map(Number);
  const order = await listed();
  assert.equal(order.length, hands.length);
  const inOrder = order.map((number) => costs[number - 1]);
  assert.deepEqual(
    inOrder,
    [...inOrder].sort((a, b) => b - a),
    `${order}`,
  );
  assert.notDeepEqual(order, hands.map((/** @type {any} */ hand) => hand.number).reverse());
  const shown = async (/** @type {number} */ number) => {
    await tab.page.waitForSelector(`.past tr.on:has(button:text-is("${number}"))`);
    assert.equal(await tab.page.locator(".past tr.on").count(), 1);
  };
  // The one that was played last is shown: from there down, and up again.
  const at = order.indexOf(hands.length);
  const step = at + 1 < order.length ? ["j", order[at + 1], "k"] : ["k", order[at - 1], "j"];
  await tab.page.keyboard.press(String(step[0]));
  await shown(Number(step[1]));
  await tab.page.waitForSelector(".cast");
  await tab.page.keyboard.press(String(step[2]));
  await shown(hands.length);
  assert.deepEqual(await violations(tab.page), []);
  await tab.picture("play-costliest");
  await tab.page.click("button:text-is('Latest first')");
  assert.deepEqual(await listed(), hands.map((/** @type {any} */ hand) => hand.number).reverse());
  tab.assertQuiet();
});

test("what can be done says its price: pot odds of a call, bets as shares of the pot", async () => {
  await nextHand();
  await tab.page.waitForSelector(CAN_GO_ON);
  const { sessions } = await server.api("sessions");
  const { session } = await server.api(`sessions/${sessions[0].id}`);
  const { hand } = session;
  if (hand.to_call > 0) {
    const odds = Math.round((100 * hand.to_call) / (hand.pot + hand.to_call));
    assert.match((await tab.page.textContent(".buttons [data-token=c]")) ?? "", new RegExp(`odds ${odds} %`));
  }
  const bet = hand.actions.find((/** @type {any} */ a) => ["bet", "raise"].includes(a.kind));
  if (bet) {
    const words = (await tab.page.textContent(`.buttons [data-token=${bet.token}]`)) ?? "";
    const share = (bet.to - hand.seats[hand.acting].bet - hand.to_call) / (hand.pot + hand.to_call);
    assert.match(words, new RegExp(`${Math.round(share * 100)} % pot`));
  }
  assert.ok(hand.to_call > 0 || bet || hand.over);
  await playHand();
  tab.assertQuiet();
});

test("practice tells at once what the strategy does, and then what the decision cost", async () => {
  await tab.go(`play?of=${await server.source("small")}`);
  await tab.page.getByLabel("Your seat").selectOption({ label: "always SB, on the button" });
  await tab.page.getByLabel(/Practice/).check();
  await tab.page.click("button.sit");
  await seated();
  await tab.page.keyboard.press("c");
  await tab.page.waitForSelector(".decisions .alternatives tr.on, .controls .next");
  const rows = tab.page.locator(".decisions > tbody > tr:not(.detail)");
  await rows.first().waitFor();
  assert.match((await rows.first().textContent()) ?? "", /preflop.*Call/);
  await playHand();
  assert.equal(
    await tab.page.locator(".seat .card.back").count(),
    0,
    "in practice all cards are turned over",
  );
  await tab.page.waitForFunction(() => !document.querySelector(".decisions .alive"));
  await tab.picture("play-practice");
  tab.assertQuiet();
});

/** Sitting at the table: before it comes, the start shows one with the same seats. */
const seated = () => tab.page.waitForSelector(CAN_GO_ON);

/** Checks, calls, or whatever is second, until the hand is over and reviewed. */
async function playHand() {
  for (let step = 0; step < 20; step++) {
    await tab.page.waitForSelector(CAN_GO_ON);
    if (await tab.page.$(".controls .next")) break;
    const words = await tab.page.$$eval(".controls .buttons button", (all) =>
      all.map((b) => b.textContent ?? ""),
    );
    const passive = words.findIndex((w) => /^(Check|Call)/.test(w));
    const log = await tab.page.locator(".log li").count();
    await tab.page.keyboard.press(String((passive >= 0 ? passive : 0) + 1));
    await tab.page.waitForFunction((n) => document.querySelectorAll(".log li").length > n, log);
  }
  await tab.page.waitForSelector(".controls .next");
  await tab.page.waitForSelector(".handreview h2");
}

async function nextHand() {
  const number = await tab.page.textContent(".playside h2:has-text('Hand')");
  await tab.page.keyboard.press("n");
  await tab.page.waitForFunction(
    (old) => ![...document.querySelectorAll(".playside h2")].some((e) => e.textContent === old),
    number,
  );
}

test("hands that were played are reviewed from their own history", async () => {
  const { sessions } = await server.api("sessions");
  const { id } = sessions.find((/** @type {any} */ session) => session.hands === 11);
  const phh = await (await fetch(`${server.url}api/v1/sessions/${id}/phh`)).text();
  await tab.go("review");
  await tab.page.click("summary:has-text('paste')");
  await tab.page.fill("textarea", phh);
  await tab.page.click("button:text-is('Review')");
  await tab.page.waitForSelector(".review .hand");
  await tab.page.waitForSelector(".review .alive", { state: "detached" });
  assert.deepEqual(await tab.page.locator(".review .error").allTextContents(), []);
  assert.equal(await tab.page.locator(".review .hand").count(), 11);
  assert.ok((await tab.page.locator(".review .grade").count()) > 10);
  // What was played by keys was never a bet or a raise: names stand beside the right decisions.
  const mine = await tab.page.$$eval(".review tbody tr", (rows) =>
    rows
      .map((row) => [...row.children].map((cell) => cell.textContent ?? ""))
      .filter(([who]) => who === "you"),
  );
  assert.ok(mine.length >= 10);
  for (const row of mine) assert.match(row[3], /^(Check|Call|Fold)/, row.join(", "));
  await tab.picture("review");
  await tab.page.locator(".review td a").first().click();
  await tab.page.waitForSelector(".hero .grid");
  await tab.settle();
  tab.assertQuiet();
});
