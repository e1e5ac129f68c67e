// Tables of numbers: right-aligned, units in the head, sorted by a click on the head.

import { h, fill } from "../core/h.js";

/**
 * @template T
 * @typedef {object} Column
 * @property {string} name
 * @property {(row: T) => any} cell Text or an element.
 * @property {(row: T) => number | string | null | undefined} [by] What to sort by; without it the column is
 * not sorted by.
 * @property {boolean} [left] Text, not numbers.
 * @property {string} [title] What the column means.
 */

/**
 * @template T
 * @param {object} options
 * @param {string} options.label
 * @param {Column<T>[]} options.columns
 * @param {(row: T) => void} [options.onRow] A row is chosen.
 * @param {(row: T) => string} [options.key] What a row is, so that it keeps the focus when it is drawn anew.
 * @param {(row: T) => boolean} [options.isOn] Whether a row is marked.
 * @param {{ column: number, down: boolean }} [options.sort] Sorted at first.
 * @param {(sort: { column: number, down: boolean }) => void} [options.onSort] It is sorted in another way.
 * @param {number} [options.most] Rows shown at once; the rest behind a button.
 */
export function createTable({ label, columns, onRow, key, isOn, sort, onSort, most = 400 }) {
  let order = sort ?? null;
  let limit = most;
  /** @type {T[]} */
  let rows = [];
  const head = h("thead");
  const body = h("tbody");
  const more = h(
    "button.quiet",
    {
      type: "button",
      hidden: true,
      onclick: () => {
        limit += most;
        draw();
      },
    },
    "Show more",
  );
  const element = h(
    "div.tablebox",
    { role: "region", "aria-label": label, tabindex: 0 },
    h("table", { "aria-label": label }, head, body),
    more,
  );

  /** @param {number} column */
  function sortBy(column) {
    order =
      order?.column === column ? { column, down: !order.down } : { column, down: !columns[column].left };
    onSort?.(order);
    draw();
    head.querySelectorAll("button")[columns.slice(0, column).filter((c) => c.by).length]?.focus();
  }

  function sorted() {
    const by = order && columns[order.column].by;
    if (!order || !by) return rows;
    const sign = order.down ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(by(a), by(b)));
  }

  function draw() {
    fill(
      head,
      h(
        "tr",
        columns.map((column, i) => {
          const on = order?.column === i;
          const state = on ? (order?.down ? "descending" : "ascending") : null;
          const name = column.by
            ? h(
                "button.quiet",
                { type: "button", data: { key: `${label} by ${column.name}` }, onclick: () => sortBy(i) },
                column.name,
              )
            : column.name;
          return h(
            "th",
            { scope: "col", class: column.left ? "left" : "", "aria-sort": state, title: column.title },
            name,
          );
        }),
      ),
    );
    const all = sorted();
    fill(
      body,
      all.slice(0, limit).map((row) =>
        h(
          "tr",
          {
            class: `${onRow ? "link" : ""} ${isOn?.(row) ? "on" : ""}`,
            onclick: onRow ? () => onRow(row) : null,
          },
          columns.map((column, i) => {
            const content = column.cell(row);
            const data = key ? { key: `${label} ${key(row)}` } : {};
            const inner = onRow && i === 0 ? h("button.quiet", { type: "button", data }, content) : content;
            return h("td", { class: column.left ? "left" : "" }, inner);
          }),
        ),
      ),
    );
    more.hidden = all.length <= limit;
  }

  return {
    element,
    /** @param {T[]} next */
    show(next) {
      rows = next;
      draw();
    },
    /** All rows in the order in which they stand. */
    rows: sorted,
    /** Sorts in another way. @param {{ column: number, down: boolean }} next */
    sortAs(next) {
      order = next;
      onSort?.(next);
      draw();
    },
  };
}

/** Numbers before nothing, texts by letters. @param {any} a @param {any} b */
function compare(a, b) {
  if (a == null || b == null) return (a == null ? -Infinity : 0) - (b == null ? -Infinity : 0) || 0;
  return typeof a === "string" ? a.localeCompare(b) : a - b;
}

/**
 * A bar of action frequencies for a row.
 * @param {number[] | null | undefined} frequencies
 * @param {string[]} colours
 * @param {number[]} order
 */
export function miniBar(frequencies, colours, order) {
  if (!frequencies) return h("span.mini.none");
  return h(
    "span.mini",
    { "aria-hidden": "true" },
    order
      .filter((i) => frequencies[i] > 0)
      .map((i) =>
        h("u", {
          style: { width: `${(frequencies[i] * 100).toFixed(2)}%`, background: `var(--${colours[i]})` },
        }),
      ),
  );
}
