// What is drawn anew keeps the focus.

/**
 * Draws, and gives the focus back to the element that had it, or else to the one with the same `data-key`.
 * @param {Element} root What is drawn lies within it.
 * @param {() => void} draw
 */
export function keepingFocus(root, draw) {
  const focused = /** @type {HTMLElement | SVGElement | null} */ (document.activeElement);
  if (!root.contains(focused)) return draw();
  const key = focused?.dataset.key;
  draw();
  // An element that is put in its place again has lost the focus on the way.
  if (root.contains(focused)) return focused === document.activeElement ? undefined : focused?.focus();
  if (key === undefined) return undefined;
  /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
  return undefined;
}
