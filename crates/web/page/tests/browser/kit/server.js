// Starts the real server on a free port over a folder with a small trained strategy.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, "../../../../../..");
export const OUT = path.resolve(HERE, "../out");
const START_MS = 60_000;

/** The binary under test: `HOLDEM_BIN`, or what cargo built last. */
export const BINARY =
  process.env.HOLDEM_BIN ??
  ["release", "debug"].map((kind) => path.join(ROOT, "target", kind, "holdem")).find(existsSync) ??
  "holdem";

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {(path: string) => Promise<any>} api
 * @property {(path: string, body?: any) => Promise<any>} post What another page would ask for.
 * @property {(name: string) => Promise<string>} source
 * @property {() => Promise<void>} stop
 */

/** A folder with finished runs, trained once and used by all tests. @returns {string} */
export function trainedFolder() {
  const folder = path.join(OUT, "data");
  if (existsSync(path.join(folder, "small", "report.json"))) return folder;
  mkdirSync(OUT, { recursive: true });
  const fresh = path.join(OUT, `data-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  for (const name of ["kuhn", "small"]) {
    train(path.join(ROOT, "configs", `${name}.yaml`), path.join(fresh, name));
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return folder;
}

/**
 * Trains a run.
 * @param {string} config Path of its configuration. @param {string} run Its directory.
 * @param {Record<string, string>} [env] Variables of its own.
 */
export function train(config, run, env = {}) {
  const args = ["train", "--config", config, "--seed", "1", "--logdir", run];
  const { status, stderr } = spawnSync(BINARY, args, { encoding: "utf8", env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`training ended with ${status}: ${stderr}`);
}

/** A folder of its own with the same run: what a server writes there is seen by no other test. */
function freshFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdem-served-"));
  cpSync(trainedFolder(), folder, { recursive: true });
  return folder;
}

/**
 * Starts `holdem serve` over a fresh folder and waits until it says where.
 * @param {Record<string, string>} [env] Variables of its own.
 * @param {string} [folder] Removed when it ends.
 * @returns {Promise<Server>}
 */
export async function startServer(env = {}, folder = freshFolder()) {
  const child = spawn(BINARY, ["serve", folder, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address after ${START_MS} ms: ${said}`)), START_MS);
    const hear = (/** @type {Buffer} */ chunk) => {
      said += chunk;
      const found = /http:\/\/[\d.[\]:]+\/?/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0].replace(/\/?$/, "/"));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  /** @param {string} where @param {RequestInit} [init] @returns {Promise<any>} */
  async function ask(where, init) {
    const response = await fetch(`${url}api/v1/${where}`, init);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${where}: ${answer.error?.message}`);
    return answer;
  }
  const api = (/** @type {string} */ where) => ask(where);
  return {
    url,
    api,
    post: (where, body = {}) =>
      ask(where, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    async source(name) {
      const { sources } = await api("sources");
      const found = sources.find((/** @type {any} */ s) => s.name === name);
      if (!found) throw new Error(`no source ${name}`);
      return found.id;
    },
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.on("exit", () => {
          rmSync(folder, { recursive: true, force: true });
          resolve(undefined);
        });
        child.kill("SIGTERM");
      }),
  };
}

/** The text of a file of a development package. @param {string} name */
export const packageFile = (name) => readFileSync(path.resolve(HERE, "../../../node_modules", name), "utf8");
