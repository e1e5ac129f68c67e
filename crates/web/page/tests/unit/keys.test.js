import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { bindKeys, listenToKeys } from "../../app/js/core/keys.js";

/** @type {(event: any) => void} */
let press;
/** @type {string[]} */
const ran = [];
const KEYS = ["c", "r", "1", "j", "k", "ArrowUp", "ArrowDown", "Home", "Enter", " "];

before(() => {
  /** @type {any} */ (globalThis).document = {
    addEventListener: (/** @type {string} */ _, /** @type {any} */ listener) => (press = listener),
    querySelector: () => null,
  };
  bindKeys([{ keys: KEYS, what: "", group: "", run: (event) => void ran.push(event.key) }]);
  listenToKeys();
});
after(() => delete (/** @type {any} */ (globalThis).document));

/**
 * Presses a key on an element; what was run, and whether the browser was kept from doing its own.
 * @param {string} key @param {{ repeat?: boolean, tag?: string, type?: string }} [how]
 */
function pressed(key, { repeat = false, tag = "div", type = "" } = {}) {
  ran.length = 0;
  let prevented = false;
  const target = {
    type,
    closest: (/** @type {string} */ selector) => (selector.split(/,\s*/).includes(tag) ? target : null),
  };
  press({ key, repeat, target, preventDefault: () => (prevented = true) });
  return { ran: [...ran], prevented };
}

test("a key that is held does what it does once, but for those that go step by step", () => {
  for (const key of KEYS) assert.deepEqual(pressed(key).ran, [key]);
  for (const key of KEYS) {
    const steps = /^(Arrow|j$|k$)/.test(key);
    assert.deepEqual(pressed(key, { repeat: true }).ran, steps ? [key] : [], key);
  }
});

test("Enter that is held does not press a button again", () => {
  assert.equal(pressed("Enter", { repeat: true, tag: "button" }).prevented, true);
  assert.equal(pressed("Enter", { repeat: true, tag: "textarea" }).prevented, false);
  assert.equal(pressed("x", { repeat: true, tag: "button" }).prevented, false);
});

test("a slider keeps the keys that move it, and no others", () => {
  for (const key of KEYS) {
    const own = /^(Arrow|Home)/.test(key);
    assert.deepEqual(pressed(key, { tag: "input", type: "range" }).ran, own ? [] : [key], key);
    assert.deepEqual(pressed(key, { tag: "input", type: "text" }).ran, [], key);
    assert.deepEqual(pressed(key, { tag: "input", type: "checkbox" }).ran, [key], key);
  }
});
