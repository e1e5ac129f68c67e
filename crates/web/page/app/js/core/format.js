// Numbers as they are shown: at most one decimal for frequencies, two for big blinds.

/** What stands where there is no number. */
export const NONE = "–";
const MINUS = "\u2212";

/**
 * @param {number | null | undefined} value
 * @param {number} digits
 * @returns {string}
 */
export function fixed(value, digits) {
  if (value == null || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A probability as percent without its sign: 0.123 is `12.3`. @param {number | null | undefined} p */
export const percent = (p) => fixed(p == null ? p : p * 100, 1);

/** Chips in big blinds, two decimals at most. @param {number | null | undefined} chips @param {number} bb */
export const inBlinds = (chips, bb) => fixed(chips == null ? chips : chips / bb, 2);

/**
 * An amount without needless zeros: 2.50 is `2.5`.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function plain(value, digits = 2) {
  const text = fixed(value, digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** @param {number | null | undefined} value @param {number} [digits] */
export function signed(value, digits = 2) {
  const text = fixed(value, digits);
  return value != null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** 1234567 is `1,234,567`. @param {number | null | undefined} value */
export function count(value) {
  if (value == null || !Number.isFinite(value)) return NONE;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 1234567 is `1.23 M`. @param {number | null | undefined} value */
export function compact(value) {
  return scaled(value, 1000, ["", " k", " M", " G", " T"]);
}

/** Bytes in units of 1,000. @param {number | null | undefined} value */
export function bytes(value) {
  return scaled(value, 1000, [" B", " kB", " MB", " GB", " TB"]);
}

/** Seconds as `950 ms`, `12.3 s`, `4 min 5 s`, `3 h 20 min`. @param {number | null | undefined} secs */
export function duration(secs) {
  if (secs == null || !Number.isFinite(secs)) return NONE;
  if (secs === 0) return "0 s";
  if (secs < 1) return `${Math.round(secs * 1000)} ms`;
  if (secs < 60) return `${plain(secs, 1)} s`;
  const whole = Math.round(secs);
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** @param {number | null | undefined} value @param {number} step @param {string[]} units */
function scaled(value, step, units) {
  if (value == null || !Number.isFinite(value)) return NONE;
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= step && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : Math.abs(rest) < 10 ? 2 : Math.abs(rest) < 100 ? 1 : 0;
  return plain(rest, digits) + units[unit];
}
