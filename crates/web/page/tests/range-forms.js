// Every form of an item of a range, read by the unit tests and sent to the server by those in the browser.

/** Ranges, and how many combos they hold by weight. @type {[string, number][]} */
export const READ = [
  ["", 0],
  [" ,\n ,", 0],
  ["AA", 6],
  ["aa", 6],
  ["AKs", 4],
  ["KAs", 4],
  ["AKO", 12],
  ["AK", 16],
  ["AhKh", 1],
  ["KhAh", 1],
  ["aHkH", 1],
  ["TT+", 30],
  ["AA+", 6],
  ["ATs+", 16],
  ["AT+", 64],
  ["TA+", 64],
  ["KTo+", 36],
  ["A2+", 192],
  // Neighbours climb with both cards, one gap and more with the lower one.
  ["76s+", 32],
  ["JTs+", 16],
  ["JTo+", 48],
  ["JT+", 64],
  ["AKs+", 4],
  ["32+", 192],
  ["J9s+", 8],
  ["QQ-99", 24],
  ["99-QQ", 24],
  ["A5s-A2s", 16],
  ["A2-A5", 64],
  ["T9s-65s", 20],
  ["65s-T9s", 20],
  ["AKs-JTs", 16],
  ["QTo-86o", 60],
  ["AKs-A2s", 48],
  ["TT-TT", 6],
  ["random", 1326],
  ["RANDOM", 1326],
  ["100%", 1326],
  ["random:0.5", 663],
  ["AKs:0.5", 2],
  ["AKs:1", 4],
  ["AKs:1.", 4],
  ["AKs:.25", 1],
  ["AKs:0", 0],
  ["AKs:1.00000001", 4],
  ["76s+:0.25", 8],
  ["AhKh:0.5", 0.5],
  // Commas, blanks and line breaks separate.
  ["AA KK", 12],
  ["AA, KK", 12],
  ["AA,,KK,", 12],
  ["AA\nKK\r\nQQ\tJJ", 24],
  ["AA\u00a0KK\u3000QQ", 18],
  // What comes later counts.
  ["AA:0.25,TT+", 30],
  ["TT+,AA:0.25", 25.5],
  ["random,AA:0,KK:0.5", 1326 - 6 - 3],
  ["AA,AsAh:0", 5],
];

/** Texts that are no range, and what is said about them. @type {[string, string][]} */
export const REFUSED = [
  ...["AX", "A", "X", "AAA", "AKx", "AKso", "A K", "10Ts", "*", "any", "AhK", "Ahkhx", "é", "\u017fA"].map(
    (text) => /** @type {[string, string]} */ ([text, hand(text)]),
  ),
  ["AKx, QQ", "column 1: `AKx` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["QQ, é, AKs", "column 5: `é` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["QQ\né,\nAKs", "line 2, column 1: `é` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  [
    "\u{1f0a1}\u{1f0b1} AK AX",
    "column 1: `\u{1f0a1}\u{1f0b1}` is not a hand (such as AA, AKs, AKo, AK or AhKh)",
  ],
  ["x".repeat(50), `column 1: \`${"x".repeat(40)}...\` is not a hand (such as AA, AKs, AKo, AK or AhKh)`],
  ["-0", "column 1: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["AK-", "column 4: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["-AK", "column 1: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["TT-77+", "column 4: `77+` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["AhKh-AhQh", "column 1: `AhKh` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["AA :0.3", "column 4: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  [":0.5", "column 1: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["+", "column 1: `` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["TT++", "column 1: `TT+` is not a hand (such as AA, AKs, AKo, AK or AhKh)"],
  ["AAs", "column 1: `AAs` is a hand that does not exist"],
  ["AAo+", "column 1: `AAo` is a hand that does not exist"],
  ["AhAh", "column 1: `AhAh` is a hand that does not exist"],
  ["AhKh+", "column 1: `AhKh+` cannot be counted up: a `+` follows ranks (such as TT+, ATs+ or 76s+)"],
  ...["AKs-QJo", "AKs-QTs", "AA-AK", "AK-AKs", "AKs-J9s"].map(
    (text) =>
      /** @type {[string, string]} */ ([
        text,
        `column 1: \`${text}\` is no interval: both ends are pairs, ` +
          "or share their suits and either the higher card or the gap",
      ]),
  ),
  ...[
    "",
    "2",
    "-1",
    "-0",
    "+0.5",
    "1e0",
    "0x1",
    ".",
    "1.0.0",
    "Infinity",
    "NaN",
    "x",
    "٣",
    "0.5:0.5",
    "50%",
  ].map(
    (weight) =>
      /** @type {[string, string]} */ ([
        `AA:${weight}`,
        `column 4: \`${weight}\` is not a weight (a number from 0 to 1, such as 0.25)`,
      ]),
  ),
  ["AA: 0.3", "column 4: `` is not a weight (a number from 0 to 1, such as 0.25)"],
  ["XX:2", "column 4: `2` is not a weight (a number from 0 to 1, such as 0.25)"],
  ["50%", "column 1: `50%` is not supported: the only percentage is 100%, the same as random"],
];

/** What is said about a text whose first item is no hand. @param {string} text */
function hand(text) {
  return `column 1: \`${text.split(" ")[0]}\` is not a hand (such as AA, AKs, AKo, AK or AhKh)`;
}
