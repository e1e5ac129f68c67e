// The form of a spot: board, chips, sizes and both ranges, with the estimate as it is typed.

import { h, fill } from "../../core/h.js";
import { post } from "../../core/api.js";
import { bytes, count, plain } from "../../core/format.js";
import { createRangeEditor } from "../../parts/range-editor.js";
import { cardRow, chooseCards } from "../../parts/cards.js";
import { parseCards } from "../../poker/cards.js";
import { EXAMPLE, GOAL, fieldsOf, goalOf, listOf, spotOf, wrongNumber } from "./spot-fields.js";

const STREETS = ["flop", "turn", "river"];

/**
 * @param {object} options
 * @param {(request: any) => Promise<void>} options.onSolve
 * @param {(request: any) => Promise<void>} options.onBatch
 */
export function createForm({ onSolve, onBatch }) {
  /** @type {any} The spot as it came: what has no field here is kept. */
  let base = EXAMPLE;
  /** @type {any} */
  let checked = null;
  let timer = 0;
  let turn = 0;

  /** @type {Record<string, any>} */
  const fields = {};
  const oop = createRangeEditor({ label: "Out of position", onChange: check });
  const ip = createRangeEditor({ label: "In position", onChange: check });
  const faces = h("button.deal", { type: "button", onclick: pick, title: "choose the board" });
  const estimate = h("div.estimate", { "aria-live": "polite" });
  const problem = h("p.error", { role: "alert" });
  const perPlayer = h("input", {
    type: "checkbox",
    onchange: () => {
      drawSizes();
      check();
    },
  });
  const sizes = h("div.sizes");
  const solve = h("button.primary", { type: "submit" }, "Solve");
  const flops = h(
    "select",
    { "aria-label": "number of flops" },
    [10, 25, 50, 100, 184].map((n) => h("option", { value: n, selected: n === 25 }, `${n} flops`)),
    h("option", { value: "list" }, "these flops:"),
  );
  const listed = h("input", {
    type: "text",
    size: 22,
    hidden: true,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "flops, with commas between them",
    placeholder: "AsKd7c, Th9h8d, 7c5s2d",
  });
  flops.addEventListener("change", () => {
    listed.hidden = flops.value !== "list";
    if (!listed.hidden) listed.focus();
  });
  const batch = h("button", { type: "button", onclick: startBatch }, "Solve on many flops");

  const input = (/** @type {string} */ key, /** @type {string} */ label, /** @type {any} */ more = {}) => {
    fields[key] = h("input", {
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      oninput: check,
      ...more,
    });
    return h("label.field", h("span", label), fields[key]);
  };
  const element = h(
    "form.spotform",
    { onsubmit: submit, novalidate: true },
    h(
      "div.spotleft",
      h("h2", "A spot to solve"),
      h("div.row", input("board", "Board", { placeholder: "QsJh2h", size: 12 }), faces),
      h(
        "div.row",
        input("pot", "Pot, chips", { inputmode: "numeric", size: 6 }),
        input("effective_stack", "Stacks behind, chips", { inputmode: "numeric", size: 8 }),
        input("rake_rate", "Rake, %", { inputmode: "decimal", size: 4 }),
        input("rake_cap", "Rake cap, chips", { inputmode: "decimal", size: 5, placeholder: "none" }),
      ),
      h(
        "h2",
        "Bets",
        h("small", " 50% of the pot, 2.5x a raise, 120 chips, a all-in, e even over the streets"),
      ),
      sizes,
      h("label.check", perPlayer, "different sizes for each player"),
      h(
        "div.row",
        input("target_pct", "Until exploitable by, % of pot", {
          inputmode: "decimal",
          size: 5,
          value: GOAL.target_pct,
          placeholder: GOAL.target_pct,
        }),
        input("max_secs", "at most, s", {
          inputmode: "numeric",
          size: 5,
          value: GOAL.max_secs,
          placeholder: GOAL.max_secs,
        }),
      ),
      estimate,
      problem,
      h("div.row", solve, h("span.apart"), flops, listed, batch),
    ),
    oop.element,
    ip.element,
  );

  function drawSizes() {
    const sides = perPlayer.checked ? ["oop", "ip"] : [""];
    const kept = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value]));
    const names = { "": "", oop: "out of position", ip: "in position" };
    fill(
      sizes,
      h(
        "table",
        { "aria-label": "bet sizes by street" },
        h(
          "thead",
          h(
            "tr",
            h("td"),
            sides.flatMap((side) =>
              ["bet", "raise", ...(side === "ip" ? [] : ["donk"])].map((what) =>
                h(
                  "th.left",
                  { scope: "col" },
                  what,
                  names[/** @type {""} */ (side)] && h("span.dim", ` ${names[/** @type {""} */ (side)]}`),
                ),
              ),
            ),
          ),
        ),
        h(
          "tbody",
          STREETS.map((street) =>
            h(
              "tr",
              h("th.left", { scope: "row" }, street),
              sides.flatMap((side) =>
                ["bet", "raise", ...(side === "ip" ? [] : ["donk"])].map((what) => {
                  const key = `${street}${side ? `_${side}` : ""}.${what}`;
                  const value = kept[key] ?? kept[`${street}.${what}`] ?? "";
                  fields[key] = h("input", {
                    type: "text",
                    size: 9,
                    "aria-label": `${street}, ${what} ${side}`,
                    spellcheck: "false",
                    oninput: check,
                    value,
                    placeholder: what === "donk" ? "as bet" : "none",
                  });
                  return h("td.left", fields[key]);
                }),
              ),
            ),
          ),
        ),
      ),
    );
  }

  /** @returns {Record<string, string>} */
  const typed = () =>
    Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value.trim()]));

  function spot() {
    return spotOf(base, typed(), { oop: oop.text(), ip: ip.text() }, perPlayer.checked);
  }

  /** @param {any} next */
  function set(next) {
    base = next;
    const values = fieldsOf(next);
    perPlayer.checked = values.perPlayer === "yes";
    drawSizes();
    for (const [key, field] of Object.entries(fields)) if (key in values) field.value = values[key];
    oop.set(next.oop_range);
    ip.set(next.ip_range);
    check();
  }

  function check() {
    drawBoard();
    clearTimeout(timer);
    timer = window.setTimeout(ask, 250);
  }

  function drawBoard() {
    const cards = parseCards(fields.board.value) ?? [];
    fill(faces, cardRow(cards, Math.max(0, 3 - cards.length)), h("span.hidden", ", choose the board"));
    const postflop = cards.length || 3;
    STREETS.forEach((street, i) =>
      sizes.querySelectorAll("tbody tr")[i]?.classList.toggle("out", postflop > i + 3),
    );
  }

  async function ask() {
    const mine = ++turn;
    try {
      const wrong = wrongNumber(typed());
      if (wrong) throw wrong;
      const answer = await post("spots/check", { spot: spot() });
      if (mine !== turn) return;
      checked = answer;
      complain(null);
    } catch (error) {
      if (mine !== turn) return;
      checked = null;
      complain(error);
    }
    drawEstimate();
  }

  /** @param {any} error */
  function complain(error) {
    for (const field of Object.values(fields)) field.removeAttribute("aria-invalid");
    oop.complain(error?.field === "oop_range" ? error.message : null);
    ip.complain(error?.field === "ip_range" ? error.message : null);
    const there = error?.field && (fields[error.field] ?? fields[`${error.field}.bet`]);
    there?.setAttribute("aria-invalid", "true");
    fill(problem, error && !["oop_range", "ip_range"].includes(error.field) ? error.message : null);
  }

  function drawEstimate() {
    solve.disabled = !checked || !checked.fits;
    batch.disabled = solve.disabled;
    if (!checked) return fill(estimate, h("p.dim", "The estimate comes when the spot is complete."));
    const { memory, storage, available_bytes: available, nodes, combos } = checked;
    return fill(
      estimate,
      h(
        "dl.facts",
        h("dt", "decisions"),
        h("dd", count(nodes)),
        h("dt", "combos"),
        h("dd", combos.map((/** @type {number} */ c) => plain(c, 1)).join(" against ")),
        h("dt", "memory"),
        h("dd", `${bytes(memory.f32)}, or ${bytes(memory.i16)} in 16 bits`),
        h("dt", "free here"),
        h("dd", bytes(available)),
      ),
      !checked.fits &&
        h("p.error", { role: "alert" }, "It does not fit into memory: take fewer sizes, or a later street."),
      checked.fits && storage === "i16" && h("p.dim", "It is solved in 16 bits, since 32 do not fit."),
    );
  }

  async function pick() {
    const chosen = await chooseCards({ cards: parseCards(fields.board.value) ?? [], counts: [3, 4, 5] });
    if (!chosen) return;
    fields.board.value = chosen.join("");
    check();
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    await doing(solve, () => onSolve({ spot: spot(), name: nameOf(spot()), ...goalOf(typed()) }));
  }

  async function startBatch() {
    await doing(batch, () =>
      onBatch({
        spot: spot(),
        flops: flops.value === "list" ? listOf(listed.value) : Number(flops.value),
        target_pct: goalOf(typed()).target_pct,
      }),
    );
  }

  /** @param {any} button @param {() => Promise<void>} act */
  async function doing(button, act) {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = false;
    }
  }

  drawSizes();
  return { element, set, spot };
}

/** What a spot is called if it has no name. @param {any} spot */
function nameOf({ name, pot }) {
  return name || `pot ${pot}`;
}
