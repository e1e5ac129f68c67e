// What is chosen once and remembered: theme, palette, unit, how hands are played.

import { createStore } from "./store.js";

/**
 * @typedef {{ theme: "auto" | "light" | "dark", palette: "usual" | "safe", unit: "bb" | "chips",
 *   dealOn: boolean, practice: boolean }} Settings
 */

const KEY = "holdem";

/** @type {Settings} */
const DEFAULTS = { theme: "auto", palette: "usual", unit: "bb", dealOn: false, practice: true };

export const settings = createStore(read());

/** Applies the settings to the document now and whenever they change. */
export function applySettings() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme, palette } = settings.get();
    const root = document.documentElement;
    root.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
    root.dataset.palette = palette;
  };
  dark.addEventListener("change", apply);
  settings.on(
    (s) => s,
    (s) => {
      apply();
      try {
        localStorage.setItem(KEY, JSON.stringify(s));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
  );
  apply();
}

/** The other of light and dark. */
export function toggleTheme() {
  settings.set({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" });
}

/** @returns {Settings} */
function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}
