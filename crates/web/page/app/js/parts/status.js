// What is going on, said where it happens: errors, waiting, empty places.

import { h } from "../core/h.js";

/**
 * An error as a sentence, with a way to try again if there is one.
 * @param {any} error
 * @param {() => void} [again]
 */
export function errorBox(error, again) {
  return h(
    "p.error",
    { role: "alert" },
    error?.message ?? String(error),
    again && [" ", h("button.quiet", { type: "button", onclick: again }, "Try again")],
  );
}

/** A number that is being computed: grey and alive. @param {string} what */
export const waiting = (what) => h("p.alive", { role: "status" }, `${what} …`);

/** An empty place that says what to do. @param {string} title @param {...any} rest */
export const emptyState = (title, ...rest) => h("section.teach", h("h2", title), rest);

/** A command to be copied. @param {string} text */
export function command(text) {
  const copy = h("button.quiet", { type: "button", onclick: () => copyText(text, copy) }, "Copy");
  return h("p.command", h("code", text), copy);
}

/** How long a button waits for the second click. */
const SURE_MS = 4000;

/**
 * A button for what cannot be undone: it asks, and does it at the second click.
 * @param {string} words @param {() => void} act
 */
export function confirmed(words, act) {
  let timer = 0;
  const calm = () => {
    clearTimeout(timer);
    timer = 0;
    button.textContent = words;
    button.classList.remove("sure");
  };
  const button = h(
    "button.quiet",
    {
      type: "button",
      onblur: calm,
      onclick: () => {
        const sure = timer !== 0;
        calm();
        if (sure) return act();
        timer = window.setTimeout(calm, SURE_MS);
        button.textContent = `${words}: sure?`;
        button.classList.add("sure");
        return undefined;
      },
    },
    words,
  );
  return button;
}

/** Copies and says so on the button for a moment. @param {string} text @param {any} button */
export async function copyText(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed here";
  }
  setTimeout(() => {
    button.textContent = before;
  }, 1200);
}
