// A session: the table, what can be done, the result, and what each decision cost.

import { h, fill } from "../../core/h.js";
import { get, post } from "../../core/api.js";
import { bindKeys } from "../../core/keys.js";
import { settings } from "../../core/settings.js";
import { errorBox, waiting } from "../../parts/status.js";
import { drawTable } from "./table.js";
import { createControls } from "./controls.js";
import { createLedger } from "./ledger.js";
import { costWords, createReview } from "./review.js";
import { createRunout } from "./runout.js";
import { createTeller, news } from "./teller.js";
import { createValuing, unjudged } from "./valuing.js";

/** How long a hand that is over lies there before the next one is dealt, if it is dealt by itself. */
const LOOK_MS = { fold: 1100, showdown: 2600 };

/** @param {string} id */
export function createTableView(id) {
  /** @type {any} */
  let session = null;
  /** What it had come to before the hand that is run out: the result is not told early. @type {any} */
  let held = null;
  /** The hand as it was drawn last. @type {any} */
  let drawn = null;
  /** Decisions that are shown, and of which hand. @type {import("./review.js").Shown | null} */
  let decisions = null;
  /** An earlier hand that is looked at. @type {any} */
  let earlier = null;
  /** @type {any[]} */
  let past = [];
  let busy = false;
  /** Counts moves: what was asked for before the last one is old. */
  let moves = 0;
  let gone = false;
  /** @type {any} */
  let dealer = 0;

  const unit = () => ({ chipsPerBb: session?.chips_per_bb ?? null, unit: settings.get().unit });
  const runout = createRunout({ onStage: draw, onEnd: finish });
  const felt = h("section.felt", { "aria-label": "table", onclick: () => runout.skip() });
  const controls = createControls({ onAct: act, onDeal: deal, onSkip: () => runout.skip() });
  const ledger = createLedger({ id, onHand: look, onBack: back });
  const review = createReview();
  const teller = createTeller();
  const valuing = createValuing({
    id,
    session: () => session,
    decisions: listOf,
    tell,
    complain,
    async took(number, answer) {
      took(number, answer);
      await loadPast();
    },
  });
  const problem = h("div.problem");
  const element = h(
    "div.table",
    h("div.tablemain", felt, controls.element, problem, review.element, teller.element),
    ledger.element,
  );
  const unbind = bindKeys([
    ...controls.keys,
    { keys: ["j"], what: "the next hand of the list", group: "Hands before", run: () => ledger.step(1) },
    { keys: ["k"], what: "the one above it", group: "Hands before", run: () => ledger.step(-1) },
  ]);
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

  document.addEventListener("visibilitychange", seen);

  async function show() {
    if (session) return;
    fill(felt, waiting("taking a seat"));
    try {
      session = (await get(`sessions/${id}`)).session;
      if (session.hands > 0) past = (await get(`sessions/${id}/hands`)).hands;
      if (gone) return;
      draw();
      controls.focus();
      if (session.hand.over || session.practice) judge(session.hand.number);
      // Costs that the page was left before they came.
      valuing.catchUp(unjudged(past));
    } catch (error) {
      fill(felt, errorBox(error, show));
    }
  }

  /** Says how long costs of the hand that is shown will take. @param {number} number @param {string} words */
  function tell(number, words) {
    const shownNumber = decisions?.number;
    if (number === shownNumber) return review.tell(words);
    const open = decisions?.list.some((decision) => decision.valued === false);
    return review.tell(open && words ? `costs come after those of hand ${number}` : "");
  }

  /** The session as it is shown: while streets are still to come, as it was before them. */
  function shown() {
    const stage = runout.stage();
    return stage ? { ...session, ...held, hand: stage } : session;
  }

  /** @param {string} token */
  function act(token) {
    return move(async () => {
      // The server refuses a move in a situation that the page does not show.
      const { number: shownNumber, line } = drawn;
      const answer = await post(`sessions/${id}/act`, { token, number: shownNumber, line });
      session = answer.session;
      earlier = null;
      const { number } = session.hand;
      const before = listOf(number);
      decisions = { number, list: answer.advice ? [...before, answer.advice] : before };
      if (session.practice || session.hand.over) judge(number);
    });
  }

  /** Decisions of a hand that are shown. @param {number} number @returns {any[]} */
  function listOf(number) {
    return decisions?.number === number ? decisions.list : [];
  }

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
    moves += 1;
    controls.busy(true);
    held = { result: session.result, decisions: session.decisions, hands: session.hands };
    try {
      await job();
      fill(problem);
      runout.take(session.hand);
    } catch (error) {
      fill(problem, errorBox(error));
      if (/** @type {any} */ (error).code === "moved_on") await catchUp();
    } finally {
      busy = false;
      controls.busy(false);
    }
    if (gone) return;
    draw();
    runout.wait();
    dealOnLater();
  }

  /** Reads the session as it is by now: it may be played in another window. */
  async function catchUp() {
    const mine = moves;
    try {
      const now = (await get(`sessions/${id}`)).session;
      if (gone || mine !== moves || placeOf(now) === placeOf(session)) return;
      const hands = now.hands > 0 ? (await get(`sessions/${id}/hands`)).hands : [];
      if (gone || mine !== moves) return;
      [session, past] = [now, hands];
    } catch (error) {
      complain(error);
      return;
    }
    decisions = earlier = held = null;
    runout.take(session.hand);
    draw();
    runout.wait();
    if (session.hand.over || session.practice) judge(session.hand.number);
  }

  /** The page is seen again. */
  async function seen() {
    if (document.hidden || !session || busy) return;
    await catchUp();
    if (!busy) dealOnLater();
  }

  /** All streets have come. */
  function finish() {
    draw();
    dealOnLater();
  }

  /** Deals the next hand after a look at this one, if that was chosen. */
  function dealOnLater() {
    clearTimeout(dealer);
    if (gone || runout.stage() || !session?.hand.over || !settings.get().dealOn) return;
    const turned = session.hand.result.shown.filter(Boolean).length > 1;
    dealer = setTimeout(deal, turned ? LOOK_MS.showdown : LOOK_MS.fold);
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
    if (!gone) valuing.want(number);
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
    const isShown = decisions ? decisions.number === number : session.hand.number === number;
    if (isShown && number !== session.hand.number) earlier = answer.hand;
    // Decisions that were made meanwhile stay until they are judged themselves.
    if (isShown && answer.decisions.length >= (decisions?.list.length ?? 0)) {
      const before = costWords(listOf(number), unit());
      decisions = { number, list: answer.decisions };
      drawReview();
      const cost = costWords(answer.decisions, unit());
      if (cost && cost !== before && !runout.stage()) teller.say(`Your decisions${cost}.`);
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
    const { hand } = shown();
    fill(felt, drawTable(hand, drawn, unit()));
    felt.classList.toggle("many", hand.seats.length > 4);
    felt.dataset.stage = hand.chance ? hand.board.length : "";
    teller.say(news(drawn, hand, unit()));
    drawn = hand;
    controls.show(hand, unit());
    drawReview();
    drawLedger();
  }

  function drawLedger() {
    const stage = runout.stage();
    const told = stage ? past.filter((hand) => hand.number !== stage.number) : past;
    ledger.show(shown(), told, earlier, unit());
  }

  function drawReview() {
    review.show(shown(), decisions, earlier, unit());
  }

  return {
    id,
    element,
    show,
    dispose() {
      gone = true;
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(dealer);
      runout.dispose();
      valuing.dispose();
      unbind();
      offs.forEach((off) => off());
    },
  };
}

/** Where a session is: another text after each move and each deal. @param {any} session */
const placeOf = ({ hand }) => [hand.number, hand.line, hand.over].join(" ");
