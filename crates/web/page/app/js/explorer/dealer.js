// Where a card is dealt, or the hand is over: the cards to choose from, and what each would bring.

import { h, fill } from "../core/h.js";
import { cardMap } from "../parts/cardmap.js";
import { chooseCards } from "../parts/cards.js";
import { errorBox } from "../parts/status.js";
import { DECK, parseCards } from "../poker/cards.js";
import { loadReport } from "./position.js";
import { showRunouts } from "./runouts-panel.js";

/** @typedef {import("./position.js").Position} Position */

/**
 * @param {object} options
 * @param {(board: string) => void} options.onBoard
 * @param {() => Position | null} options.position
 * @param {() => string} options.board The whole board of the place.
 */
export function createDealer({ onBoard, position, board }) {
  const element = h("section.hero.dealer");
  /** @type {string[]} Cards of a flop chosen so far. */
  let started = [];

  /** Board sizes that may be chosen at this position. @param {Position} at */
  function sizes(at) {
    const root = at.source.root_board.length / 2;
    const all = at.source.streets
      .map((/** @type {any} */ street) => street.board_cards)
      .filter((/** @type {number} */ n) => n > 0 && n >= root);
    return all.length ? all : [3, 4, 5];
  }

  /**
   * Lets the user choose the board anew.
   * @param {number | null} from Cards that stay; `null`: those of the streets before.
   */
  async function choose(from) {
    const at = position();
    if (!at || at.source.root_board.length / 2 >= 5) return;
    const now = parseCards(board() || at.source.root_board) ?? at.node.board;
    const root = at.source.root_board.length / 2;
    const cards = from == null ? now : now.slice(0, Math.max(root, from));
    const deck = at.source.cards === "holdem" ? DECK : deckOf(at);
    const chosen = await chooseCards({ cards, counts: sizes(at), deck, title: "Board" });
    if (chosen) onBoard(chosen.join(""));
  }

  /** @param {string} card */
  function deal(card) {
    const at = /** @type {Position} */ (position());
    const { node } = at;
    started = started.includes(card) ? started.filter((c) => c !== card) : [...started, card];
    if (started.length >= node.cards_missing) {
      const all = [...node.board, ...started].join("");
      started = [];
      onBoard(all);
      return;
    }
    drawDeck(at);
  }

  /** @param {Position} at */
  function drawDeck(at) {
    const { node } = at;
    const missing = node.cards_missing - started.length;
    const words = missing === 1 ? "a card" : `${missing} cards`;
    const deck = new Set(at.source.cards === "holdem" ? DECK : deckOf(at));
    const dead = new Set([...node.board, ...DECK.filter((card) => !deck.has(card))]);
    fill(
      element,
      h(
        "div.herohead",
        h("h2", `Choose the ${node.street}`, h("small", ` ${words} to come`)),
        h(
          "div.views",
          h("button", { type: "button", onclick: () => random(at, deck) }, "Random"),
          h("button", { type: "button", onclick: () => choose(null) }, "Type it"),
        ),
      ),
      cardMap({ label: `cards of the ${node.street}`, dead, chosen: new Set(started), onCard: deal }),
      h("p.hint", "Click cards, or press b and type them."),
    );
  }

  /** @param {Position} at @param {Set<string>} deck */
  function random(at, deck) {
    const left = [...deck].filter((card) => !at.node.board.includes(card));
    const cards = [];
    for (let i = 0; i < at.node.cards_missing; i++)
      cards.push(...left.splice(Math.floor(Math.random() * left.length), 1));
    started = [];
    onBoard([...at.node.board, ...cards].join(""));
  }

  return {
    choose,
    /**
     * @param {import("../poker/words.js").Unit} unit
     * @param {string} shown
     * @param {(id: string) => void} onShown
     */
    show(unit, shown, onShown) {
      const at = /** @type {Position} */ (position());
      const { node } = at;
      if (node.state === "over") {
        fill(
          element,
          h("h2", "The hand is over"),
          h("p.hint", "Nobody acts here. Go back along the line, or press the left arrow."),
        );
        return element;
      }
      started = [];
      if (node.board.length < 3 || node.cards_missing > 1 || at.source.cards !== "holdem") drawDeck(at);
      else drawReport(at, unit, shown, onShown);
      return element;
    },
  };

  /**
   * @param {Position} at
   * @param {import("../poker/words.js").Unit} unit
   * @param {string} shown
   * @param {(id: string) => void} onShown
   */
  function drawReport(at, unit, shown, onShown) {
    drawDeck(at);
    loadReport(at, "runouts")
      .then((report) => {
        if (position() !== at) return;
        showRunouts(element, {
          report,
          node: at.node,
          board: at.node.board,
          shown,
          onShown,
          unit,
          onCard: (card) => onBoard([...at.node.board, card].join("")),
        });
      })
      .catch((error) => {
        if (position() === at && error.code !== "not_available") element.append(errorBox(error));
      });
  }
}

/** Cards that hands of a small game are made of. @param {Position} at */
function deckOf(at) {
  const cards = new Set(at.hands.hands.flatMap((hand) => hand.match(/../g) ?? [hand]));
  return [...cards];
}
