// One state, told to those who listen.

/**
 * A state that is replaced, never changed in place; listeners hear of it once per task, after all changes.
 *
 * @template {object} S
 * @param {S} initial
 */
export function createStore(initial) {
  let state = initial;
  let waiting = false;
  /** @type {Set<{ select: (s: S) => any, last: any, call: (value: any, s: S) => void }>} */
  const listeners = new Set();

  function tell() {
    waiting = false;
    for (const listener of [...listeners]) {
      const value = listener.select(state);
      if (Object.is(value, listener.last)) continue;
      listener.last = value;
      listener.call(value, state);
    }
  }

  return {
    /** The state now. @returns {S} */
    get: () => state,

    /**
     * Replaces parts of the state.
     * @param {Partial<S> | ((s: S) => Partial<S>)} change
     */
    set(change) {
      state = { ...state, ...(typeof change === "function" ? change(state) : change) };
      if (!waiting) {
        waiting = true;
        queueMicrotask(tell);
      }
    },

    /**
     * Calls back whenever what is selected is another value; not at once.
     * @template T
     * @param {(s: S) => T} select
     * @param {(value: T, s: S) => void} call
     * @returns {() => void} Ends it.
     */
    on(select, call) {
      const listener = { select, last: select(state), call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
