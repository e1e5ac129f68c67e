// Whether a grid shows what the interface says of a node.

import assert from "node:assert/strict";
import { actionColours } from "../../../app/js/poker/actions.js";

/**
 * Compares every cell that is drawn with the node.
 * @param {Awaited<ReturnType<typeof import("./browser.js").drawnCells>>} drawn
 * @param {any} node
 * @returns {number} Cells in the range.
 */
export function compareCells(drawn, node) {
  const colours = actionColours(node.actions);
  assert.equal(drawn.length, 169);
  let inRange = 0;
  drawn.forEach((cell, i) => {
    const told = node.cells[i];
    assert.equal(cell.name, told.class);
    if (!told.live || !told.frequencies || told.weight === 0) {
      assert.equal(cell.height, 0, cell.name);
      return;
    }
    inRange += 1;
    const height = told.weight <= 0 ? 0 : Math.min(1, Math.max(0.06, told.weight));
    assert.ok(Math.abs(cell.height - height) < 0.001, `${cell.name}: ${cell.height}, not ${height}`);
    told.frequencies.forEach((/** @type {number} */ frequency, /** @type {number} */ action) => {
      const shown = cell.bars.filter((_, k) => barAction(cell.bars, told.frequencies, colours)[k] === action);
      const share = shown.reduce((sum, bar) => sum + bar.share, 0);
      assert.ok(
        Math.abs(share - frequency) < 0.0003,
        `${cell.name}, action ${action}: ${share}, not ${frequency}`,
      );
    });
  });
  return inRange;
}
/**
 * The action of each bar: bars stand from the last action to the first, those that are not played left out.
 * @param {{ colour: string }[]} bars @param {number[]} frequencies @param {string[]} colours
 */
function barAction(bars, frequencies, colours) {
  const played = frequencies
    .map((_, i) => i)
    .filter((i) => frequencies[i] > 0)
    .reverse();
  assert.deepEqual(
    bars.map((b) => b.colour),
    played.map((i) => colours[i]),
  );
  return played;
}

/** How long what is shown may take to become what it should be. */
const SETTLE_MS = 30_000;

/**
 * Waits until an assertion holds.
 * @param {() => Promise<void>} holds
 */
export async function eventually(holds) {
  for (const end = Date.now() + SETTLE_MS; ; await new Promise((done) => setTimeout(done, 100))) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
