import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const TOKENS = readFileSync(path.resolve(HERE, "../../app/css/tokens.css"), "utf8");
const AA = 4.5;

/** Colours that a rule sets. @param {string} selector @returns {Record<string, string>} */
function colours(selector) {
  /** @type {Record<string, string>} */
  const found = {};
  const rules = TOKENS.split("}").filter((rule) => rule.split("{")[0].trim().endsWith(selector));
  for (const rule of rules) {
    for (const [, name, value] of rule.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)) found[name] = value;
  }
  return found;
}

/** @param {string} hex */
function luminance(hex) {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(long.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const light = colours(":root");
const dark = { ...light, ...colours('[data-theme="dark"]') };
const safe = colours('[data-palette="safe"]');
const themes = { light, dark, "light, safe": { ...light, ...safe }, "dark, safe": { ...dark, ...safe } };

test("names on bars read: every ink on its colour", () => {
  for (const [theme, set] of Object.entries(themes)) {
    for (const name of ["fold", "call", "r1", "r2", "r3", "r4", "r5", "allin", "range"]) {
      const ratio = contrast(set[name], set[`${name}-ink`]);
      assert.ok(ratio >= AA, `${theme}: ${name} has ${ratio.toFixed(2)}`);
    }
  }
});

test("text reads on every ground that it stands on", () => {
  for (const [theme, set] of Object.entries(themes)) {
    for (const [ink, ground] of [
      ["fg", "bg"],
      ["dim", "bg"],
      ["fg", "soft"],
      ["dim", "soft"],
      ["fg", "none"],
      ["dim", "none"],
      ["felt-ink", "felt"],
      ["felt-dim", "felt"],
      ["felt-ink", "pod"],
      ["felt-dim", "pod"],
      ["chip", "felt"],
      ["face-heart", "face"],
      ["face-diamond", "face"],
      ["face-club", "face"],
      ["face-spade", "face"],
      ["accent", "bg"],
      ["accent-ink", "accent"],
      ["bad", "bg"],
      ["heart", "bg"],
      ["diamond", "bg"],
      ["club", "bg"],
      ["spade", "bg"],
      ["heat-ink", "low"],
      ["heat-ink", "mid"],
      ["heat-ink", "high"],
    ]) {
      const ratio = contrast(set[ink], set[ground]);
      assert.ok(ratio >= AA - 0.005, `${theme}: ${ink} on ${ground} has ${ratio.toFixed(2)}`);
    }
  }
});

test("bets darken with their size in every palette", () => {
  for (const [theme, set] of Object.entries(themes)) {
    const shades = ["r1", "r2", "r3", "r4", "r5", "allin"].map((name) => luminance(set[name]));
    shades.slice(1).forEach((shade, i) => assert.ok(shade < shades[i], `${theme}: shade ${i + 2}`));
  }
});
