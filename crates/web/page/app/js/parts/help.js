// The list of keys that mean something now, and the choices that are remembered.

import { h } from "../core/h.js";
import { boundKeys } from "../core/keys.js";
import { settings } from "../core/settings.js";

const NAMES = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
});

/** Opens the overlay. */
export function openHelp() {
  if (document.querySelector("dialog[open]")) return;
  const groups = groupsOf(boundKeys());
  const dialog = h(
    "dialog.help",
    { "aria-label": "keys and choices", onclose: () => dialog.remove() },
    h(
      "form",
      { method: "dialog" },
      h(
        "div.columns",
        [...groups].map(([group, bindings]) =>
          h(
            "section",
            h("h2", group),
            h(
              "dl",
              bindings.map((b) => [h("dt", keyNames(b.keys)), h("dd", b.what)]),
            ),
          ),
        ),
      ),
      h("h2", "Choices"),
      h(
        "div.row",
        choice("Theme", "theme", { auto: "as the system", light: "light", dark: "dark" }),
        choice("Colours", "palette", { usual: "usual", safe: "for colour-blind eyes" }),
        choice("Amounts", "unit", { bb: "big blinds", chips: "chips" }),
      ),
      h("div.row.end", h("button.primary", { autofocus: true }, "Close")),
    ),
  );
  dialog.addEventListener("click", (/** @type {Event} */ event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {import("../core/keys.js").Binding[]} bindings */
function groupsOf(bindings) {
  /** @type {Map<string, import("../core/keys.js").Binding[]>} */
  const groups = new Map();
  for (const binding of bindings) groups.set(binding.group, [...(groups.get(binding.group) ?? []), binding]);
  return groups;
}

/** @param {string[]} keys */
function keyNames(keys) {
  if (keys.length > 4) return [h("kbd", keys[0]), " – ", h("kbd", keys[keys.length - 1])];
  return keys.map((key) => h("kbd", NAMES[key] ?? key));
}

/** @param {string} name @param {"theme" | "palette" | "unit"} key @param {Record<string, string>} options */
function choice(name, key, options) {
  const select = h(
    "select",
    { onchange: () => settings.set({ [key]: select.value }) },
    Object.entries(options).map(([value, text]) =>
      h("option", { value, selected: settings.get()[key] === value }, text),
    ),
  );
  return h("label", name, " ", select);
}
