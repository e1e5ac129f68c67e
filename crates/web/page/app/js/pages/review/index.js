// Review: a hand history, each decision graded by a strategy.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { settings } from "../../core/settings.js";
import { fixed } from "../../core/format.js";
import { unitName } from "../../poker/words.js";
import { playable, sourceSelect } from "../../parts/sources.js";
import { command, emptyState, errorBox } from "../../parts/status.js";
import { GRADES, decisionTable, gradeCounts, noCosts } from "../../parts/decisions.js";

const LARGEST = 4_000_000;
/** Hands that are drawn without a break. */
const AT_ONCE = 3;

/** @returns {import("../../main.js").Page} */
export function createPage() {
  const element = h("div.page.review");
  /** @type {any[]} */
  let able = [];
  let of = "";
  let text = "";
  let turn = 0;
  /** @type {any} */
  let bigBlind = null;
  const result = h("div", { "aria-live": "polite" });
  const player = h("input", { type: "text", placeholder: "everybody", size: 14, autocomplete: "off" });

  async function show() {
    if (able.length) return;
    try {
      able = playable(await get("sources"));
      if (!able.length)
        fill(
          element,
          emptyState(
            "No strategy to judge by",
            h("p", "Train one for the game that was played:"),
            command("holdem train --time-budget 2m"),
          ),
        );
      else draw();
    } catch (error) {
      fill(element, errorBox(error, show));
    }
  }

  function draw() {
    of = able[0].id;
    const file = h("input", {
      type: "file",
      accept: ".phh,.phhs,text/plain",
      class: "hidden",
      "aria-label": "hand history file",
      onchange: () => file.files[0] && take(file.files[0]),
    });
    const paste = h("textarea", {
      rows: 5,
      "aria-label": "hand history as text (PHH)",
      spellcheck: "false",
      placeholder: 'variant = "NT"\nantes = [0, 0]\n…',
    });
    const drop = h(
      "div.drop",
      { ondragover: over, ondragleave: () => drop.classList.remove("over"), ondrop: dropped },
      h("p", "Drop a hand history here (", h("code", ".phh"), ", ", h("code", ".phhs"), ")"),
      h("button", { type: "button", onclick: () => file.click() }, "Choose a file"),
      file,
    );
    /** @param {DragEvent} event */
    function over(event) {
      event.preventDefault();
      drop.classList.add("over");
    }
    /** @param {any} event */
    function dropped(event) {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
    }
    fill(
      element,
      h("h2", "Review hands"),
      h(
        "p.lead",
        "Each decision in a hand history beside what a strategy would have done, and what it cost by the ",
        "strategy's own values. Hands that were played here are judged at their table, in Play.",
      ),
      h(
        "div.row",
        sourceSelect({
          label: "judged by",
          sources: able,
          value: of,
          onChange: (id) => {
            of = id;
            if (text) review();
          },
        }),
        h("label.source", h("span", "player"), player),
      ),
      drop,
      h(
        "details",
        h("summary", "Or paste it"),
        paste,
        h(
          "div.row.end",
          h(
            "button.primary",
            {
              type: "button",
              onclick: () => {
                text = paste.value;
                review();
              },
            },
            "Review",
          ),
        ),
      ),
      result,
    );
  }

  /** @param {File} file */
  async function take(file) {
    if (file.size > LARGEST) {
      fill(result, errorBox(`${file.name} is larger than 4 MB: divide it.`));
      return;
    }
    text = await file.text();
    review();
  }

  /** Shows every decision at once, then what it cost, hand after hand, as that is worked out. */
  async function review() {
    const mine = ++turn;
    const progress = h("p.alive", { role: "status" }, "being read …");
    const head = h("div");
    const list = h("div");
    fill(result, progress, head, list);
    /** What is known of each hand, and where it is shown. @type {{ known: any, shown: any }[]} */
    const hands = [];
    /** @param {any} known */
    function put(known) {
      const shown = hand(known);
      const before = hands[known.number - 1];
      if (before) before.shown.replaceWith(shown);
      else list.append(shown);
      hands[known.number - 1] = { known, shown };
    }
    /** @param {boolean} values */
    async function pass(values) {
      for (let from = /** @type {number | null} */ (0); from != null;) {
        const seat = player.value.trim() || null;
        const answer = await post("reviews", { source: of, phh: text, seat, from, values });
        if (mine !== turn) return;
        for (const [i, known] of answer.hands.entries()) {
          put(known);
          // The page answers in between.
          if (i % AT_ONCE === AT_ONCE - 1) await new Promise((done) => setTimeout(done));
        }
        if (mine !== turn) return;
        fill(head, summary(hands.map(({ known }) => known)));
        from = answer.next;
        if (values) fill(progress, `costs of ${from ?? answer.total} of ${answer.total} hands worked out …`);
      }
    }
    try {
      bigBlind = (await get(`sources/${of}`)).chips_per_bb;
      await pass(false);
      if (mine !== turn) return;
      fill(progress, "costs are being worked out, hand by hand …");
      if (hands.some(({ known }) => known.decisions.some(waits))) await pass(true);
      progress.remove();
    } catch (error) {
      if (mine === turn) progress.replaceWith(errorBox(error));
    }
  }

  const unit = () => ({ chipsPerBb: bigBlind, unit: settings.get().unit });
  const inUnit = (/** @type {number | null} */ chips) =>
    fixed(chips == null ? null : chips / (unit().unit === "bb" && bigBlind ? bigBlind : 1), 2);

  /** @param {any[]} hands */
  function summary(hands) {
    const all = hands.flatMap(({ decisions }) => decisions);
    const cost = hands.reduce((sum, one) => sum + (one.cost ?? 0), 0);
    const open = all.filter(waits).length;
    const grades = Object.fromEntries(
      GRADES.map((grade) => [grade, all.filter((d) => d.grade === grade && !waits(d)).length]),
    );
    return h(
      "section",
      h(
        "h2",
        open === all.length || (open > 0 && cost === 0)
          ? `${all.length} decisions`
          : `${all.length} decisions cost ${inUnit(cost)} ${unitName(unit())}`,
        open > 0 && h("small", ` so far; what ${open} of them cost is being worked out`),
      ),
      gradeCounts(grades),
      noCosts(all),
    );
  }

  /** @param {any} one */
  function hand(one) {
    const name = (/** @type {number} */ seat) => one.players?.[seat] || `seat ${seat + 1}`;
    return h(
      "section.hand",
      h(
        "h2",
        `Hand ${one.number}`,
        h(
          "small",
          ` ${(one.players ?? []).join(" against ")}`,
          one.cost != null && ` · cost ${one.decisions.some(waits) ? "…" : inUnit(one.cost)}`,
        ),
      ),
      one.error
        ? h("p.error", one.error)
        : one.decisions.length
          ? decisionTable(one.decisions, { source: of, unit: unit(), seatName: name })
          : h("p.hint", "Nothing was decided."),
    );
  }

  return { element, show };
}

/** Whether its cost is still to come. @param {any} decision */
const waits = (decision) => decision.valued === false;
