// A session: the table, what can be done, the result, and what each decision cost.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { bindKeys } from "../../core/keys.js";
import { settings } from "../../core/settings.js";
import { signed } from "../../core/format.js";
import { amountColumn, unitName } from "../../poker/words.js";
import { cardsInText } from "../../parts/cards.js";
import { decisionTable, noCosts } from "../../parts/decisions.js";
import { errorBox, waiting } from "../../parts/status.js";
import { drawTable } from "./table.js";
import { createControls } from "./controls.js";
import { createLedger } from "./ledger.js";

/** How long a hand that is over lies there before the next one is dealt, if it is dealt by itself. */
const LOOK_MS = { fold: 1100, showdown: 2600 };
/** Time between two looks whether luck can be taken out, and how many there are after a hand. */
const LUCK_MS = 4_000;
const LUCK_LOOKS = 30;

/** @param {string} id */
export function createTableView(id) {
  /** @type {any} */
  let session = null;
  /** The hand as it was drawn last. @type {any} */
  let drawn = null;
  /** Decisions that are shown, and of which hand. @type {{ number: number, list: any[] } | null} */
  let decisions = null;
  /** An earlier hand that is looked at. @type {any} */
  let earlier = null;
  /** @type {any[]} */
  let past = [];
  /** Hands whose decisions are to be valued, the next one first. @type {number[]} */
  let wanted = [];
  let valuing = false;
  let busy = false;
  let gone = false;
  /** @type {any} */
  let dealer = 0;
  /** @type {any} */
  let lucky = 0;
  let looks = 0;

  const unit = () => ({ chipsPerBb: session?.chips_per_bb ?? null, unit: settings.get().unit });
  const felt = h("section.felt", { "aria-label": "table" });
  const controls = createControls({ onAct: act, onDeal: deal });
  const ledger = createLedger({ id, onHand: look, onBack: back });
  const review = h("section.handreview", { "aria-live": "polite" });
  const problem = h("div.problem");
  const element = h("div.table", h("div.tablemain", felt, controls.element, problem, review), ledger.element);
  const unbind = bindKeys(controls.keys);
  const offs = [
    settings.on(
      (s) => s.unit,
      () => session && draw(),
    ),
    settings.on(
      (s) => s.dealOn,
      () => dealOnLater(),
    ),
  ];

  async function show() {
    if (session) return;
    fill(felt, waiting("taking a seat"));
    try {
      session = (await get(`sessions/${id}`)).session;
      if (session.hands > 0) past = (await get(`sessions/${id}/hands`)).hands;
      draw();
      if (session.hand.over || session.practice) judge(session.hand.number);
    } catch (error) {
      fill(felt, errorBox(error, show));
    }
  }

  /** @param {string} token */
  function act(token) {
    return move(async () => {
      const answer = await post(`sessions/${id}/act`, { token });
      session = answer.session;
      earlier = null;
      const { number } = session.hand;
      const before = listOf(number);
      decisions = { number, list: answer.advice ? [...before, answer.advice] : before };
      if (session.practice || session.hand.over) judge(number);
    });
  }

  /** Decisions of a hand that are shown. @param {number} number @returns {any[]} */
  const listOf = (number) => (decisions?.number === number ? decisions.list : []);

  function deal() {
    return move(async () => {
      session = (await post(`sessions/${id}/deal`)).session;
      decisions = earlier = null;
      // It may be over before it was one's turn.
      if (session.hand.over) judge(session.hand.number);
    });
  }

  /** One request at a time. @param {() => Promise<void>} job */
  async function move(job) {
    if (busy) return;
    clearTimeout(dealer);
    busy = true;
    controls.busy(true);
    try {
      await job();
      fill(problem);
    } catch (error) {
      fill(problem, errorBox(error));
    } finally {
      busy = false;
      controls.busy(false);
    }
    draw();
    dealOnLater();
  }

  /** Deals the next hand after a look at this one, if that was chosen. */
  function dealOnLater() {
    clearTimeout(dealer);
    if (gone || !session?.hand.over || !settings.get().dealOn) return;
    const shown = session.hand.result.shown.filter(Boolean).length > 1;
    dealer = setTimeout(deal, shown ? LOOK_MS.showdown : LOOK_MS.fold);
  }

  /** Says at once what the strategy does, and what decisions cost when it is known. @param {number} number */
  async function judge(number) {
    try {
      if (decisions?.number !== number || !decisions.list.length || session.hand.over)
        took(number, await get(`sessions/${id}/hands/${number}/review`, { values: false }));
      if (session.hand.over) await loadPast();
    } catch (error) {
      complain(error);
    }
    wanted = [number, ...wanted.filter((other) => other !== number)];
    looks = LUCK_LOOKS;
    value();
  }

  /** Waits for what decisions cost, hand after hand, the last one first: one long request at a time. */
  async function value() {
    if (valuing) return;
    valuing = true;
    while (wanted.length && !gone) {
      const [number, ...others] = wanted;
      wanted = others;
      try {
        took(number, await get(`sessions/${id}/hands/${number}/review`));
        await loadPast();
      } catch (error) {
        // What was worked out by then is known: the next try goes on from there.
        if (/** @type {any} */ (error).code === "too_long") wanted = [...wanted, number];
        else complain(error);
      }
    }
    valuing = false;
    lookForLuck();
  }

  /** What luck is taken out by is learned in the background: asking for a hand again takes it out. */
  function lookForLuck() {
    const { hands, players, result } = session;
    clearTimeout(lucky);
    if (gone || players !== 2 || result.aivat_hands >= hands || result.why_no_aivat || looks === 0) return;
    looks -= 1;
    lucky = setTimeout(() => {
      wanted = [...wanted, hands];
      value();
    }, LUCK_MS);
  }

  async function loadPast() {
    past = (await get(`sessions/${id}/hands`)).hands;
    if (!gone) drawLedger();
  }

  /** @param {any} error */
  function complain(error) {
    if (!gone && error.code !== "not_available" && error.code !== "busy") fill(problem, errorBox(error));
  }

  /**
   * Takes in what was judged, unless another hand is looked at by now.
   * @param {number} number
   * @param {any} answer
   */
  function took(number, answer) {
    if (gone) return;
    session = { ...session, result: answer.session.result, decisions: answer.session.decisions };
    const shown = decisions ? decisions.number === number : session.hand.number === number;
    if (shown && number !== session.hand.number) earlier = answer.hand;
    // Decisions that were made meanwhile stay until they are judged themselves.
    if (shown && answer.decisions.length >= (decisions?.list.length ?? 0)) {
      decisions = { number, list: answer.decisions };
      drawReview();
    }
    drawLedger();
  }

  /** Looks at an earlier hand. @param {number} number */
  function look(number) {
    decisions = { number, list: [] };
    earlier = null;
    drawReview();
    return judge(number);
  }

  /** Looks at the hand in play again. */
  function back() {
    decisions = earlier = null;
    drawReview();
    drawLedger();
    if (session.hand.over || session.practice) judge(session.hand.number);
  }

  function draw() {
    fill(felt, drawTable(session.hand, drawn, unit()));
    drawn = session.hand;
    controls.show(session.hand, unit());
    drawReview();
    drawLedger();
  }

  function drawLedger() {
    ledger.show(session, past, earlier, unit());
  }

  function drawReview() {
    const { hand } = session;
    if (!decisions || (!hand.over && decisions.number === hand.number && !session.practice)) {
      fill(
        review,
        hand.over || session.practice
          ? null
          : h("p.hint", "What your decisions cost is told after the hand."),
      );
      return;
    }
    const { number, list } = decisions;
    const before = earlier?.number === number ? earlier : null;
    const isLive = session.practice && !hand.over && number === hand.number;
    const costs = list.map((d) => d.cost).filter((cost) => cost != null);
    const known = list.every((d) => d.valued !== false);
    const total = costs.reduce((a, b) => a + b, 0);
    fill(
      review,
      h(
        "h2",
        number === hand.number ? "Your decisions" : `Your decisions in hand ${number}`,
        costs.length > 0 && known && h("small", ` cost ${amountColumn(total, unit())} ${unitName(unit())}`),
      ),
      before && h("p.cast", cast(before, unit())),
      list.length
        ? // While it is played the last one stands on top, where it is seen.
          decisionTable(isLive ? [...list].reverse() : list, {
            source: session.source,
            unit: unit(),
            open: isLive ? 0 : -1,
          })
        : h("p.hint", (before ?? hand).over ? "You had nothing to decide in this hand." : "\u00a0"),
      noCosts(list),
    );
  }

  return {
    id,
    element,
    show,
    dispose() {
      gone = true;
      clearTimeout(dealer);
      clearTimeout(lucky);
      unbind();
      offs.forEach((off) => off());
    },
  };
}

/**
 * Who held what in a hand that is over, and what was won.
 * @param {any} hand @param {import("../../poker/words.js").Unit} unit
 */
function cast({ seats, board, result }, unit) {
  const per = unit.unit === "bb" && unit.chipsPerBb ? unit.chipsPerBb : 1;
  return [
    seats.map((/** @type {any} */ seat) =>
      h(
        "span",
        `${seat.you ? "You" : seat.name} `,
        seat.hole ? cardsInText(seat.hole.join("")) : "unseen",
        " ",
        h("strong", signed(result.chips[seat.seat] / per, 2)),
      ),
    ),
    board.length > 0 && h("span", "Board ", cardsInText(board.join(""))),
  ];
}
