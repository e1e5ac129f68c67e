// What is drawn anew keeps the focus.

/**
 * Draws, and gives the focus back to the element with the same `data-key` if it had it before.
 * @param {Element} root What is drawn lies within it.
 * @param {() => void} draw
 */
export function keepingFocus(root, draw) {
  const focused = document.activeElement;
  const key = root.contains(focused) ? /** @type {HTMLElement} */ (focused).dataset.key : undefined;
  draw();
  if (key === undefined || root.contains(focused)) return;
  /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
}
