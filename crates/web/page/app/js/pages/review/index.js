// Review: a hand history, each decision graded by a strategy.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { settings } from "../../core/settings.js";
import { fixed } from "../../core/format.js";
import { unitName } from "../../poker/words.js";
import { sourceSelect } from "../../parts/sources.js";
import { command, emptyState, errorBox, waiting } from "../../parts/status.js";
import { decisionTable } from "../../parts/decisions.js";

const GRADES = ["best", "good", "inaccuracy", "mistake", "blunder"];
const LARGEST = 4_000_000;

/** @returns {import("../../main.js").Page} */
export function createPage() {
  const element = h("div.page.review");
  /** @type {any[]} */
  let able = [];
  let of = "";
  let text = "";
  /** @type {any} */
  let bigBlind = null;
  const result = h("div", { "aria-live": "polite" });
  const player = h("input", { type: "text", placeholder: "everybody", size: 14, autocomplete: "off" });

  async function show() {
    if (able.length) return;
    try {
      const { sources } = await get("sources");
      able = sources.filter(
        (/** @type {any} */ s) =>
          s.kind !== "solution" &&
          s.strategy !== false &&
          s.state !== "unreadable" &&
          !/kuhn|leduc|mini/i.test(s.game ?? ""),
      );
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

  async function review() {
    fill(result, waiting("being reviewed"));
    try {
      const [answer, source] = await Promise.all([
        post("reviews", { source: of, phh: text, seat: player.value.trim() || null }),
        get(`sources/${of}`),
      ]);
      bigBlind = source.chips_per_bb;
      fill(result, summary(answer.summary), answer.hands.map(hand));
    } catch (error) {
      fill(result, errorBox(error));
    }
  }

  const unit = () => ({ chipsPerBb: bigBlind, unit: settings.get().unit });
  const inUnit = (/** @type {number | null} */ chips) =>
    fixed(chips == null ? null : chips / (unit().unit === "bb" && bigBlind ? bigBlind : 1), 2);

  /** @param {any} all */
  function summary(all) {
    return h(
      "section",
      h("h2", `${all.decisions} decisions cost ${inUnit(all.cost)} ${unitName(unit())}`),
      h(
        "div.grades",
        GRADES.map((grade) =>
          h("span", h("span.grade", { class: grade }, grade), " ", h("strong", all.grades[grade] ?? 0)),
        ),
      ),
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
          one.cost != null && ` · cost ${inUnit(one.cost)}`,
        ),
      ),
      one.error
        ? h("p.error", one.error)
        : one.decisions.length
          ? decisionTable(one.decisions, of, unit(), name)
          : h("p.hint", "Nothing was decided."),
    );
  }

  return { element, show };
}
