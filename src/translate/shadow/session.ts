/**
 * One shadowed station: what it and its primary CSMS said, played to the translator, whose other
 * end is a WebSocket to the other CSMS. In: items in their order. Out: the record of what both said
 * there; comparisons and faults, as events. Promised: bounded; nothing reaches the station; a CSMS
 * that is dead, slow or hostile costs its own WebSocket; after a fault the translation begins anew.
 */
import { problemOf } from "../../base/errors.ts";
import type { LinkId, StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { Call, CallError, CallResult, Json, OcppMessage } from "../../exchange/message.ts";
import { parseMessage } from "../../exchange/parse.ts";
import type { CsmsDial } from "../../relay/bridge-record.ts";
import { type CsmsAnswer, dialCsms } from "../../relay/csms-leg.ts";
import type { Leg } from "../../relay/leg.ts";
import type { LegRecord } from "../../relay/leg-record.ts";
import type { LegMessage, LegName, Line } from "../../relay/middle.ts";
import { createRedial, type Redial } from "../../relay/redial.ts";
import type { DeadLetter, MessageRef, TranslationLoss } from "../../spool/record.ts";
import { isElsewhere, ownNameOf, shadowNameOf } from "../handover.ts";
import { openDialogue, type TranslatedDialogue } from "../middle.ts";
import { shadowSettingsOf } from "../settings.ts";
import { verdictOf } from "./commands.ts";
import { createExchanges, statusOf, tell } from "./exchanges.ts";
import type { Item, SaidItem } from "./items.ts";
import { beginShadowDial, openShadowLeg, recordShadowRefusal } from "./leg.ts";
import type { SessionDeps, SessionFacts } from "./session-facts.ts";
import { refusalOf, standInAnswer } from "./stand-in.ts";
import { createWaiting } from "./waiting.ts";

const GOING_AWAY = 1001;

export class ShadowSession {
  readonly stationId: StationId;
  readonly #facts: SessionFacts;
  readonly #deps: SessionDeps;
  readonly #exchanges = createExchanges();
  readonly #waiting = createWaiting<Item>({
    items: limits.shadowWaitingMax,
    bytes: limits.shadowWaitingBytesMax,
  });
  readonly #redial: Redial = createRedial((isOn) => this.#dial(isOn));
  #dialogue: TranslatedDialogue | null = null;
  #csms: Leg | null = null;
  /** Of the newest leg, also when that is gone. */
  #record: LegRecord | null = null;
  #linkId: LinkId | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isBusy = false;
  #isRunning = false;
  #isGapped = false;
  #isTaken = false;
  #isOver = false;

  constructor(facts: SessionFacts, deps: SessionDeps) {
    this.stationId = facts.stationId;
    this.#facts = facts;
    this.#deps = deps;
    void this.#open();
  }

  put(item: Item): void {
    if (this.#isOver || (this.#isTaken && item.kind !== "up")) return;
    if (this.#isTaken) {
      this.#isTaken = false;
      void this.#open();
    }
    const outcome = this.#waiting.push(item);
    if (outcome !== "kept") this.gap("too many messages wait for their translation");
    this.#run();
  }

  /** From here on what the other CSMS knows of this station may lack something. */
  gap(reason: string): void {
    if (this.#isGapped) return;
    this.#isGapped = true;
    const { observe, clock } = this.#deps;
    observe({ name: "shadowGapped", stationId: this.stationId, reason });
    this.#dialogue?.keep(JSON.stringify({ gappedAtUs: clock.nowUs(), reason }));
  }

  /** All that was put is translated, though perhaps not sent. */
  isSettled(): boolean {
    return this.#waiting.size() === 0;
  }

  /** And all of it is sent and answered. */
  isDrained(): boolean {
    return this.isSettled() && Object.keys(this.#dialogue?.state().outbox ?? {}).length === 0;
  }

  isConnected(): boolean {
    return this.#csms !== null;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#waiting.clear();
    this.#dropCsms("ocpptap: shutdown");
    await this.#dialogue?.release();
  }

  // ── the translation ────────────────────

  async #open(): Promise<void> {
    const { stationId, route, handover } = this.#facts;
    const name = shadowNameOf(ownNameOf(route.translate.tenant, stationId));
    const settings = shadowSettingsOf(route.translate);
    try {
      const opening = {
        name,
        stationId,
        line: this.#line(),
        settings,
        ...(handover && { handover }),
      };
      const dialogue = await openDialogue(opening, this.#deps);
      if (this.#isOver) {
        await dialogue.release();
        return;
      }
      this.#dialogue = dialogue;
      if (this.#linkId !== null) this.#linkUp(this.#linkId);
      this.#run();
    } catch (thrown) {
      if (isElsewhere(thrown)) this.#leave();
      else this.#beginAnew(problemOf(thrown));
    }
  }

  /** The station is another instance's by now, until it connects here again. */
  #leave(): void {
    this.#deps.observe({ name: "stationTaken", stationId: this.stationId });
    this.#stop("superseded");
    this.#isTaken = true;
    this.#waiting.clear();
  }

  #stop(reason: string): void {
    this.#dropCsms(`ocpptap: ${reason}`);
    this.#dialogue = null;
    this.#isBusy = false;
    this.#exchanges.clear();
  }

  #beginAnew(problem: string): void {
    if (this.#isOver || this.#retry !== null) return;
    this.#deps.observe({ name: "dialogueEnded", stationId: this.stationId, problem });
    this.#stop("error");
    this.#retry = setTimeout(() => {
      this.#retry = null;
      void this.#open();
    }, limits.shadowRetryMs);
  }

  #line(): Line {
    return {
      send: (leg, text, from) => {
        if (leg === "csms") this.#csms?.send(text, from);
        else this.#toStation(text);
      },
      close: (leg, reason) => this.#lose(leg, reason),
      reconnect: (reason) => this.#lose("csms", reason),
      note: (note) => this.#note(note),
      drained: () => this.#resume(),
      end: ({ problem, isTaken }) => (isTaken ? this.#leave() : this.#beginAnew(problem)),
    };
  }

  /** Recorded on its own link: the station's is another's to write. */
  #note(note: TranslationLoss | DeadLetter): void {
    const { stationId } = this;
    const { observe } = this.#deps;
    this.#record?.note(note);
    if (note.note === "translation-loss") {
      observe({ name: "shadowLoss", stationId, rule: note.rule, loss: note.loss });
      return;
    }
    const { why, action, problem } = note;
    observe({ name: "deadLettered", stationId, why, action, problem });
    if (why === "overflow") this.gap(problem);
  }

  #run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#dialogue !== null && !this.#isBusy) {
        const item = this.#waiting.shift();
        if (item === null) break;
        this.#play(this.#dialogue, item);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #play(dialogue: TranslatedDialogue, item: Item): void {
    switch (item.kind) {
      case "up":
        this.#linkUp(item.linkId);
        break;
      case "down":
        // The end of a link that another has taken over says nothing.
        if (this.#linkId === item.linkId) this.#linkDown(dialogue);
        break;
      case "overheard":
        dialogue.overheard(item.exchange);
        break;
      case "said":
        if (item.sender === "station") this.#stationSaid(dialogue, item);
        else this.#primarySaid(dialogue, item);
    }
  }

  #linkUp(linkId: LinkId): void {
    this.#linkId = linkId;
    this.#exchanges.clear();
    this.#dialogue?.legUp("station", null);
    if (this.#csms === null) this.#redial.soon();
  }

  #linkDown(dialogue: TranslatedDialogue): void {
    this.#linkId = null;
    this.#exchanges.clear();
    dialogue.legDown("station");
    this.#dropCsms("the station is gone");
  }

  #stationSaid(dialogue: TranslatedDialogue, { message, ref, atUs }: SaidItem): void {
    if (message.type === "call") {
      this.#exchanges.stationCall({ ...message, atMs: atUs / 1000 });
      this.#exchanges.shadowAsked(message.messageId, this.#nowMs());
      this.#hear(dialogue, { leg: "station", message, ref });
    } else if (message.type === "callResult" || message.type === "callError") {
      const exchange = this.#exchanges.stationAnswer(message);
      if (exchange !== null) dialogue.overheard(exchange);
    }
  }

  /** While it is busy, nothing else is played, and the other CSMS is not read. */
  #hear(
    dialogue: TranslatedDialogue,
    { leg, message, ref }: { leg: LegName; message: OcppMessage; ref: MessageRef | null },
  ): void {
    const wasBusy = this.#isBusy;
    this.#isBusy = !dialogue.heard(leg, message, ref);
    if (this.#isBusy) this.#csms?.pause();
    else if (wasBusy) this.#resume();
  }

  #resume(): void {
    this.#isBusy = false;
    this.#csms?.resume();
    this.#run();
  }

  #primarySaid(dialogue: TranslatedDialogue, { message, atUs }: SaidItem): void {
    if (message.type === "call") {
      this.#exchanges.csmsCall({ ...message, atMs: atUs / 1000 });
    } else if (message.type === "callResult" || message.type === "callError") {
      const { overheard, comparison } = this.#exchanges.primaryAnswer(message, atUs / 1000);
      if (overheard !== null) dialogue.overheard(overheard);
      if (comparison !== null) tell(this.stationId, comparison, this.#deps.observe);
    }
  }

  /** What would have gone to the station. Our own text: it has the shape of OCPP-J. */
  #toStation(text: string): void {
    const [type, messageId, ...rest] = JSON.parse(text) as [number, string, ...Json[]];
    const [first = "", second = {}] = rest;
    if (type === 2) {
      const call = { messageId, action: String(first), callPayload: second };
      if (this.#dialogue !== null) this.#standIn(this.#dialogue, call);
      return;
    }
    this.#deps.onAnswered?.(messageId);
    const answer: CallResult | CallError =
      type === 3
        ? { type: "callResult", messageId, callPayload: first }
        : refusalOf(messageId, String(first));
    const comparison = this.#exchanges.shadowAnswer(messageId, {
      ...{ status: statusOf(answer), atMs: this.#nowMs(), isReal: this.#csms !== null },
      isRegistered: this.#dialogue?.state().station.registration === "Accepted",
    });
    if (comparison !== null) tell(this.stationId, comparison, this.#deps.observe);
  }

  #standIn(dialogue: TranslatedDialogue, call: Omit<Call, "type">): void {
    const message = standInAnswer(dialogue.state(), call);
    this.#hear(dialogue, { leg: "station", message, ref: null });
  }

  #nowMs(): number {
    return this.#deps.clock.nowUs() / 1000;
  }

  // ── the other CSMS ────────────────────

  /** True: once more, after a pause. */
  async #dial(isOn: () => boolean): Promise<boolean> {
    const { credentials, asking } = this.#deps;
    const authorization = credentials.authorizationOf(this.#facts.route, this.stationId, null);
    if (authorization === undefined) {
      this.#tellDial("failed", "its credentials are not listed in the file");
      return false;
    }
    const dial = beginShadowDial(this.#facts, authorization, this.#deps);
    const answer = await dialCsms(dial.request, null, asking);
    const isWanted = isOn() && this.#linkId !== null && !this.#isOver && this.#dialogue !== null;
    if (answer.kind !== "open") {
      if (!isWanted) return false;
      recordShadowRefusal(dial, answer, this.#deps);
      const { kind } = answer;
      const problem = kind === "failed" ? answer.failure.problem : `it answered ${answer.status}`;
      this.#tellDial("failed", problem);
      return true;
    }
    if (isWanted) this.#takeCsms(dial, answer);
    else answer.webSocket.terminate();
    return false;
  }

  #tellDial(outcome: "connected" | "failed", problem: string): void {
    this.#deps.observe({ name: "csmsRedialled", stationId: this.stationId, outcome, problem });
  }

  #takeCsms(dial: CsmsDial, answer: Extract<CsmsAnswer, { kind: "open" }>): void {
    const { pingMs } = this.#facts.route.translate;
    this.#csms = openShadowLeg(dial, answer, {
      ...this.#deps,
      pingMs,
      onMessage: (leg, message) => this.#csmsSaid(leg, message),
      onLost: (leg, how) => this.#csmsLost(leg, how),
    });
    this.#record = this.#csms.record;
    this.#redial.reset();
    this.#tellDial("connected", "");
    this.#dialogue?.legUp("csms", null);
    answer.webSocket.resume();
  }

  #csmsLost(leg: Leg, how: string): void {
    if (this.#csms !== leg) return;
    this.#deps.observe({ name: "csmsLegLost", stationId: this.stationId, how });
    this.#csms = null;
    this.#dialogue?.legDown("csms");
    if (this.#linkId !== null) this.#redial.soon();
  }

  #csmsSaid(leg: Leg, { opcode, payload, ref }: LegMessage): void {
    const framing = { opcode, isTruncated: false, payloadBytes: payload.length };
    const message = parseMessage(payload, { ...framing, version: "2.0.1" });
    if (message.type === "call" && this.#refuse(leg, message, ref)) return;
    if (this.#dialogue !== null) this.#hear(this.#dialogue, { leg: "csms", message, ref });
  }

  /** False: a read, or no legal call at all; both are the translator's to answer. */
  #refuse(
    leg: Leg,
    { messageId, action, callPayload }: { messageId: string; action: string; callPayload: Json },
    ref: MessageRef,
  ): boolean {
    const { answer, how } = verdictOf(action, callPayload, this.#facts);
    const told = how === "invalid" ? "unknown" : action;
    this.#deps.observe({ name: "shadowCommand", stationId: this.stationId, action: told, how });
    if (answer === null) return false;
    leg.send(JSON.stringify([3, messageId, answer]), ref);
    return true;
  }

  #lose(leg: LegName, reason: string): void {
    if (leg === "station" || this.#csms === null) return;
    this.#dropCsms(reason);
    if (this.#linkId !== null) this.#redial.soon();
  }

  #dropCsms(reason: string): void {
    const leg = this.#csms;
    this.#redial.stop();
    this.#csms = null;
    if (leg === null) return;
    void leg.close("close-frame", { code: GOING_AWAY, reason });
    this.#dialogue?.legDown("csms");
  }
}
