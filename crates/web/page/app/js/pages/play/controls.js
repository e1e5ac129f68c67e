// What the player can do: buttons, a slider for sizes between them, keys.

import { h, fill } from "../../core/h.js";
import { plain } from "../../core/format.js";
import { settings } from "../../core/settings.js";
import { actionColours } from "../../poker/actions.js";
import { amount, unitName } from "../../poker/words.js";
import { STEPS, positionOf, sizeAt } from "./size-scale.js";

/** Sizes to choose from, as shares of the pot. */
const SHARES = /** @type {[string, number][]} */ ([
  ["⅓", 1 / 3],
  ["½", 1 / 2],
  ["¾", 3 / 4],
  ["pot", 1],
  ["2×", 2],
]);

/**
 * @param {object} options
 * @param {(token: string) => void} options.onAct
 * @param {() => void} options.onDeal
 */
export function createControls({ onAct, onDeal }) {
  const element = h("div.controls", { role: "group", "aria-label": "your actions" });
  /** @type {any} */
  let hand = null;
  /** @type {any} */
  let unit = null;
  let size = 0;
  let working = false;
  const mine = () => hand && !hand.over && hand.seats[hand.acting]?.you && !working;

  const slider = h("input", {
    type: "range",
    min: 0,
    max: STEPS,
    "aria-label": "size of the bet or raise",
    oninput: () => choose(sizeAt(Number(slider.value), size, hand.raise)),
  });
  const field = h("input.size", {
    type: "text",
    inputmode: "decimal",
    "aria-label": "size of the bet or raise as a number",
    autocomplete: "off",
    onchange: () => choose(Math.round(Number(field.value.replace(",", ".")) * perUnit())),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      choose(Math.round(Number(field.value.replace(",", ".")) * perUnit()));
      onAct(`r${size}`);
    },
  });
  const sized = h("button.move.sized", { type: "button", onclick: () => onAct(`r${size}`) });
  const dealOn = h("input", { type: "checkbox", onchange: () => settings.set({ dealOn: dealOn.checked }) });

  const perUnit = () => (unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1);
  /** Chips that a raise to a share of the pot comes to. @param {number} share */
  const toOf = (share) => {
    const already = hand.seats[hand.acting]?.bet ?? 0;
    return Math.round(already + hand.to_call + share * (hand.pot + hand.to_call));
  };

  /** @param {number} chips */
  function choose(chips) {
    if (Number.isFinite(chips)) size = Math.min(hand.raise.most, Math.max(hand.raise.least, chips));
    drawSize();
  }

  function drawSize() {
    const { least, most } = hand.raise;
    const position = positionOf(size, hand.raise);
    slider.value = String(position);
    slider.disabled = least >= most;
    slider.style.setProperty("--at", `${(100 * position) / STEPS}%`);
    field.value = amount(size, unit);
    const already = hand.seats[hand.acting]?.bet ?? 0;
    const words = size >= most ? "All-in" : hand.to_call > 0 || already > 0 ? "Raise to" : "Bet";
    fill(
      sized,
      h("span.word", `${words} ${amount(size, unit)}`),
      h("small", shareWords(size), " of the pot"),
      h("kbd", "r"),
    );
    slider.setAttribute("aria-valuetext", `${words} ${amount(size, unit)}`);
  }

  function draw() {
    element.classList.toggle("over", hand.over);
    if (hand.over) return drawOver();
    if (!hand.actions?.length) return fill(element, h("p.alive", "the others act …"));
    const colours = actionColours(hand.actions);
    fill(
      element,
      h(
        "div.buttons",
        hand.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
          h(
            "button.move",
            {
              type: "button",
              class: colours[i],
              onclick: () => onAct(action.token),
              data: { token: action.token },
            },
            h("span.word", moveWords(action)),
            moveNote(action),
            h("kbd", i + 1),
          ),
        ),
      ),
      hand.raise &&
        h(
          "div.slide",
          h(
            "div.shares",
            { role: "group", "aria-label": "sizes as shares of the pot" },
            SHARES.filter(
              ([, share]) => toOf(share) >= hand.raise.least && toOf(share) < hand.raise.most,
            ).map(([name, share]) =>
              h(
                "button.quiet",
                { type: "button", title: `${name} of the pot`, onclick: () => choose(toOf(share)) },
                name,
              ),
            ),
          ),
          slider,
          field,
          sized,
        ),
    );
    if (hand.raise) drawSize();
    return undefined;
  }

  function drawOver() {
    dealOn.checked = settings.get().dealOn;
    fill(
      element,
      h("div.outcome", h("strong", outcome()), h("small", howItEnded())),
      h("button.primary.next", { type: "button", onclick: onDeal }, "Next hand", h("kbd", "Enter")),
      h("label.check", dealOn, "deal on by itself"),
    );
  }

  function outcome() {
    const won = hand.result.chips[hand.seat];
    if (won === 0) return "You break even";
    return `You ${won > 0 ? "win" : "lose"} ${amount(Math.abs(won), unit)} ${unitName(unit)}`;
  }

  /** By a fold, or with what against what. */
  function howItEnded() {
    if (hand.seats.length === 2) {
      const folded = hand.seats.find((/** @type {any} */ seat) => seat.folded);
      if (folded) return folded.you ? "you folded" : `${folded.name} folded`;
    }
    const left = hand.seats.filter((/** @type {any} */ seat) => !seat.folded);
    if (left.length < 2) return left[0]?.you ? "all others folded" : "you folded";
    const { made } = hand.result;
    const against = left
      .filter((/** @type {any} */ seat) => !seat.you)
      .map((/** @type {any} */ seat) => made[seat.seat]);
    if (hand.seats[hand.seat].folded) return "you folded";
    return `${made[hand.seat]} against ${against.join(" and ")}`;
  }

  /** @param {any} action */
  function moveWords(action) {
    const chips = amount(action.to, unit);
    if (action.kind === "call")
      return `Call ${amount(Math.min(hand.to_call, hand.seats[hand.acting].stack), unit)}`;
    if (action.kind === "bet") return `Bet ${chips}`;
    if (action.kind === "raise") return `Raise to ${chips}`;
    return action.kind === "allin" ? `All-in ${chips}` : action.kind === "fold" ? "Fold" : "Check";
  }

  /** What stands below the words: the share of the pot, or the pot odds. @param {any} action */
  function moveNote(action) {
    if (action.kind === "call") {
      const price = Math.min(hand.to_call, hand.seats[hand.acting].stack);
      const odds = plain((100 * price) / (hand.pot + price), 0);
      return h("small", { title: `a hand that wins ${odds} % of the time breaks even` }, `odds ${odds} %`);
    }
    if (!["bet", "raise", "allin"].includes(action.kind)) return null;
    return h("small", shareWords(action.to), " pot");
  }

  /** A bet or raise as a share of the pot after a call. @param {number} to */
  function shareWords(to) {
    const already = hand.seats[hand.acting]?.bet ?? 0;
    const share = (to - already - hand.to_call) / (hand.pot + hand.to_call);
    return share < 10 ? `${plain(share * 100, 0)} %` : `${plain(share, 0)} ×`;
  }

  /** Moves the size by a tenth of the pot. @param {number} direction */
  function step(direction) {
    if (!mine() || !hand.raise) return false;
    choose(size + direction * Math.max(1, Math.round(hand.pot / 10)));
    return undefined;
  }

  /** Takes the first action of these kinds. @param {string[]} kinds */
  function take(kinds) {
    const action = mine() ? hand.actions.find((/** @type {any} */ a) => kinds.includes(a.kind)) : null;
    if (!action) return false;
    return onAct(action.token);
  }

  return {
    element,
    /** @param {any} nextHand @param {any} nextUnit */
    show(nextHand, nextUnit) {
      const fresh = !hand || hand.number !== nextHand.number || hand.line !== nextHand.line;
      hand = nextHand;
      unit = nextUnit;
      if (hand.raise && fresh) {
        const first = hand.actions.find((/** @type {any} */ a) => a.kind === "bet" || a.kind === "raise");
        size = Math.min(hand.raise.most, Math.max(hand.raise.least, first?.to ?? hand.raise.least));
      }
      draw();
    },
    /** @param {boolean} now */
    busy(now) {
      working = now;
      element.querySelectorAll("button").forEach((/** @type {any} */ b) => {
        b.disabled = now;
      });
    },
    /** @type {import("../../core/keys.js").Binding[]} */
    keys: [
      {
        keys: "123456789".split(""),
        what: "take the action",
        group: "Play",
        run: (event) => {
          const action = mine() ? hand.actions[Number(event.key) - 1] : null;
          if (!action) return false;
          return onAct(action.token);
        },
      },
      { keys: ["f"], what: "fold", group: "Play", run: () => take(["fold"]) },
      { keys: ["c"], what: "check or call", group: "Play", run: () => take(["check", "call"]) },
      { keys: ["a"], what: "all-in", group: "Play", run: () => take(["allin"]) },
      { keys: ["ArrowUp"], what: "larger bet", group: "Play", run: () => step(1) },
      { keys: ["ArrowDown"], what: "smaller bet", group: "Play", run: () => step(-1) },
      {
        keys: ["r"],
        what: "bet or raise the size of the slider",
        group: "Play",
        run: () => (mine() && hand.raise ? onAct(`r${size}`) : false),
      },
      {
        keys: ["Enter", " ", "n"],
        what: "next hand",
        group: "Play",
        run: (event) => {
          const on = /** @type {HTMLElement} */ (event.target).closest?.("a, button, input, summary");
          if (!hand?.over || working || (on && event.key !== "n")) return false;
          return onDeal();
        },
      },
    ],
  };
}
