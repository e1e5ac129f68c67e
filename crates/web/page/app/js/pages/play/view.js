// A session: the table, what can be done, the result, and what each hand would have cost.

import { h, fill } from "../../core/h.js";
import { address, get, post } from "../../core/api.js";
import { bindKeys } from "../../core/keys.js";
import { settings } from "../../core/settings.js";
import { count, fixed, signed } from "../../core/format.js";
import { amountColumn, unitName } from "../../poker/words.js";
import { adviceBox, decisionTable } from "../../parts/decisions.js";
import { cardsInText } from "../../parts/cards.js";
import { errorBox, waiting } from "../../parts/status.js";
import { drawTable } from "./table.js";
import { createControls } from "./controls.js";

/** @param {string} id */
export function createTableView(id) {
  /** @type {any} */
  let session = null;
  /** @type {any} */
  let advice = null;
  /** @type {any[] | null} */
  let decisions = null;
  /** @type {any[]} */
  let past = [];
  let reviewed = 0;
  let busy = false;

  const unit = () => ({ chipsPerBb: session?.chips_per_bb ?? null, unit: settings.get().unit });
  const felt = h("section.felt", { "aria-label": "table" });
  const controls = createControls({ onAct: act, onDeal: deal });
  const log = h("ol.log", { "aria-label": "this hand", "aria-live": "polite" });
  const side = h("section.playside");
  const review = h("section.handreview", { "aria-live": "polite" });
  const problem = h("div.problem");
  const element = h("div.table", h("div.tablemain", felt, controls.element, problem, review), side);
  const unbind = bindKeys(controls.keys);
  const offUnit = settings.on(
    (s) => s.unit,
    () => session && draw(),
  );

  async function show() {
    if (session) return;
    fill(felt, waiting("taking a seat"));
    try {
      session = (await get(`sessions/${id}`)).session;
      if (session.hands > 0) past = (await get(`sessions/${id}/hands`)).hands;
      await settle();
    } catch (error) {
      fill(felt, errorBox(error, show));
    }
  }

  /** @param {string} token */
  function act(token) {
    return move(async () => {
      const answer = await post(`sessions/${id}/act`, { token });
      session = answer.session;
      advice = answer.advice ?? null;
    });
  }

  function deal() {
    return move(async () => {
      session = (await post(`sessions/${id}/deal`)).session;
      advice = null;
      decisions = null;
    });
  }

  /** One request at a time. @param {() => Promise<void>} job */
  async function move(job) {
    if (busy) return;
    busy = true;
    controls.busy(true);
    try {
      await job();
      fill(problem);
    } catch (error) {
      fill(problem, errorBox(error));
    } finally {
      busy = false;
      controls.busy(false);
    }
    await settle();
  }

  /** Draws, and asks for what a hand cost once it is over. */
  async function settle() {
    draw();
    if (!session.hand.over) return;
    reviewed = session.hand.number;
    await loadReview(reviewed);
    past = (await get(`sessions/${id}/hands`)).hands;
    draw();
  }

  /** @param {number} number */
  async function loadReview(number) {
    try {
      decisions = (await get(`sessions/${id}/hands/${number}/review`)).decisions;
    } catch (error) {
      decisions = null;
      if (/** @type {any} */ (error).code !== "not_available") fill(problem, errorBox(error));
    }
  }

  function draw() {
    const { hand } = session;
    fill(felt, drawTable(hand, unit()));
    controls.show(hand, unit());
    fill(
      log,
      hand.log.map((/** @type {any} */ entry) => h("li", entry.text)),
    );
    fill(
      review,
      advice && !hand.over && adviceBox(advice, session.source, unit()),
      hand.over &&
        decisions && [
          h(
            "h2",
            reviewed === hand.number
              ? "What your decisions cost"
              : `What your decisions of hand ${reviewed} cost`,
          ),
          decisions.length
            ? decisionTable(decisions, session.source, unit(), (seat) => hand.seats[seat]?.name ?? "")
            : h("p.hint", "You had nothing to decide in this hand."),
        ],
    );
    drawSide();
  }

  function drawSide() {
    const { result, hands } = session;
    const rows = result
      ? [
          ["hands", count(hands), ""],
          [`won, ${unitName(unit())}`, signed(perUnit(result.chips), 1), ""],
          ["bb per 100", signed(result.bb_per_100, 1), interval(result.interval95)],
          ["less luck (AIVAT)", signed(result.aivat_bb_per_100, 1), interval(result.aivat_interval95)],
        ].filter(([, value]) => value !== "–")
      : [];
    fill(
      side,
      h("h2", session.name, session.practice && h("small", " practice")),
      h(
        "table",
        { "aria-label": "running result" },
        h(
          "tbody",
          rows.map(([name, value, range]) =>
            h("tr", h("td.left", name), h("td", h("strong", value)), h("td.dim", range)),
          ),
        ),
      ),
      h("h2", `Hand ${session.hand.number}`),
      log,
      past.length > 0 && [
        h("h2", "Hands before", h("small", " cost by the strategy's own values")),
        history(),
        h(
          "p",
          h("a", { href: address(`sessions/${id}/phh`), download: "hands.phhs" }, "Save all hands as PHH"),
        ),
      ],
      h("p", h("a", { href: "#/play" }, "Leave the table")),
    );
  }

  function history() {
    const open = async (/** @type {any} */ hand) => {
      reviewed = hand.number;
      await loadReview(hand.number);
      draw();
    };
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
            h("th.left", { scope: "col" }, "hand"),
            h("th.left", { scope: "col" }, "board"),
            h("th", { scope: "col" }, `won, ${unitName(unit())}`),
            h("th", { scope: "col" }, "cost"),
          ),
        ),
        h(
          "tbody",
          [...past]
            .reverse()
            .map((hand) =>
              h(
                "tr",
                { class: hand.number === reviewed ? "on" : "" },
                h("td.left", h("button.quiet", { type: "button", onclick: () => open(hand) }, hand.number)),
                h("td.left", cardsInText(hand.board ?? "")),
                h("td", signed(perUnit(hand.chips), 1)),
                h("td", amountColumn(hand.cost, unit())),
              ),
            ),
        ),
      ),
    );
  }

  /** @param {number} chips */
  function perUnit(chips) {
    const { chipsPerBb, unit: name } = unit();
    return name === "bb" && chipsPerBb ? chips / chipsPerBb : chips;
  }

  return {
    id,
    element,
    show,
    dispose() {
      unbind();
      offUnit();
    },
  };
}

/** @param {number | null | undefined} value */
function interval(value) {
  return value == null || !Number.isFinite(value) ? "" : `± ${fixed(value, 0)}`;
}
