// Beside the table: what was won and what decisions cost, the hand line by line, the hands before.

import { h, fill } from "../../core/h.js";
import { address } from "../../core/api.js";
import { count, fixed, signed } from "../../core/format.js";
import { keepingFocus } from "../../core/focus.js";
import { amountColumn, unitName } from "../../poker/words.js";
import { cardsInText } from "../../parts/cards.js";
import { createChart } from "../../parts/chart.js";
import { GRADES, gradeCounts, gradeMark } from "../../parts/decisions.js";
import { createTable } from "../../parts/table.js";
import { moveLine } from "./story.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/** Hands from which on a curve says something. */
const ENOUGH = 3;

/** Orders of the hands before, by column. */
const LATEST_FIRST = { column: 0, down: true };
const COSTLIEST_FIRST = { column: 4, down: true };

/** How bad the worst decision of a hand is, the worst first and what is not known last. @param {any} hand */
const badness = ({ grade }) => (grade ? -GRADES.indexOf(grade) : 1);

/** @param {{ id: string, onHand: (number: number) => void, onBack: () => void }} options */
export function createLedger({ id, onHand, onBack }) {
  const element = h("section.playside", { "aria-label": "results" });
  const log = h("ol.log", { "aria-label": "this hand", tabindex: 0 });
  const chart = createChart("what was won, hand by hand", { x: "hand", y: "won", height: 130, width: 360 });
  /** Hands before, as they are told. @type {ReturnType<typeof createTable<any>> | null} */
  let table = null;
  let tableUnit = "";
  let order = LATEST_FIRST;
  /** The hand that is shown, in play or looked at. */
  let shownNumber = 0;

  /**
   * @param {any} session @param {any[]} past @param {any} opened An earlier hand that is looked at.
   * @param {Unit} unit
   */
  function show(session, past, opened, unit) {
    const per = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
    const hand = opened ?? session.hand;
    shownNumber = hand.number;
    const scrolled = element.querySelector(".past")?.scrollTop ?? 0;
    drawChart(past, per);
    keepingFocus(element, () => draw(session, past, { hand, opened, per, unit }));
    log.scrollTop = log.scrollHeight;
    const list = element.querySelector(".past");
    if (list) list.scrollTop = scrolled;
  }

  /**
   * @param {any} session @param {any[]} past
   * @param {{ hand: any, opened: any, per: number, unit: Unit }} how
   */
  function draw(session, past, { hand, opened, per, unit }) {
    fill(log, story(hand, unit));
    fill(
      element,
      h(
        "div.herohead",
        h("h2", session.name, session.practice && h("small", " practice")),
        h("a", { href: "#/play", data: { key: "leave" } }, "Leave the table"),
      ),
      h("div.scores", scores(session, per, unit)),
      session.decisions.hands > 0 && gradeCounts(session.decisions.grades),
      past.length >= ENOUGH && chart.element,
      h(
        "div.herohead",
        h("h2", `Hand ${hand.number}`),
        opened &&
          h(
            "button.quiet",
            { type: "button", onclick: onBack, data: { key: "back" } },
            `Back to hand ${session.hand.number}`,
          ),
      ),
      log,
      past.length > 0 && [
        h(
          "div.herohead",
          h("h2", "Hands before"),
          past.length >= ENOUGH && past.some(({ cost }) => cost != null) && orderButton(),
        ),
        history(past, unit),
        h(
          "p",
          h(
            "a",
            { href: address(`sessions/${id}/phh`), download: "hands.phhs", data: { key: "save" } },
            "Save all hands (PHH)",
          ),
        ),
      ],
    );
  }

  /** Running sums. @param {any[]} past @param {number} per */
  function drawChart(past, per) {
    const sums = (/** @type {(hand: any) => number} */ of) => {
      let sum = 0;
      return past.map((hand) => /** @type {[number, number]} */ ([hand.number, (sum += of(hand) / per)]));
    };
    const corrected = past.every((hand) => hand.less_luck != null);
    chart.show([
      { name: "won", points: sums((hand) => hand.chips), colour: "var(--one)" },
      ...(corrected
        ? [{ name: "less luck", points: sums((hand) => hand.less_luck), colour: "var(--two)", dashed: true }]
        : []),
    ]);
  }

  /** Changes between the order of play and the order of cost. */
  function orderButton() {
    const next = order === COSTLIEST_FIRST ? LATEST_FIRST : COSTLIEST_FIRST;
    const onclick = () => {
      table?.sortAs(next);
      if (table) table.element.scrollTop = 0;
      button.replaceWith(orderButton());
      /** @type {HTMLElement | null} */ (element.querySelector("[data-key=order]"))?.focus();
    };
    const button = h(
      "button.quiet",
      { type: "button", onclick, data: { key: "order" } },
      next === COSTLIEST_FIRST ? "Costliest first" : "Latest first",
    );
    return button;
  }

  /** @param {any[]} past @param {Unit} unit */
  function history(past, unit) {
    const rows = tableFor(unit);
    rows.show(past);
    return rows.element;
  }

  /** Rows of hands; made anew where the unit is another, since the heads name it. @param {Unit} unit */
  function tableFor(unit) {
    if (table && tableUnit === unitName(unit)) return table;
    tableUnit = unitName(unit);
    const perUnit = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
    table = createTable({
      label: "hands before",
      columns: [
        { name: "no.", cell: (hand) => hand.number, by: (hand) => hand.number, left: true },
        { name: "hand", cell: (hand) => cardsInText(hand.hole), left: true },
        { name: "board", cell: (hand) => cardsInText(hand.board ?? ""), left: true },
        {
          name: `won, ${tableUnit}`,
          cell: (hand) => signed(hand.chips / perUnit, 1),
          by: (hand) => hand.chips,
        },
        {
          name: "cost",
          title: `what your decisions cost, ${tableUnit}`,
          cell: (hand) => (hand.cost == null ? "" : amountColumn(hand.cost, unit)),
          by: (hand) => hand.cost,
        },
        {
          name: "worst",
          title: "the worst of your decisions",
          cell: (hand) => hand.grade && gradeMark(hand.grade),
          by: badness,
          left: true,
        },
      ],
      onRow: (hand) => onHand(hand.number),
      key: (hand) => `hand${hand.number}`,
      isOn: (hand) => hand.number === shownNumber,
      sort: order,
      onSort: (next) => {
        order = next;
      },
    });
    table.element.classList.add("past");
    return table;
  }

  return {
    element,
    show,
    /** Looks at another hand of the list, `by` rows further down. @param {number} by */
    step(by) {
      const rows = table?.rows() ?? [];
      const at = rows.findIndex(({ number }) => number === shownNumber);
      const next = at < 0 && by > 0 ? rows[0] : rows[at + by];
      if (!next || at + by < 0) return false;
      return onHand(next.number);
    },
  };
}

