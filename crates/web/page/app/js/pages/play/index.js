// Play against a strategy: choose one, then the table.

import { h, fill } from "../../core/h.js";
import { get, post, request } from "../../core/api.js";
import { go } from "../../core/url.js";
import { count } from "../../core/format.js";
import { playable, sourceSelect } from "../../parts/sources.js";
import { command, confirmed, emptyState, errorBox } from "../../parts/status.js";
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
      const able = playable(answer);
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
      fill(element, h("div.playstart", startForm(able, params.of ?? able[0].id), sessionList(sessions)));
      // A browser obeys `autofocus` once, and this page may be the second one.
      /** @type {HTMLElement | null} */ (element.querySelector(".primary"))?.focus();
    } catch (error) {
      fill(
        element,
        errorBox(error, () => show(params)),
      );
    }
  }

  /** @param {any[]} able @param {string} chosen */
  function startForm(able, chosen) {
    let of = able.some(({ id }) => id === chosen) ? chosen : able[0].id;
    const seat = h("select", h("option", { value: "" }, "the button moves"));
    const practice = h("input", { type: "radio", name: "mode", checked: true });
    const play = h("input", { type: "radio", name: "mode" });
    const problem = h("div");
    const button = h("button.primary", "Sit down");
    const drawSeats = async () => {
      const source = await get(`sources/${of}`);
      fill(
        seat,
        h("option", { value: "" }, "the button moves"),
        source.seats.map((/** @type {any} */ s) => h("option", { value: s.seat }, `always ${s.name}`)),
      );
    };
    drawSeats().catch(() => {});
    const start = async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      try {
        const { session } = await post("sessions", {
          source: of,
          seat: seat.value === "" ? null : Number(seat.value),
          practice: practice.checked,
        });
        go({ page: "play", params: { session: session.id } });
      } catch (error) {
        button.disabled = false;
        fill(problem, errorBox(error));
      }
    };
    return h(
      "form.runform",
      { onsubmit: start },
      h("h2", "Play against a strategy"),
      h(
        "p.lead",
        "It plays as it was trained, with cards at random. Every decision of yours is set beside what it ",
        "would have done, with the price in big blinds; your result is shown with luck taken out.",
      ),
      h(
        "div.row",
        sourceSelect({
          label: "against",
          sources: able,
          value: of,
          onChange: (id) => {
            of = id;
            drawSeats();
          },
        }),
        h("label.source", h("span", "seat"), seat),
      ),
      h(
        "fieldset.modes",
        h("legend.hidden", "how"),
        h(
          "label",
          practice,
          h("b", "Practice"),
          h("span", "After each decision see at once what the strategy does there, and what yours cost."),
        ),
        h("label", play, h("b", "Play"), h("span", "Decisions are judged when the hand is over.")),
      ),
      problem,
      h("div.row", button),
      h(
        "p.hint.keyhint",
        "Everything by keys: ",
        h("kbd", "1"),
        "…",
        h("kbd", "9"),
        " actions, ",
        h("kbd", "↑"),
        " ",
        h("kbd", "↓"),
        " size, ",
        h("kbd", "r"),
        " bet it, ",
        h("kbd", "Enter"),
        " next hand.",
      ),
    );
  }

  /** @param {any[]} sessions */
  function sessionList(sessions) {
    if (!sessions.length) return null;
    const drop = async (/** @type {string} */ id) => {
      await request("DELETE", `sessions/${id}`).catch(() => {});
      show({});
    };
    return h(
      "section",
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
              h("td", `${count(s.hands)} hands`),
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
