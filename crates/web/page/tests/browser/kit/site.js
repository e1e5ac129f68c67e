// One server and one page for all tests of a file.

import { after, before } from "node:test";
import { startServer } from "./server.js";
import { openPage } from "./browser.js";

/** There once the first test begins. @type {Awaited<ReturnType<typeof startServer>>} */
export let server;
/** There once the first test begins. @type {Awaited<ReturnType<typeof openPage>>} */
export let tab;

/**
 * Opens both before the first test of the file, and closes them behind the last one.
 * @param {() => Promise<void>} [then] What a file looks up once both are there.
 */
export function useSite(then) {
  before(async () => {
    server = await startServer();
    tab = await openPage(server.url);
    await then?.();
  });
  after(async () => {
    await tab?.close();
    await server?.stop();
  });
}

/** What the address of the page says. */
export const params = async () =>
  new URLSearchParams((await tab.page.evaluate(() => location.hash)).split("?")[1]);

/** Fills in the small spot that most tests solve, on a board. @param {string} board */
export async function fillSpot(board) {
  await tab.page.fill("input[placeholder='QsJh2h']", board);
  await tab.page.getByLabel("Out of position as text").fill("AA,QQ,76s");
  await tab.page.getByLabel("In position as text").fill("KK,JJ,T9s");
  await tab.page.getByLabel("Stacks behind, chips").fill("100");
}
