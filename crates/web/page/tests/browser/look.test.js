import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startServer } from "./kit/server.js";
import { DESK, PHONE, openPage, violations } from "./kit/browser.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {string} */
let source;
/** @type {string} */
let board;

before(async () => {
  server = await startServer();
  source = await server.source("small");
  const start = await server.api(`sources/${source}/node`);
  const passive = (/** @type {any} */ node) =>
    node.actions.find((/** @type {any} */ a) => ["check", "call"].includes(a.kind) && !a.ends);
  let node = start;
  while (node.state === "decision" && passive(node)) {
    node = await server.api(
      `sources/${source}/node?line=${encodeURIComponent(passive(node).line)}&board=AhKd7c`,
    );
    if (node.street === "flop" && node.state === "decision") break;
  }
  board = `strategy?of=${source}&line=${encodeURIComponent(node.line)}&board=AhKd7c&cell=AKs`;
});

after(() => server?.stop());

const places = () => [
  "strategy",
  board,
  `${board}&tab=ranges`,
  `${board}&tab=breakdown&view=q`,
  "spots",
  "runs",
  "runs?new=1",
  "play",
  "preflop",
  "review",
];

for (const [name, how] of /** @type {[string, any][]} */ ([
  ["light", { viewport: DESK }],
  ["dark", { viewport: DESK, dark: true }],
  ["phone", { viewport: PHONE }],
])) {
  test(`every page is accessible and quiet: ${name}`, async () => {
    const tab = await openPage(server.url, how);
    try {
      for (const [i, place] of places().entries()) {
        await tab.go(place);
        assert.deepEqual(await violations(tab.page), [], place);
        // A phone's window grows with a page that is too wide: the screen does not.
        const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= how.viewport.width, `${place} is ${wide} pixels wide`);
        await tab.picture(`${name}-${i}-${place.split("?")[0]}`);
      }
      const theme = await tab.page.evaluate(() => document.documentElement.dataset.theme);
      assert.equal(theme, how.dark ? "dark" : "light");
      tab.assertQuiet();
    } finally {
      await tab.close();
    }
  });
}

test("on a phone a hand that is tapped says below the grid what it does", async () => {
  const tab = await openPage(server.url, { viewport: PHONE });
  try {
    await tab.go(`strategy?of=${source}`);
    await tab.page.locator(".hero .cell", { hasText: /^AKs$/ }).tap();
    const says = tab.page.locator(".cellsays", { hasText: /^AKs/ });
    await says.waitFor();
    const { cells } = await server.api(`sources/${source}/node`);
    const cell = cells.find((/** @type {any} */ one) => one.class === "AKs");
    const most = Math.max(...cell.frequencies);
    assert.match((await says.textContent()) ?? "", new RegExp(` ${(most * 100).toFixed(1)} %`));
    const box = await says.boundingBox();
    assert.ok(box && box.y > 0 && box.y + box.height <= PHONE.height, JSON.stringify(box));
    tab.assertQuiet();
  } finally {
    await tab.close();
  }
});

test("the theme is changed by a key and remembered", async () => {
  const tab = await openPage(server.url);
  try {
    await tab.go("strategy");
    const ground = () => tab.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await tab.page.keyboard.press("t");
    await tab.page.waitForFunction((old) => getComputedStyle(document.body).backgroundColor !== old, light);
    const dark = await ground();
    await tab.page.reload();
    await tab.settle();
    assert.equal(await ground(), dark);
    tab.assertQuiet();
  } finally {
    await tab.close();
  }
});

test("the list of keys opens by a key, names them, and closes by Escape", async () => {
  const tab = await openPage(server.url);
  try {
    await tab.go("strategy");
    await tab.page.keyboard.press("?");
    await tab.page.waitForSelector("dialog[open]");
    assert.deepEqual(await violations(tab.page), []);
    assert.match((await tab.page.textContent("dialog")) ?? "", /choose the board/);
    await tab.picture("keys");
    await tab.page.keyboard.press("Escape");
    await tab.page.waitForSelector("dialog", { state: "detached" });
    tab.assertQuiet();
  } finally {
    await tab.close();
  }
});

test("what is drawn anew keeps the focus, as the same element or as the one with its key", async () => {
  const tab = await openPage(server.url);
  try {
    await tab.go("strategy");
    const kept = await tab.page.evaluate(async () => {
      const { keepingFocus } = await import(`${location.origin}/js/core/focus.js`);
      const root = document.body.appendChild(document.createElement("div"));
      const make = (/** @type {string} */ key) => {
        const button = document.createElement("button");
        button.dataset.key = key;
        return button;
      };
      const [one, other] = [make("one"), make("other")];
      const focused = () => document.activeElement;
      root.replaceChildren(one, other);
      other.focus();
      keepingFocus(root, () => root.replaceChildren(make("other"), other));
      const same = focused() === other;
      keepingFocus(root, () => root.replaceChildren(one, make("other")));
      const keyed = focused() === root.lastChild;
      keepingFocus(root, () => root.replaceChildren(one));
      const none = focused() === document.body;
      keepingFocus(root, () => root.replaceChildren(make("one")));
      const untouched = focused() === document.body;
      root.remove();
      return { same, keyed, none, untouched };
    });
    assert.deepEqual(kept, { same: true, keyed: true, none: true, untouched: true });
    tab.assertQuiet();
  } finally {
    await tab.close();
  }
});

test("the first page is under 300 kB in all", async () => {
  const tab = await openPage(server.url);
  try {
    /** @type {import("playwright-core").Response[]} */
    const files = [];
    tab.page.on("response", (response) => {
      if (!response.url().includes("/api/")) files.push(response);
    });
    await tab.go(`strategy?of=${source}`);
    await tab.page.waitForSelector(".hero .grid");
    const sizes = await Promise.all(files.map(async (file) => (await file.body()).length));
    const total = sizes.reduce((a, b) => a + b, 0);
    assert.ok(total > 10_000 && total < 300_000, `${total} bytes`);
  } finally {
    await tab.close();
  }
});
