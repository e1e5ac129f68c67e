// Beside the table: what was won and what decisions cost, the hand line by line, the hands before.

import { h, fill } from "../../core/h.js";
import { address } from "../../core/api.js";
import { count, fixed, signed } from "../../core/format.js";
import { keepingFocus } from "../../core/focus.js";
import { amountColumn, unitName } from "../../poker/words.js";
import { cardsInText } from "../../parts/cards.js";
import { createChart } from "../../parts/chart.js";
import { gradeCounts, gradeMark } from "../../parts/decisions.js";
import { moveLine } from "./story.js";

/** @typedef {import("../../poker/words.js").Unit} Unit */

/** Hands from which on a curve says something. */
const ENOUGH = 3;

/** @param {{ id: string, onHand: (number: number) => void, onBack: () => void }} options */
export function createLedger({ id, onHand, onBack }) {
  const element = h("section.playside", { "aria-label": "results" });
  const log = h("ol.log", { "aria-label": "this hand", tabindex: 0 });
  const chart = createChart("what was won, hand by hand", { x: "hand", y: "won", height: 130, width: 360 });

  /**
   * @param {any} session @param {any[]} past @param {any} opened An earlier hand that is looked at.
   * @param {Unit} unit
   */
  function show(session, past, opened, unit) {
    const per = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
    const hand = opened ?? session.hand;
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
        h("h2", "Hands before"),
        history(past, hand.number, per, unit),
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

  /** @param {any[]} past @param {number} opened @param {number} per @param {Unit} unit */
  function history(past, opened, per, unit) {
    const head = (/** @type {string} */ words, left = false) =>
      h("th", { scope: "col", class: left ? "left" : "" }, words);
    return h(
      "div.tablebox.past",
      { role: "region", "aria-label": "hands before", tabindex: 0 },
      h(
        "table",
        { "aria-label": "hands before" },
        h(
          "thead",
          h(
            "tr",
            head("no.", true),
            head("hand", true),
            head("board", true),
            head(`won, ${unitName(unit)}`),
            head("cost"),
            head("worst", true),
          ),
        ),
        h(
          "tbody",
          [...past]
            .reverse()
            .map((hand) =>
              h(
                "tr",
                { class: hand.number === opened ? "on" : "" },
                h(
                  "td.left",
                  h(
                    "button.quiet",
                    {
                      type: "button",
                      title: "look at it",
                      data: { key: `hand${hand.number}` },
                      onclick: () => onHand(hand.number),
                    },
                    hand.number,
                  ),
                ),
                h("td.left", cardsInText(hand.hole)),
                h("td.left", cardsInText(hand.board ?? "")),
                h("td", signed(hand.chips / per, 1)),
                h("td", hand.cost == null ? "" : amountColumn(hand.cost, unit)),
                h("td.left", hand.grade && gradeMark(hand.grade)),
              ),
            ),
        ),
      ),
    );
  }

  return { element, show };
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
