// Runs: watch, compare, start, stop and resume training.

import { h, fill } from "../../core/h.js";
import { get } from "../../core/api.js";
import { keepingFocus } from "../../core/focus.js";
import { go } from "../../core/url.js";
import { compact, duration, fixed } from "../../core/format.js";
import { command, emptyState, errorBox, waiting } from "../../parts/status.js";
import { createRunView } from "./view.js";
import { createStartForm } from "./start-form.js";

const LIST_SECS = 5;

/** @param {any} about @returns {import("../../main.js").Page} */
export function createPage(about) {
  /** @type {Record<string, string>} */
  let params = {};
  /** @type {any[]} */
  let runs = [];
  /** @type {ReturnType<typeof createRunView> | null} */
  let view = null;
  /** @type {HTMLElement | null} */
  let form = null;
  const list = h("section.runlist", { "aria-label": "runs" }, waiting("loading"));
  const main = h("section.runview");
  const element = h("div.page.runs", list, main);
  const timer = setInterval(() => !document.hidden && refresh(), LIST_SECS * 1000);

  async function refresh() {
    try {
      runs = (await get("runs")).runs;
      drawList();
    } catch (error) {
      fill(list, errorBox(error, refresh));
    }
  }

  /** @param {Record<string, string>} next */
  async function show(next) {
    params = next;
    if (!runs.length) await refresh();
    else drawList();
    if (params.new || (!runs.length && !params.of)) return showForm();
    const id = /** @type {string | undefined} */ (params.of || runs[0]?.id);
    if (!id) return undefined;
    if (view?.id !== id) {
      view?.dispose();
      view = createRunView(id, { onChange: refresh });
    }
    if (main.firstChild !== view.element) fill(main, view.element);
    return view.show((params.with ?? "").split(",").filter(Boolean));
  }

  function showForm() {
    view?.dispose();
    view = null;
    form ??= createStartForm({
      onStarted: (run) => {
        refresh();
        go({ page: "runs", params: { of: run.id } });
      },
    });
    const teach =
      !runs.length &&
      emptyState(
        "No run yet",
        h(
          "p",
          "A run trains a strategy and keeps all that it is made of in one folder. ",
          "Start the first one here, or in a terminal:",
        ),
        command("holdem train --time-budget 2m"),
      );
    fill(main, teach, about.can?.train !== false && form);
  }

  function drawList() {
    const others = (params.with ?? "").split(",").filter(Boolean);
    keepingFocus(list, () =>
      fill(
        list,
        h(
          "div.herohead",
          h("h2", "Runs"),
          about.can?.train !== false &&
            h("a.button", { href: "#/runs?new=1", data: { key: "start" } }, "Start a run"),
        ),
        runs.map((run) => item(run, others)),
        runs.length > 1 && h("p.hint", "Tick runs to draw their charts over the one that is shown."),
      ),
    );
  }

  /** @param {any} run @param {string[]} others */
  function item(run, others) {
    const shown = !params.new && run.id === (params.of || runs[0]?.id);
    const tick = h("input", {
      type: "checkbox",
      "aria-label": `chart of ${run.name} too`,
      data: { key: `tick ${run.id}` },
      checked: others.includes(run.id) || shown,
      disabled: shown,
      onchange: () =>
        go(
          {
            page: "runs",
            params: {
              ...params,
              with: (tick.checked ? [...others, run.id] : others.filter((id) => id !== run.id)).join(","),
            },
          },
          true,
        ),
    });
    const strength =
      run.exploitability_mbb != null
        ? `${fixed(run.exploitability_mbb, 1)} mbb/h`
        : run.iterations
          ? `${compact(run.iterations)} it`
          : "";
    const facts = [run.state, run.game, run.elapsed_secs > 0 && duration(run.elapsed_secs)];
    return h(
      "div.runitem",
      { "aria-current": shown ? "true" : null },
      tick,
      h("a", { href: `#/runs?of=${run.id}`, data: { key: run.id } }, run.name),
      h("em", strength),
      h("small", h("span.dot", { class: run.state }), ` ${facts.filter(Boolean).join(" · ")}`),
    );
  }

  return {
    element,
    show,
    dispose() {
      clearInterval(timer);
      view?.dispose();
    },
  };
}
