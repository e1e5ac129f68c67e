// Begins: settings, keys, header, and the page that the address names.

import { h, fill } from "./core/h.js";
import { get } from "./core/api.js";
import { formatPlace, go, parsePlace } from "./core/url.js";
import { applySettings, settings, toggleTheme } from "./core/settings.js";
import { bindKeys, listenToKeys } from "./core/keys.js";
import { openHelp } from "./parts/help.js";
import { errorBox } from "./parts/status.js";

/**
 * @typedef {object} Page
 * @property {HTMLElement} element
 * @property {(params: Record<string, string>) => void} show
 * @property {() => void} [dispose]
 */

/**
 * Pages by name; each module is fetched when it is first needed.
 * @type {{ id: string, name: string, load: () => Promise<{ createPage: (about: any) => Page }> }[]}
 */
const PAGES = [
  { id: "strategy", name: "Strategy", load: () => import("./pages/strategy/index.js") },
  { id: "spots", name: "Spots", load: () => import("./pages/spots/index.js") },
  { id: "runs", name: "Runs", load: () => import("./pages/runs/index.js") },
  { id: "play", name: "Play", load: () => import("./pages/play/index.js") },
  { id: "preflop", name: "Preflop", load: () => import("./pages/preflop/index.js") },
  { id: "review", name: "Review", load: () => import("./pages/review/index.js") },
];

const main = /** @type {HTMLElement} */ (document.getElementById("page"));
const top = /** @type {HTMLElement} */ (document.getElementById("top"));
/** @type {{ id: string, page: Page } | null} */
let open = null;
/**
 * The last place of each page, so that coming back finds it as it was.
 * @type {Record<string, Record<string, string>>}
 */
const last = {};
let turn = 0;
/** @type {any} */
let about = null;

applySettings();
listenToKeys();
bindKeys([
  { keys: ["?"], what: "this list of keys", group: "Everywhere", run: openHelp },
  { keys: ["t"], what: "light or dark", group: "Everywhere", run: toggleTheme },
  {
    keys: ["p"],
    what: "palette for colour-blind eyes",
    group: "Everywhere",
    run: () => settings.set((s) => ({ palette: s.palette === "safe" ? "usual" : "safe" })),
  },
  {
    keys: ["u"],
    what: "big blinds or chips",
    group: "Everywhere",
    run: () => settings.set((s) => ({ unit: s.unit === "bb" ? "chips" : "bb" })),
  },
]);
window.addEventListener("hashchange", route);
begin();

async function begin() {
  drawHeader();
  try {
    about = await get("about");
  } catch (error) {
    fill(
      main,
      errorBox(error, () => location.reload()),
    );
    return;
  }
  route();
}

/** Pages that this server can fill. */
function pages() {
  const can = about?.can ?? {};
  return PAGES.filter(
    ({ id }) =>
      !(
        (id === "spots" && can.solve === false) ||
        (id === "play" && can.play === false) ||
        (id === "review" && can.review === false)
      ),
  );
}

async function route() {
  const place = parsePlace(location.hash);
  const entry = pages().find(({ id }) => id === place.page) ?? PAGES[0];
  last[entry.id] = place.params;
  const mine = ++turn;
  if (open?.id !== entry.id) {
    try {
      const module = await entry.load();
      if (mine !== turn) return;
      open?.page.dispose?.();
      open = { id: entry.id, page: module.createPage(about) };
    } catch (error) {
      if (mine !== turn) return;
      // The page before is shown no more: on the way back it is made anew.
      open?.page.dispose?.();
      open = null;
      fill(
        main,
        errorBox(error, () => location.reload()),
      );
      drawHeader();
      return;
    }
    fill(main, h("h1.hidden", entry.name), open.page.element);
    document.title = `${entry.name} · holdem`;
  }
  open.page.show(place.params);
  drawHeader();
}

function drawHeader() {
  const link = (/** @type {{ id: string, name: string }} */ { id, name }) =>
    h(
      "a",
      {
        href: formatPlace({ page: id, params: last[id] ?? {} }),
        "aria-current": open?.id === id ? "page" : null,
      },
      name,
    );
  const held = document.activeElement?.closest("#top") ? document.activeElement?.textContent : null;
  fill(
    top,
    h(
      "a.brand",
      {
        href: "#/strategy",
        onclick: (/** @type {Event} */ e) => {
          e.preventDefault();
          go({ page: "strategy", params: {} });
        },
      },
      "holdem",
    ),
    h("nav", { "aria-label": "pages" }, pages().map(link)),
    h(
      "div.tools",
      h("button.quiet", { type: "button", onclick: toggleTheme, title: "light or dark (t)" }, "Theme"),
      h("button.quiet", { type: "button", onclick: openHelp, title: "keys (?)" }, "Keys"),
    ),
  );
  if (held)
    /** @type {any} */ ([...top.querySelectorAll("a, button")].find((e) => e.textContent === held))?.focus();
}
