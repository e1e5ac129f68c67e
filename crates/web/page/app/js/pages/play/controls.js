// What the player can do: buttons, a slider for sizes between them, keys.

import { h, fill } from "../../core/h.js";
import { percentShort } from "../../core/format.js";
import { actionColours } from "../../poker/actions.js";
import { actionWords, amount } from "../../poker/words.js";

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
    "aria-label": "size of the bet or raise",
    oninput: () => {
      size = Number(slider.value);
      drawSize();
    },
  });
  const sized = h("button.sized", { type: "button", onclick: () => onAct(`r${size}`) });

  function drawSize() {
    slider.value = String(size);
    const { least, most } = hand.raise;
    const words =
      size >= most
        ? `All-in ${amount(size, unit)}`
        : `${hand.to_call > 0 ? "Raise to" : "Bet"} ${amount(size, unit)}`;
    const already = hand.seats[hand.acting]?.bet ?? 0;
    const share = (size - already - hand.to_call) / (hand.pot + hand.to_call);
    fill(sized, words, h("small", ` ${percentShort(share)} % of the pot`));
    slider.setAttribute("aria-valuetext", words);
    slider.disabled = least >= most;
  }

  function draw() {
    if (hand.over) {
      fill(
        element,
        h("button.primary.next", { type: "button", onclick: onDeal }, "Next hand", h("kbd", "Enter")),
      );
      return;
    }
    if (!hand.actions?.length) {
      fill(element, h("p.alive", "the others act …"));
      return;
    }
    const colours = actionColours(hand.actions);
    fill(
      element,
      h(
        "div.buttons",
        hand.actions.map((/** @type {any} */ action, /** @type {number} */ i) =>
          h(
            "button",
            { type: "button", onclick: () => onAct(action.token), data: { token: action.token } },
            h("b.key", { class: colours[i] }),
            actionText(action),
            h("kbd", i + 1),
          ),
        ),
      ),
      hand.raise && hand.raise.most >= hand.raise.least && h("div.slide", slider, sized),
    );
    if (hand.raise) {
      slider.min = String(hand.raise.least);
      slider.max = String(hand.raise.most);
      slider.step = "1";
      drawSize();
    }
  }

  /** A call says what it costs. @param {any} action */
  function actionText(action) {
    return action.kind === "call"
      ? `Call ${amount(Math.min(hand.to_call, hand.seats[hand.acting].stack), unit)}`
      : actionWords(action, unit);
  }

  /** Moves the size by a tenth of the pot. @param {number} direction */
  function step(direction) {
    if (!mine() || !hand.raise) return false;
    const by = Math.max(1, Math.round(hand.pot / 10));
    size = Math.min(hand.raise.most, Math.max(hand.raise.least, size + direction * by));
    drawSize();
    return undefined;
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
      { keys: ["ArrowUp"], what: "larger bet", group: "Play", run: () => step(1) },
      { keys: ["ArrowDown"], what: "smaller bet", group: "Play", run: () => step(-1) },
      {
        keys: ["r"],
        what: "bet or raise the size of the slider",
        group: "Play",
        run: () => (mine() && hand.raise ? onAct(`r${size}`) : false),
      },
      {
        keys: ["Enter", "n"],
        what: "next hand",
        group: "Play",
        run: (event) => {
          const on = /** @type {HTMLElement} */ (event.target).closest?.("a, button");
          if (!hand?.over || working || (on && event.key === "Enter")) return false;
          return onDeal();
        },
      },
    ],
  };
}
