// What the player can do: buttons, a slider for sizes between them, keys.

import { h, fill } from "../../core/h.js";
import { plain } from "../../core/format.js";
import { settings } from "../../core/settings.js";
import { actionColours } from "../../poker/actions.js";
import { amount, amountInUnit, unitName } from "../../poker/words.js";
import { oddsOf, priceOf, shareOf } from "./price.js";
import { howItEnded, outcomeWords } from "./outcome.js";
import { STEPS, parseSize, positionOf, sizeAt } from "./size-scale.js";

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
 * @param {() => void} options.onSkip All-in: the result is wanted at once.
 */
export function createControls({ onAct, onDeal, onSkip }) {
  const element = h("div.controls", { role: "group", "aria-label": "your actions", tabindex: -1 });
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
    onchange: () => hand?.raise && typed(),
    onfocus: () => field.select(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") element.focus();
      // A size that had to be put right is looked at first.
      if (event.key === "Enter" && !event.repeat && typed()) onAct(`r${size}`);
    },
  });
  const fieldUnit = h("span", { "aria-hidden": "true" });
  const sized = h("button.move.sized", { type: "button", onclick: () => onAct(`r${size}`) });
  const dealOn = h("input", { type: "checkbox", onchange: () => settings.set({ dealOn: dealOn.checked }) });

  const perUnit = () => (unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1);
  /** Chips that the player has put in on this street. */
  const already = () => hand.seats[hand.acting]?.bet ?? 0;
  /** Chips that a raise to a share of the pot comes to. @param {number} share */
  const toOf = (share) => Math.round(already() + hand.to_call + share * (hand.pot + hand.to_call));

  /** The actions by key, from 1: folding has its place where there is nothing to fold to, too. */
  const slots = () => {
    const actions = hand?.actions ?? [];
    return !actions.length || actions[0].kind === "fold" ? actions : [null, ...actions];
  };

  /** @param {number} chips */
  function choose(chips) {
    size = Math.min(hand.raise.most, Math.max(hand.raise.least, chips));
    drawSize();
  }

  /** Takes over what was typed; whether it can be bet as it stands. */
  function typed() {
    const chips = parseSize(field.value, perUnit());
    choose(chips ?? size);
    return chips === size;
  }

  function drawSize() {
    const { least, most } = hand.raise;
    const position = positionOf(size, hand.raise);
    slider.value = String(position);
    slider.disabled = least >= most;
    slider.style.setProperty("--at", `${(100 * position) / STEPS}%`);
    field.value = amount(size, unit);
    fieldUnit.textContent = unitName(unit);
    const word = size >= most ? "All-in" : hand.to_call > 0 || already() > 0 ? "Raise to" : "Bet";
    const words = `${word} ${amountInUnit(size, unit)}`;
    fill(sized, h("span.word", words), h("small", shareWords(size), " of the pot"), h("kbd", "r"));
    slider.setAttribute("aria-valuetext", words);
  }

  function draw() {
    element.classList.toggle("over", hand.over || hand.chance != null);
    if (hand.chance) return drawAllIn();
    if (hand.over) return drawOver();
    if (!hand.actions?.length) return fill(element, h("p.alive", "the others act …"));
    fill(element, h("div.buttons", moveButtons()), hand.raise && sizeRow());
    if (hand.raise) drawSize();
    return undefined;
  }

  function moveButtons() {
    const colours = actionColours(hand.actions);
    const places = slots();
    const shift = places.length - hand.actions.length;
    return places.map((/** @type {any} */ action, /** @type {number} */ i) =>
      action == null
        ? h(
            "button.move",
            { type: "button", disabled: true, title: "checking costs nothing" },
            h("span.word", "Fold"),
            h("kbd", i + 1),
          )
        : h(
            "button.move",
            {
              type: "button",
              class: colours[i - shift],
              onclick: () => onAct(action.token),
              data: { token: action.token, key: action.token },
            },
            h("span.word", moveWords(action)),
            moveNote(action),
            h("kbd", i + 1),
          ),
    );
  }

  function sizeRow() {
    const fitting = SHARES.filter(
      ([, share]) => toOf(share) >= hand.raise.least && toOf(share) < hand.raise.most,
    );
    return h(
      "div.slide",
      h(
        "div.shares",
        { role: "group", "aria-label": "sizes as shares of the pot" },
        fitting.map(([name, share]) =>
          h(
            "button.quiet",
            {
              type: "button",
              title: `${name === "pot" ? "the size" : name} of the pot`,
              data: { key: name },
              onclick: () => choose(toOf(share)),
            },
            name,
          ),
        ),
      ),
      slider,
      h("label.sizefield", field, fieldUnit),
      sized,
    );
  }

  function drawAllIn() {
    fill(
      element,
      h("div.outcome", h("strong", "All-in"), h("small", "the board comes street by street")),
      h("button.next", { type: "button", onclick: onSkip }, "Show the result", h("kbd", "Enter")),
    );
  }

  function drawOver() {
    dealOn.checked = settings.get().dealOn;
    fill(
      element,
      h("div.outcome", h("strong", outcomeWords(hand, unit)), h("small", howItEnded(hand))),
      h("button.primary.next", { type: "button", onclick: onDeal }, "Next hand", h("kbd", "Enter")),
      h("label.check", dealOn, "deal on by itself"),
    );
  }

  /** @param {any} action */
  function moveWords(action) {
    const chips = amountInUnit(action.to, unit);
    if (action.kind === "call") return `Call ${amountInUnit(priceOf(hand), unit)}`;
    if (action.kind === "bet") return `Bet ${chips}`;
    if (action.kind === "raise") return `Raise to ${chips}`;
    return action.kind === "allin" ? `All-in ${chips}` : action.kind === "fold" ? "Fold" : "Check";
  }

  /** What stands below the words: the share of the pot, or the pot odds. @param {any} action */
  function moveNote(action) {
    if (action.kind === "call") {
      const odds = plain(100 * oddsOf(hand), 0);
      return h("small", { title: `a hand that wins ${odds} % of the time breaks even` }, `odds ${odds} %`);
    }
    if (!["bet", "raise", "allin"].includes(action.kind)) return null;
    return h("small", shareWords(action.to), " pot");
  }

  /** A bet or raise as a share of the pot after a call. @param {number} to */
  function shareWords(to) {
    const share = shareOf(hand, to);
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

  /**
   * Whoever was within stays within; at a new decision on no button, so that no key acts by mistake.
   * @param {boolean} fresh @param {() => void} redraw
   */
  function keepFocus(fresh, redraw) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const within = element.contains(focused);
    redraw();
    if (!within) return;
    const key = focused?.dataset.key;
    const keyed = key === undefined ? null : element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const same = fresh ? null : element.contains(focused) ? focused : keyed;
    const place = /** @type {HTMLElement} */ (same ?? element.querySelector(".next") ?? element);
    place.focus({ preventScroll: true });
  }

  return {
    element,
    /** @param {any} nextHand @param {any} nextUnit */
    show(nextHand, nextUnit) {
      const fresh =
        !hand ||
        hand.number !== nextHand.number ||
        hand.line !== nextHand.line ||
        hand.over !== nextHand.over;
      hand = nextHand;
      unit = nextUnit;
      if (hand.raise && fresh) {
        const first = hand.actions.find((/** @type {any} */ a) => a.kind === "bet" || a.kind === "raise");
        size = Math.min(hand.raise.most, Math.max(hand.raise.least, first?.to ?? hand.raise.least));
      }
      keepFocus(fresh, draw);
    },
    /** Takes the focus where nothing else has it: the page has just come to the table. */
    focus() {
      if (document.activeElement === document.body) element.focus({ preventScroll: true });
    },
    /** While a move is on its way no other is made. @param {boolean} now */
    busy(now) {
      working = now;
      element.setAttribute("aria-busy", String(now));
    },
    /** @type {import("../../core/keys.js").Binding[]} */
    keys: [
      {
        keys: "123456789".split(""),
        what: "take the action",
        group: "Play",
        run: (event) => {
          const action = mine() ? slots()[Number(event.key) - 1] : null;
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
        keys: ["b"],
        what: "type a size; Enter bets it",
        group: "Play",
        run: () => (mine() && hand.raise ? field.focus() : false),
      },
      {
        keys: ["Enter", " ", "n"],
        what: "next hand; all-in: the result at once",
        group: "Play",
        run: (event) => {
          const on = /** @type {HTMLElement} */ (event.target).closest?.("a, button, input, summary");
          if (working || (on && event.key !== "n")) return false;
          if (hand?.chance) return onSkip();
          return hand?.over ? onDeal() : false;
        },
      },
    ],
  };
}
