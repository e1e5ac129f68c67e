import test from "node:test";
import assert from "node:assert/strict";
import { server, tab, useSite } from "./kit/site.js";

useSite();

test("a finished run shows its report", async () => {
  await tab.go(`runs?of=${await server.source("small")}`);
  await tab.page.waitForSelector(".report h2");
  const { runs } = await server.api("runs");
  const shown = (await tab.page.textContent(".numbers")) ?? "";
  const small = runs.find((/** @type {any} */ r) => r.name === "small");
  assert.ok(shown.includes(small.iterations.toString().replace(/\B(?=(\d{3})+$)/g, ",")), shown);
  assert.equal(
    await tab.page.locator("[aria-label='rate by tenth of the training time'] tbody tr").count(),
    10,
  );
  await tab.picture("runs-report");
  tab.assertQuiet();
});

test("a training is started, followed while it goes on, and stopped", async () => {
  await tab.go("runs?new=1");
  await tab.page.waitForSelector(".estimate dl");
  await tab.page.getByLabel("game").selectOption({ label: "Kuhn" });
  await tab.page.getByLabel("name").fill("followed");
  await tab.page.getByLabel("minutes").fill("5");
  await tab.page.waitForFunction(() => /kuhn/i.test(document.querySelector(".estimate")?.textContent ?? ""));
  await tab.page.click("button:text-is('Start')");
  await tab.page.waitForSelector(".runview button:text-is('Stop')");
  const done = () => tab.page.locator(".numbers div", { hasText: "done" }).locator("dd").textContent();
  await tab.page.locator(".numbers div", { hasText: "done" }).waitFor();
  const first = await done();
  await tab.page.waitForFunction(
    (old) => {
      const row = [...document.querySelectorAll(".numbers div")].find(
        (e) => e.firstChild?.textContent === "left",
      );
      return row && row.lastChild?.textContent !== old;
    },
    await tab.page.locator(".numbers div", { hasText: "left" }).locator("dd").textContent(),
  );
  assert.match(first ?? "", /^\d+ %$/);
  await tab.picture("runs-live");
  await tab.page.click(".runview button:text-is('Stop')");
  await tab.page.waitForSelector(".runview button:text-is('Train on')");
  const { runs } = await server.api("runs");
  const run = runs.find((/** @type {any} */ r) => r.name.endsWith("followed"));
  assert.ok(run, `no run of that name among ${runs.map((/** @type {any} */ r) => r.name).join(", ")}`);
  assert.notEqual(run.state, "running");
  assert.ok(run.iterations > 0);
  tab.assertQuiet();
});
