// Elements from a tag and what they hold. No strings become markup, so nothing needs escaping.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set([
  "svg",
  "path",
  "line",
  "rect",
  "circle",
  "g",
  "text",
  "polyline",
  "title",
  "polygon",
]);

/** @typedef {Node | string | number | null | undefined | false | any[]} Child */
/** @typedef {Record<string, any>} Props */

/**
 * Makes an element: `h("button.quiet#go", { onclick, "aria-label": "Go" }, "Go")`.
 *
 * Properties that begin with `on` are listeners, `style` is an object of CSS properties (set through the
 * object model, which a strict content policy allows), `data` an object of data attributes; `true` sets an
 * empty
 * attribute, and `false`, `null` and `undefined` set none.
 *
 * @param {string} tag Tag, then `.class` and `#id` in any number and order.
 * @param {...(Props | Child | Child[])} rest Properties first, if any; then children.
 * @returns {any}
 */
export function h(tag, ...rest) {
  const [name, ...marks] = tag.split(/(?=[.#])/);
  const element = SVG_TAGS.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const mark of marks) {
    if (mark[0] === "#") element.id = mark.slice(1);
    else element.classList.add(mark.slice(1));
  }
  if (isProps(rest[0])) setProps(element, /** @type {Props} */ (rest.shift()));
  append(element, /** @type {any[]} */ (rest));
  return element;
}

/**
 * Sets properties as `h` does.
 * @param {Element} element
 * @param {Props} props
 */
export function setProps(element, props) {
  for (const [key, value] of Object.entries(props)) setProp(/** @type {any} */ (element), key, value);
}

/**
 * Puts children in place of those that are there.
 * @template {Element} E
 * @param {E} element
 * @param {...(Child | Child[])} children
 * @returns {E}
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/**
 * @param {any} element
 * @param {string} key
 * @param {any} value
 */
function setProp(element, key, value) {
  if (key.startsWith("on") && typeof value === "function") element.addEventListener(key.slice(2), value);
  else if (key === "style") Object.entries(value).forEach(([name, text]) => setStyle(element, name, text));
  else if (key === "data") Object.assign(element.dataset, value);
  else if (key === "value" || key === "checked" || key === "indeterminate") element[key] = value ?? "";
  else if (key === "class")
    String(value || "")
      .split(" ")
      .filter(Boolean)
      .forEach((c) => element.classList.add(c));
  else if (value === false || value == null) element.removeAttribute(key);
  else element.setAttribute(key, value === true ? "" : String(value));
}

/** @param {any} element @param {string} name @param {any} value */
function setStyle(element, name, value) {
  element.style.setProperty(name, value == null ? "" : String(value));
}

/** @param {any} value @returns {boolean} */
function isProps(value) {
  return value != null && typeof value === "object" && !Array.isArray(value) && !isNode(value);
}

/** @param {any} value */
function isNode(value) {
  return typeof value.nodeType === "number";
}

/** @param {Element} element @param {any[]} children */
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child != null && child !== false) element.append(isNode(child) ? child : String(child));
  }
}
