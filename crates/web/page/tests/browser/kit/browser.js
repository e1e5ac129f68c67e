// A page in Chromium that remembers everything it should not have done.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { OUT, packageFile } from "./server.js";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** How long each request is held back: what a test takes for granted too early shows then. */
const DELAY_MS = Number(process.env.DELAY_MS ?? 0);
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/**
 * @param {string} url Address of the server.
 * @param {{ viewport?: { width: number, height: number }, dark?: boolean }} [how]
 */
export async function openPage(url, { viewport = DESK, dark = false } = {}) {
  const profile = mkdtempSync(path.join(os.tmpdir(), "holdem-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    viewport,
    colorScheme: dark ? "dark" : "light",
    hasTouch: viewport === PHONE,
    isMobile: viewport === PHONE,
    acceptDownloads: true,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  /** @type {string[]} */
  const wrong = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) {
      wrong.push(`request to another host: ${request.url()}`);
    }
  });

  if (DELAY_MS > 0) {
    await page.route("**/api/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      // The page may have gone, or the request been given up.
      await route.continue().catch(() => {});
    });
  }

  return {
    page,
    /** Goes to a place of the page. @param {string} place */
    async go(place) {
      await page.goto(`${url}#/${place}`);
      await settle(page);
    },
    settle: () => settle(page),
    /** Nothing went wrong so far. */
    assertQuiet: () => assert.deepEqual(wrong, []),
    /** What is known to come: an error that a test provokes. */
    forgive: () => wrong.splice(0),
    /** Keeps a picture to be looked at. @param {string} name */
    async picture(name) {
      mkdirSync(OUT, { recursive: true });
      await page.screenshot({ path: path.join(OUT, `${name}.png`) });
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Waits until the page shows what it was asked for. @param {import("playwright-core").Page} page */
async function settle(page) {
  await page.waitForFunction(() => {
    const main = document.querySelector("#page");
    // The page that was there before stays until the module of the next one has come.
    const name = /^#?\/?(\w*)/.exec(location.hash)?.[1] || "strategy";
    const shown = main && main.childElementCount > 0 && document.title.toLowerCase().startsWith(name);
    if (!shown || document.querySelector("[aria-busy=true], .alive")) return false;
    const explorer = /** @type {HTMLElement | null} */ (document.querySelector(".explorer"));
    if (!explorer || document.querySelector("[role=alert]:not(:empty)")) return true;
    const params = new URLSearchParams(location.hash.split("?")[1]);
    const at = [params.get("of") ?? params.get("solve"), params.get("line"), params.get("board")];
    return explorer.dataset.at === at.map((part) => part ?? "").join("|");
  });
}

/**
 * Violations that axe-core finds, in words.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  await page.evaluate(packageFile("axe-core/axe.min.js"));
  return page.evaluate(async () => {
    const { violations: found } = await /** @type {any} */ (window).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    });
    const where = (/** @type {any} */ node) => `${node.html} ${node.failureSummary}`;
    return found.map((/** @type {any} */ v) => `${v.id}: ${v.help}: ${v.nodes.map(where).join(" | ")}`);
  });
}

/**
 * What the large grid shows, cell by cell, as it is drawn.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{ name: string, height: number, bars: { colour: string, share: number }[], words: string
 * }[]>}
 */
export function drawnCells(page) {
  return page.evaluate(() =>
    [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".hero .grid .cell"))].map(
      (cell) => {
        const stops = [...cell.style.backgroundImage.matchAll(/var\(--(\w+)\) ([\d.]+)% ([\d.]+)%/g)];
        return {
          name: cell.querySelector("span")?.textContent ?? "",
          height:
            cell.style.backgroundImage === "none"
              ? 0
              : Number(cell.style.backgroundSize.split(" ")[1].replace("%", "")) / 100,
          bars: stops.map(([, colour, from, to]) => ({ colour, share: (Number(to) - Number(from)) / 100 })),
          words: cell.getAttribute("aria-label") ?? "",
        };
      },
    ),
  );
}