/**
 * What was won and what decisions cost, with how well that is known.
 * @param {any} session
 * @param {number} per
 * @param {Unit} unit
 */
function scores({ result, decisions, hands, players }, per, unit) {
  const score = (
    /** @type {string} */ name,
    /** @type {string} */ value,
    /** @type {any} */ note,
    title = "",
  ) => h("div", title ? { title } : {}, h("span", name), h("strong", value), h("small", note));
  const interval = (/** @type {number | null} */ half) => (half == null ? "" : `± ${fixed(half, 0)}`);
  return [
    score(
      `won, ${unitName(unit)}`,
      signed(result.chips / per, 1),
      `${count(hands)} ${hands === 1 ? "hand" : "hands"}`,
    ),
    score("bb per 100", rate(result.bb_per_100), interval(result.interval95)),
    players === 2 &&
      score(
        "less luck",
        rate(result.aivat_bb_per_100),
        lessLuckNote(result, hands, interval),
        "bb per 100 with luck taken out (AIVAT): the same mean, a narrower interval",
      ),
    score(
      "decisions cost",
      fixed(decisions.bb_per_100, 1),
      decisions.hands < hands ? `${count(decisions.hands)} of ${count(hands)} judged` : "bb per 100",
      "what your decisions from the flop on lost against the best ones, by the strategy's own values",
    ),
  ];
}

/**
 * How well the result without luck is known.
 * @param {any} result @param {number} hands @param {(half: number | null) => string} interval
 */
function lessLuckNote(result, hands, interval) {
  if (result.why_no_aivat) return h("span.why", result.why_no_aivat);
  if (result.aivat_bb_per_100 == null) return hands > 0 ? "being learned" : "bb per 100";
  const part = result.aivat_hands < hands ? `${count(result.aivat_hands)} of ${count(hands)}` : "";
  return [interval(result.aivat_interval95), part].filter(Boolean).join(", ");
}

/** Big blinds in a hundred hands. @param {number | null} value */
const rate = (value) => signed(value, value != null && Math.abs(value) >= 1000 ? 0 : 1);

/** The hand line by line, streets with their cards. @param {any} hand @param {Unit} unit */
function story(hand, unit) {
  if (!hand.log.length) return h("li.dim", "Cards are dealt, blinds are in.");
  return hand.log.map((/** @type {any} */ line) =>
    line.cards.length
      ? h("li.dealt", h("span", line.street), " ", cardsInText(line.cards.join("")))
      : h("li", { class: hand.seats[line.seat]?.you ? "mine" : "" }, moveLine(line, unit)),
  );
}
