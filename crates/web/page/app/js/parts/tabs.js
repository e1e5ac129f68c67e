// Tabs: one list of names, one panel.

import { h, fill } from "../core/h.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(id: string) => void} options.onChoose
 */
export function createTabs({ label, onChoose }) {
  const list = h("div.tabs", { role: "tablist", "aria-label": label });
  const panel = h("div.panel", { role: "tabpanel", tabindex: -1 });
  let chosen = "";
  /** @type {{ id: string, name: string }[]} */
  let tabs = [];

  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = tabs.findIndex(({ id }) => id === chosen);
    onChoose(tabs[(at + step + tabs.length) % tabs.length].id);
    /** @type {any} */ (list.querySelector("[aria-selected=true]"))?.focus();
  });

  return {
    list,
    panel,
    /** @param {{ id: string, name: string }[]} all @param {string} id */
    show(all, id) {
      const same = id === chosen && all.map((t) => t.id).join() === tabs.map((t) => t.id).join();
      tabs = all;
      chosen = id;
      if (same) return;
      fill(
        list,
        all.map((tab) =>
          h(
            "button",
            {
              type: "button",
              role: "tab",
              "aria-selected": String(tab.id === id),
              tabindex: tab.id === id ? 0 : -1,
              onclick: () => onChoose(tab.id),
            },
            tab.name,
          ),
        ),
      );
      panel.setAttribute("aria-label", all.find((t) => t.id === id)?.name ?? "");
    },
  };
}
