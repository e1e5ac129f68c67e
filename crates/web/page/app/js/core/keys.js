// One keyboard map for the page: what a key does where the focus is not in a field.

/**
 * @typedef {object} Binding
 * @property {string[]} keys
 * @property {string} what
 * @property {string} group
 * @property {(event: KeyboardEvent) => void | boolean} run
 */

/** @type {Binding[][]} */
const layers = [];

/**
 * Adds keys until the returned function is called; later ones go over earlier ones.
 * A binding whose `run` returns `false` lets the key pass on.
 * @param {Binding[]} bindings
 * @returns {() => void}
 */
export function bindKeys(bindings) {
  layers.push(bindings);
  return () => {
    const at = layers.indexOf(bindings);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** All that can be pressed now, the topmost meaning of each key. @returns {Binding[]} */
export function boundKeys() {
  const seen = new Set();
  /** @type {Binding[]} */
  const all = [];
  for (const layer of [...layers].reverse()) {
    for (const binding of layer) {
      if (binding.keys.every((key) => seen.has(key))) continue;
      binding.keys.forEach((key) => seen.add(key));
      all.push(binding);
    }
  }
  return all;
}

/** Keys that go on step by step while they are held; any other does what it does once. */
const REPEATS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "j", "k"]);

/** Keys that belong to a slider which has the focus. */
const SLIDES = new Set([
  ...["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
  ...["Home", "End", "PageUp", "PageDown"],
]);

/** Listens on the document. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat && !REPEATS.has(event.key)) return letGo(event);
    if (isTyping(event)) return;
    for (const layer of [...layers].reverse()) {
      const binding = layer.find(({ keys }) => keys.includes(event.key));
      if (!binding || binding.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  });
}

/** A key that is held does not press what has the focus again and again. @param {KeyboardEvent} event */
function letGo(event) {
  const target = /** @type {HTMLElement | null} */ (event.target);
  if (event.key === "Enter" && target?.closest?.("a, button, summary")) event.preventDefault();
}

/** Whether the key belongs to a field that takes text or to an open dialog. @param {KeyboardEvent} event */
function isTyping(event) {
  const target = /** @type {HTMLElement | null} */ (event.target);
  if (!target?.closest) return false;
  if (document.querySelector("dialog[open]")) return true;
  if (target.isContentEditable || target.closest("textarea, select")) return event.key !== "Escape";
  const input = target.closest("input");
  if (!input || event.key === "Escape") return false;
  const { type } = /** @type {HTMLInputElement} */ (input);
  return type === "range" ? SLIDES.has(event.key) : !["checkbox", "radio", "button"].includes(type);
}
