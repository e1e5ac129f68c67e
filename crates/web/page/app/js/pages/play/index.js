// Play against a strategy: choose one, then the table.

import { h, fill } from "../../core/h.js";
import { get, request } from "../../core/api.js";
import { count } from "../../core/format.js";
import { playable } from "../../parts/sources.js";
import { command, confirmed, emptyState, errorBox } from "../../parts/status.js";
import { strongestFirst } from "./opponents.js";
import { createStart } from "./start.js";
import { createTableView } from "./view.js";

/** @returns {import("../../main.js").Page} */
export function createPage() {
  const element = h("div.page.play");
  /** @type {ReturnType<typeof createTableView> | null} */
  let view = null;

  /** @param {Record<string, string>} params */
  async function show(params) {
    if (view && view.id !== params.session) {
      view.dispose();
      view = null;
    }
    if (params.session) {
      if (!view) {
        view = createTableView(params.session);
        fill(element, view.element);
      }
      return view.show();
    }
    return showStart(params);
  }

  /** @param {Record<string, string>} params */
  async function showStart(params) {
    try {
      const [answer, { sessions }] = await Promise.all([get("sources"), get("sessions")]);
      if (view) return;
      const able = strongestFirst(playable(answer));
      if (!able.length) {
        fill(
          element,
          emptyState(
            "Nobody to play against yet",
            h("p", "A strategy for hold'em makes an opponent. Train one:"),
            command("holdem train --time-budget 2m"),
            h("p", h("a.button.primary", { href: "#/runs?new=1" }, "Start a run here")),
          ),
        );
        return;
      }
      fill(element, h("div.playstart", createStart(able, params.of), sessionList(sessions)));
      // A browser obeys `autofocus` once, and this page may be the second one.
      /** @type {HTMLElement | null} */ (element.querySelector(".primary"))?.focus({ preventScroll: true });
    } catch (error) {
      fill(
        element,
        errorBox(error, () => show(params)),
      );
    }
  }

  /** @param {any[]} sessions */
  function sessionList(sessions) {
    if (!sessions.length) return null;
    const drop = async (/** @type {string} */ id) => {
      await request("DELETE", `sessions/${id}`).catch(() => {});
      show({});
    };
    return h(
      "section.opentables",
      h("h2", "Tables left open"),
      h(
        "table",
        { "aria-label": "sessions" },
        h(
          "tbody",
          sessions.map((s) =>
            h(
              "tr",
              h("td.left", h("a", { href: `#/play?session=${s.id}` }, s.name)),
              h("td.left.dim", s.practice ? "practice" : ""),
              h("td", `${count(s.hands)} ${s.hands === 1 ? "hand" : "hands"}`),
              h(
                "td",
                confirmed("Throw away", () => drop(s.id)),
              ),
            ),
          ),
        ),
      ),
    );
  }

  return { element, show, dispose: () => view?.dispose() };
}
