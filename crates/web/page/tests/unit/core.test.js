import test from "node:test";
import assert from "node:assert/strict";
import { createStore } from "../../app/js/core/store.js";
import { formatPlace, parsePlace } from "../../app/js/core/url.js";
import {
  bytes,
  compact,
  count,
  duration,
  fixed,
  inBlinds,
  percent,
  plain,
  signed,
} from "../../app/js/core/format.js";

test("a place survives the address", () => {
  for (const params of [
    {},
    { of: "0f3a", line: "r5c/kb8", board: "AhKd7c" },
    { line: "x b100 c" },
    { line: "a&b=c?d#e%" },
  ]) {
    const place = { page: "spots", params: /** @type {Record<string, string>} */ (params) };
    assert.deepEqual(parsePlace(formatPlace(place)), place);
  }
});

test("an address that says nothing is the first page", () => {
  assert.deepEqual(parsePlace(""), { page: "strategy", params: {} });
  assert.equal(formatPlace({ page: "play", params: { a: "", b: "1" } }), "#/play?b=1");
});

test("listeners hear of the last state once, and only of what they select", async () => {
  const store = createStore({ a: 1, b: 1 });
  /** @type {number[]} */
  const heard = [];
  const off = store.on(
    (s) => s.a,
    (a) => heard.push(a),
  );
  store.set({ a: 2 });
  store.set((s) => ({ a: s.a + 1 }));
  store.set({ b: 9 });
  await null;
  assert.deepEqual(heard, [3]);
  store.set({ b: 10 });
  await null;
  assert.deepEqual(heard, [3]);
  off();
  store.set({ a: 4 });
  await null;
  assert.deepEqual(heard, [3]);
});

test("numbers are written as they are shown", () => {
  assert.equal(percent(0.1234), "12.3");
  assert.equal(fixed(-0.001, 2), "0.00");
  assert.equal(fixed(-1.5, 1), "\u22121.5");
  assert.equal(fixed(null, 1), "–");
  assert.equal(fixed(NaN, 1), "–");
  assert.equal(inBlinds(5, 2), "2.50");
  assert.equal(plain(2.5), "2.5");
  assert.equal(plain(100), "100");
  assert.equal(plain(2.5001), "2.5");
  assert.equal(signed(1.234), "+1.23");
  assert.equal(signed(0), "0.00");
  assert.equal(count(1234567), "1,234,567");
  assert.equal(compact(1234567), "1.23 M");
  assert.equal(compact(999), "999");
  assert.equal(bytes(420000000), "420 MB");
  assert.equal(duration(0.25), "250 ms");
  assert.equal(duration(245), "4 min 5 s");
  assert.equal(duration(12000), "3 h 20 min");
});
