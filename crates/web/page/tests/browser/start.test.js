import test from "node:test";
import assert from "node:assert/strict";
import { PHONE, openPage, violations } from "./kit/browser.js";
import { server, tab, useSite } from "./kit/site.js";

useSite();

test("the start shows the table, the opponent and one button, which Enter presses", async () => {
  await tab.page.emulateMedia({ reducedMotion: "reduce" });
  const source = await server.source("small");
  await tab.go("play");
  await tab.page.waitForSelector(".preview .seat");
  assert.equal(await tab.page.locator(".preview .card.back").count(), 4);
  assert.equal(await tab.page.locator(".playstart .primary").count(), 1);
  const { sources } = await server.api("sources");
  const { exploitability_mbb: mbb } = sources.find((/** @type {any} */ s) => s.id === source);
  const words = (await tab.page.textContent(".choices label:has(:checked)")) ?? "";
  assert.match(words, /small.*Heads-up, 4 bb each/);
  const strength = mbb == null ? "not measured" : `wins about ${Number((mbb / 10).toFixed(1))} bb`;
  assert.ok(words.includes(strength), words);
  assert.deepEqual(await violations(tab.page), []);
  // The seat that is chosen is the one at the bottom.
  assert.match((await tab.page.textContent(".preview .seat.you .who b")) ?? "", /SB/);
  await tab.page.getByLabel("Your seat").selectOption({ label: "always BB" });
  assert.match((await tab.page.textContent(".preview .seat.you .who b")) ?? "", /BB/);
  await tab.page.focus("button.sit");
  await tab.page.keyboard.press("Enter");
  await tab.page.waitForSelector(".controls .move:enabled, .controls .next");
  assert.match((await tab.page.textContent(".felt .seat.you .who b")) ?? "", /BB/);
  tab.assertQuiet();
});

test("on a phone the button is in reach at once", async () => {
  const phone = await openPage(server.url, { viewport: PHONE });
  try {
    await phone.go("play");
    await phone.page.waitForSelector(".preview .seat");
    const box = await phone.page.locator("button.sit").boundingBox();
    assert.ok(box && box.y + box.height <= PHONE.height, JSON.stringify(box));
    phone.assertQuiet();
  } finally {
    await phone.close();
  }
});
