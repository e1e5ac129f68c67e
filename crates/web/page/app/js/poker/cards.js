// Cards, combos and the 169 hand classes, as text: `As`, `AsKd`, `AKs`.

export const RANKS = "AKQJT98765432";
export const SUITS = "shdc";
const SYMBOLS = { s: "♠", h: "♥", d: "♦", c: "♣" };
const SUIT_NAMES = { s: "spades", h: "hearts", d: "diamonds", c: "clubs" };
const RANK_NAMES = /** @type {Record<string, string>} */ ({
  A: "ace",
  K: "king",
  Q: "queen",
  J: "jack",
  T: "ten",
  9: "nine",
  8: "eight",
  7: "seven",
  6: "six",
  5: "five",
  4: "four",
  3: "three",
  2: "two",
});

/** All 52 cards, aces first, spades first. @type {string[]} */
export const DECK = [...RANKS].flatMap((rank) => [...SUITS].map((suit) => rank + suit));

/**
 * The name of the class at a row and column of the grid: pairs on the diagonal, suited above.
 * @param {number} row
 * @param {number} column
 */
export function className(row, column) {
  if (row === column) return RANKS[row] + RANKS[row];
  return column > row ? `${RANKS[row]}${RANKS[column]}s` : `${RANKS[column]}${RANKS[row]}o`;
}

/** The 169 classes row by row. @type {string[]} */
export const CLASSES = Array.from({ length: 169 }, (_, i) => className(Math.floor(i / 13), i % 13));

const CLASS_INDEX = new Map(CLASSES.map((name, index) => [name, index]));

/** Where a class stands in the grid, or -1. @param {string} name */
export const classIndex = (name) => CLASS_INDEX.get(name) ?? -1;

/** The class of a combo: `AsKs` is `AKs`. @param {string} combo */
export function classOf(combo) {
  const [a, b] = byRank(combo.slice(0, 2), combo.slice(2, 4));
  if (a[0] === b[0]) return a[0] + b[0];
  return a[0] + b[0] + (a[1] === b[1] ? "s" : "o");
}

/** The combos of a class. @param {string} name @returns {string[]} */
export function combosOf(name) {
  const [high, low, kind] = name;
  /** @type {string[]} */
  const out = [];
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      if (high === low ? i >= j : kind === "s" ? i !== j : i === j) continue;
      out.push(high + SUITS[i] + low + SUITS[j]);
    }
  }
  return out;
}

/** A combo with its higher card first, spades before hearts. @param {string} combo */
export function canonicalCombo(combo) {
  return byRank(combo.slice(0, 2), combo.slice(2, 4)).join("");
}

/** How many combos a class has: 6, 4 or 12. @param {string} name */
export const combosIn = (name) => (name[0] === name[1] ? 6 : name[2] === "s" ? 4 : 12);

/** Whether it is a card. @param {string} text */
export const isCard = (text) => text.length === 2 && RANKS.includes(text[0]) && SUITS.includes(text[1]);

/**
 * The cards in a text, in any spelling that people use: `AhKd7c`, `ah kd,7c`, `A♥K♦`, `10h`.
 * @param {string} text
 * @returns {string[] | null} `null` if it is no list of different cards.
 */
export function parseCards(text) {
  const plainText = text
    .replace(/10/g, "T")
    .replace(/[♠♥♦♣]/g, (s) => suitOfSymbol(s))
    .replace(/[\s,;|/]+/g, "");
  const cards = plainText.match(/.{1,2}/g) ?? [];
  const named = cards.map((card) => card[0].toUpperCase() + (card[1] ?? "").toLowerCase());
  return named.every(isCard) && new Set(named).size === named.length ? named : null;
}

/** @param {string} card */
export const cardSymbol = (card) => card[0] + SYMBOLS[/** @type {"s"} */ (card[1])];

/** A card in words, for those who hear the page. @param {string} card */
export const cardWords = (card) => `${RANK_NAMES[card[0]]} of ${SUIT_NAMES[/** @type {"s"} */ (card[1])]}`;

/** @param {string} symbol */
function suitOfSymbol(symbol) {
  return Object.entries(SYMBOLS).find(([, s]) => s === symbol)?.[0] ?? "";
}

/** @param {string} a @param {string} b */
function byRank(a, b) {
  const rank = RANKS.indexOf(a[0]) - RANKS.indexOf(b[0]);
  const suit = SUITS.indexOf(a[1]) - SUITS.indexOf(b[1]);
  return rank < 0 || (rank === 0 && suit <= 0) ? [a, b] : [b, a];
}
