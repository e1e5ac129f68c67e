// Spots: enter one, solve it, browse it, lock and solve again; one spot on many flops.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { keepingFocus } from "../../core/focus.js";
import { go } from "../../core/url.js";
import { errorBox } from "../../parts/status.js";
import { takeSpot } from "../spot-link.js";
import { createForm } from "./form.js";
import { createSolve } from "./solve.js";
import { createBatch } from "./batch.js";
import { EXAMPLE } from "./spot-fields.js";
import { solveList } from "./list.js";

const LIST_SECS = 3;

/** @returns {import("../../main.js").Page} */
export function createPage() {
  const element = h("div.page.spots");
  const list = h("div.lists");
  /** @type {ReturnType<typeof createForm> | null} */
  let form = null;
  /**
   * @type {{ id: string, view: { element: any, show: (params: any) => void, dispose: () => void } } | null}
   */
  let open = null;
  const timer = setInterval(() => list.isConnected && !document.hidden && drawList(), LIST_SECS * 1000);

  function makeForm() {
    const made = createForm({
      onSolve: async (request) => {
        const { solve } = await post("solves", request);
        go({ page: "spots", params: { solve: solve.id } });
      },
      onBatch: async (request) => {
        const { batch } = await post("batches", request);
        go({ page: "spots", params: { batch: batch.id } });
      },
    });
    made.set(EXAMPLE);
    return made;
  }

  async function drawList() {
    try {
      const [solves, batches] = await Promise.all([
        get("solves"),
        get("batches").catch(() => ({ batches: [] })),
      ]);
      keepingFocus(list, () => fill(list, solveList(solves.solves, batches.batches)));
    } catch (error) {
      fill(list, errorBox(error, drawList));
    }
  }

  /** @param {Record<string, string>} params */
  function show(params) {
    const id = params.solve ? `solve ${params.solve}` : params.batch ? `batch ${params.batch}` : "";
    if (open && open.id !== id) {
      open.view.dispose();
      open = null;
    }
    if (!id) {
      form ??= makeForm();
      const spot = takeSpot();
      if (spot) form.set(spot);
      fill(element, form.element, list);
      drawList();
      return;
    }
    if (!open) {
      const view = params.solve ? createSolve(params.solve) : createBatch(params.batch);
      open = { id, view };
      fill(element, view.element);
    }
    open.view.show(params);
  }

  return {
    element,
    show,
    dispose() {
      clearInterval(timer);
      open?.view.dispose();
    },
  };
}
