// A spot and the texts of the form's fields, both ways. No DOM.

/** A spot to begin with: a river, solved in a moment. */
export const EXAMPLE = {
  name: "",
  board: "QsJh2h8c3d",
  oop_range: "66+,A8s+,K9s+,Q9s+,J9s+,T8s+,98s,87s,AJo+,KQo,QJo",
  ip_range: "QQ-22,A2s+,K9s+,Q9s+,J9s+,T8s+,97s+,87s,76s,AJo+,KJo+,QJo",
  pot: 200,
  effective_stack: 900,
  rake_rate: 0,
  flop: { bet: "50%", raise: "2.5x" },
  turn: { bet: "50%", raise: "2.5x" },
  river: { bet: "50%,100%,a", raise: "2.5x" },
  locks: [],
};

const STREETS = ["flop", "turn", "river"];
const SIZES = ["bet", "raise", "donk"];

/** @param {any} spot @returns {Record<string, string>} */
export function fieldsOf(spot) {
  /** @type {Record<string, string>} */
  const values = {
    board: String(spot.board ?? "").replace(/\s/g, ""),
    pot: text(spot.pot),
    effective_stack: text(spot.effective_stack ?? lesser(spot.oop_stack, spot.ip_stack)),
    rake_rate: spot.rake_rate ? text(Number((spot.rake_rate * 100).toFixed(6))) : "0",
    rake_cap: text(spot.rake_cap),
  };
  for (const street of STREETS) {
    for (const side of ["", "_oop", "_ip"]) {
      const sizes = spot[street + side];
      if (side && sizes) values.perPlayer = "yes";
      for (const what of SIZES)
        values[`${street}${side}.${what}`] = sizeText(
          sizes?.[what] ?? (side ? spot[street]?.[what] : undefined),
        );
    }
  }
  return values;
}

/**
 * The spot that the fields say; what has no field is taken from the spot that they were filled from.
 * @param {any} base
 * @param {Record<string, string>} values
 * @param {{ oop: string, ip: string }} ranges
 * @param {boolean} perPlayer
 */
export function spotOf(base, values, ranges, perPlayer) {
  const kept = Object.fromEntries(
    Object.entries(base).filter(([key]) => !/^(flop|turn|river)_(oop|ip)$/.test(key)),
  );
  /** @type {any} */
  const spot = {
    ...kept,
    board: values.board,
    oop_range: ranges.oop,
    ip_range: ranges.ip,
    pot: number(values.pot),
    effective_stack: number(values.effective_stack),
    rake_rate: (decimal(values.rake_rate) ?? 0) / 100,
    rake_cap: values.rake_cap ? number(values.rake_cap) : undefined,
  };
  if (base.oop_stack != null || base.ip_stack != null) {
    const same = fieldsOf(base).effective_stack === values.effective_stack;
    if (same) delete spot.effective_stack;
    else Object.assign(spot, { oop_stack: undefined, ip_stack: undefined });
  }
  for (const street of STREETS) {
    for (const side of perPlayer ? ["_oop", "_ip"] : [""])
      spot[street + side] = sizesOf(values, street + side);
  }
  return spot;
}

/** @param {Record<string, string>} values @param {string} key */
function sizesOf(values, key) {
  const donk = values[`${key}.donk`];
  return {
    bet: values[`${key}.bet`] ?? "",
    raise: values[`${key}.raise`] ?? "",
    ...(donk ? { donk: donk === "none" ? "" : donk } : {}),
  };
}

/** @param {any} sizes */
function sizeText(sizes) {
  return Array.isArray(sizes) ? sizes.join(",") : String(sizes ?? "").replace(/,\s+/g, ",");
}

/** @param {any} value */
function text(value) {
  return value == null ? "" : String(value);
}

/** @param {string} value */
function number(value) {
  return value === "" || Number.isNaN(Number(value)) ? value : Number(value);
}

/** What is typed with a point or a comma in it; nothing if the field is empty. @param {string} typed */
const decimal = (typed) => (typed ? Number(typed.replace(",", ".")) : undefined);

/** Fields of numbers, in words. @type {Record<string, string>} */
const NUMBERS = {
  pot: "the pot",
  effective_stack: "what lies behind",
  rake_rate: "the rake",
  rake_cap: "the rake cap",
  target_pct: "the target",
  max_secs: "the time",
};

/**
 * The first field whose text is no number, and what is wrong with it.
 * @param {Record<string, string>} values
 */
export function wrongNumber(values) {
  for (const [field, name] of Object.entries(NUMBERS)) {
    const typed = values[field] ?? "";
    const read = ["rake_rate", "target_pct"].includes(field) ? decimal(typed) : Number(typed);
    if (Number.isNaN(read)) return { field, message: `${name} is a number, not "${typed}"` };
  }
  return null;
}

/** How far a solve goes where the form does not say it. */
export const GOAL = { target_pct: 0.3, max_secs: 120 };

/** How far a solve goes; a target of 0 is never reached. @param {Record<string, string>} values */
export const goalOf = ({ target_pct: target, max_secs: secs }) => ({
  target_pct: decimal(target) ?? GOAL.target_pct,
  max_secs: decimal(secs) ?? GOAL.max_secs,
});

/** @param {any} a @param {any} b */
function lesser(a, b) {
  return a == null || b == null ? (a ?? b) : Math.min(a, b);
}

/** Flops as they are typed, one after each comma. @param {string} typed */
export const listOf = (typed) =>
  typed
    .split(/[,;\n]/)
    .map((flop) => flop.replace(/\s/g, ""))
    .filter(Boolean);

/** A line of a spot in words. @param {string} line */
export const lineWords = (line) =>
  line
    .split(" ")
    .filter(Boolean)
    .map((step) => SAID[step] ?? step.replace(/^b(\d+)$/, "bet $1"))
    .join(", ") || "at the beginning";

/** @type {Record<string, string>} */
const SAID = { x: "check", c: "call", f: "fold" };
