import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const APP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../app");
const LAYERS = ["core", "poker", "parts", "explorer", "pages"];

/** Files below a folder. @returns {string[]} */
const files = (/** @type {string} */ folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    return entry.isDirectory() ? files(at) : [at];
  });

const scripts = files(path.join(APP, "js"));

test("each folder imports only from those above it, and what it imports is there", () => {
  const all = new Set(scripts);
  for (const script of scripts) {
    const layer = LAYERS.indexOf(path.relative(path.join(APP, "js"), script).split(path.sep)[0]);
    for (const [, name] of readFileSync(script, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      const target = path.resolve(path.dirname(script), name);
      assert.ok(all.has(target), `${script}: ${name}`);
      const other = LAYERS.indexOf(path.relative(path.join(APP, "js"), target).split(path.sep)[0]);
      const typeOnly = path.basename(target) === "main.js";
      assert.ok(layer < 0 || typeOnly || other <= layer, `${script} imports ${name}`);
    }
  }
});

test("nothing is asked from elsewhere, and no style or script stands in the page itself", () => {
  for (const file of files(APP)) {
    const text = readFileSync(file, "utf8").replaceAll("http://www.w3.org/2000/svg", "");
    assert.doesNotMatch(text, /https?:\/\//, file);
    assert.doesNotMatch(text, /@import|url\(/, file);
  }
  const page = readFileSync(path.join(APP, "index.html"), "utf8");
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/);
});

test("every class of a colour of an action has its ink and its halo", () => {
  const tokens = readFileSync(path.join(APP, "css", "tokens.css"), "utf8");
  for (const name of ["fold", "call", "r1", "r2", "r3", "r4", "r5", "allin", "range"]) {
    for (const end of ["", "-ink", "-halo"]) assert.match(tokens, new RegExp(`--${name}${end}:`), name + end);
  }
});
