// What keys do while a position is looked at.

/**
 * @param {object} options
 * @param {() => import("./position.js").Position | null} options.position
 * @param {(line: string, back: boolean) => void} options.go
 * @param {(change: any) => void} options.onPlace
 * @param {() => string[]} options.ahead Lines that were left by going back, the nearest first.
 * @param {(next: string[]) => void} options.setAhead
 * @param {() => void} options.chooseBoard
 * @param {() => void} options.focusGrid
 * @param {() => boolean} options.kept
 * @param {() => boolean} options.hasCompared
 * @returns {import("../core/keys.js").Binding[]}
 */
export function explorerKeys({
  position,
  go,
  onPlace,
  ahead,
  setAhead,
  chooseBoard,
  focusGrid,
  kept,
  hasCompared,
}) {
  const view = (/** @type {string} */ key, /** @type {string} */ what, can = () => true) => ({
    keys: [key],
    what,
    group: "Strategy",
    run: () => (can() ? onPlace({ view: key }) : false),
  });

  /** @param {KeyboardEvent} event */
  function act(event) {
    const node = position()?.node;
    const action = node?.actions?.[Number(event.key) - 1];
    if (!action) return false;
    go(action.line, false);
    return undefined;
  }

  function back() {
    const decisions = (position()?.node.ribbon ?? []).filter(
      (/** @type {any} */ e) => e.kind === "decision" && e.taken != null,
    );
    if (!decisions.length) return false;
    go(decisions[decisions.length - 1].line, true);
    return undefined;
  }

  function forward() {
    const [next, ...rest] = ahead();
    if (next !== undefined) {
      setAhead(rest);
      onPlace({ line: next });
      return undefined;
    }
    const actions = position()?.node.actions ?? [];
    const likely = [...actions].sort((a, b) => (b.frequency ?? 0) - (a.frequency ?? 0))[0];
    if (!likely) return false;
    go(likely.line, false);
    return undefined;
  }

  return [
    { keys: "123456789".split(""), what: "take the action", group: "Line", run: act },
    { keys: ["ArrowLeft"], what: "one action back", group: "Line", run: back },
    { keys: ["ArrowRight"], what: "one action on", group: "Line", run: forward },
    {
      keys: ["ArrowUp", "ArrowDown"],
      what: "into the grid; then from cell to cell",
      group: "Line",
      run: focusGrid,
    },
    { keys: ["b"], what: "choose the board", group: "Line", run: chooseBoard },
    view("s", "strategy"),
    view("e", "EV", () => Boolean(position()?.source.has_values)),
    view("q", "equity"),
    view("d", "difference of two strategies", hasCompared),
    { keys: ["r"], what: "both ranges", group: "Strategy", run: () => onPlace({ tab: "ranges" }) },
    { keys: ["h"], what: "hands of the cell", group: "Strategy", run: () => onPlace({ tab: "hand" }) },
    {
      keys: ["Escape"],
      what: "let go of the cell",
      group: "Strategy",
      run: () => (kept() ? onPlace({ cell: "" }) : false),
    },
  ];
}
