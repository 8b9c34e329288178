/**
 * One station's recorded day, played to a CSMS of the same version. In: its items, in their order.
 * Out: a WebSocket that comes and goes as the recorded one did, and the calls of the record on it.
 *
 * Promised: each call is sent once or told why not, in the order of the record and not before its
 * time, with at most one unanswered; a CSMS that is slow makes it late, one that is dead or endless
 * costs a bounded time.
 */
import { randomUUID } from "node:crypto";
import type { StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { Call, CallError, CallResult } from "../../exchange/message.ts";
import { integerIn } from "../../findings/fields.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import { createBackOff } from "../../relay/back-off.ts";
import type { Closing, Leg } from "../../relay/leg.ts";
import type { LegMessage } from "../../relay/middle.ts";
import type { MessageRef } from "../../spool/record.ts";
import type { Account } from "./account.ts";
import type { StandIn } from "./answers.ts";
import { type Pace, sleepUntil, type Turnstile } from "./pace.ts";
import { messageOf, type Playable, type Rewriting, readCall, rewrittenCall } from "./playable.ts";
import type { RecordedItem, RecordedLink, RecordedMessage } from "./recorded.ts";
import type { Timeline } from "./timeline.ts";

/** The WebSocket as a run uses it. */
export type PlayedLeg = Pick<Leg, "send" | "pause" | "resume" | "close">;

export type LegListener = {
  readonly onMessage: (message: Pick<LegMessage, "payload">) => void;
  /** Not after `close`. */
  readonly onLost: (how: string) => void;
};

export type StationRunDeps = {
  /** The words say why there is none. */
  readonly dial: (link: RecordedLink, listener: LegListener) => Promise<PlayedLeg | string>;
  readonly timeline: Timeline;
  readonly rewriting: Rewriting;
  readonly standIn: StandIn;
  readonly account: Account;
  readonly pace: Pace;
  readonly turnstile: Turnstile;
  /** Before its answer can come. */
  readonly onAsked: (stationId: StationId, message: RecordedMessage) => void;
  /** What the recorded CSMS answered. */
  readonly onRecordedAnswer: (message: RecordedMessage) => void;
  /** Aborted: the station says no more, and what is left of its day is told as late. */
  readonly left: AbortSignal;
  readonly signal: AbortSignal;
};

type Asked = {
  readonly messageId: string;
  readonly settle: (answer: CallResult | CallError | null) => void;
};

const NORMAL: Closing = { code: 1000, reason: "" };
const GOING_AWAY: Closing = { code: 1001, reason: "ocpptap: the replay is over" };

export class StationRun {
  readonly #stationId: StationId;
  readonly #deps: StationRunDeps;
  readonly #backOff = createBackOff({ minMs: limits.redialMsMin, maxMs: limits.redialMsMax });
  /** What the CSMS numbered the transactions whose recorded number is still to come, by `seq`. */
  readonly #numbered = new Map<number, number>();
  #link: RecordedLink | null = null;
  #leg: PlayedLeg | null = null;
  #asked: Asked | null = null;
  #notBeforeMs = 0;
  #dayUs = 0;
  #isGivenUp = false;

  constructor(stationId: StationId, deps: StationRunDeps) {
    this.#stationId = stationId;
    this.#deps = deps;
    deps.left.addEventListener("abort", () => {
      this.#isGivenUp = true;
      void this.#hangUp(GOING_AWAY);
    });
  }

  async play(items: AsyncIterable<RecordedItem>): Promise<void> {
    try {
      for await (const item of items) {
        if (this.#deps.signal.aborted) break;
        this.#dayUs = item.atUs;
        await this.#take(item);
      }
    } finally {
      await this.#hangUp(GOING_AWAY);
    }
  }

  async #take(item: RecordedItem): Promise<void> {
    switch (item.kind) {
      case "opened":
        await this.#untilDue(item.atUs);
        this.#link = item.link;
        this.#numbered.clear();
        await this.#hangUp(NORMAL);
        await this.#connect(item.link);
        break;
      case "closed":
        if (item.link.linkId !== this.#link?.linkId) return;
        await this.#untilDue(item.atUs);
        this.#link = null;
        await this.#hangUp(closingOf(item.link));
        break;
      case "message":
        if (item.message.sender === "station") await this.#stationSaid(item.message);
        else this.#recordedCsmsSaid(item.message);
    }
  }

  // ── the station ────────────────────

  async #stationSaid(message: RecordedMessage): Promise<void> {
    const { account, rewriting } = this.#deps;
    const reading = readCall(message, this.#link?.version ?? null, rewriting);
    if (reading.kind === "other") return;
    account.count("calls");
    if (reading.kind === "leftOut") account.leaveOut(reading.reason, reading.action);
    else await this.#play(message, reading.call);
  }

  async #play(message: RecordedMessage, call: Playable): Promise<void> {
    const { account, rewriting, turnstile, signal } = this.#deps;
    const { action } = call;
    if (message.linkId !== this.#link?.linkId) {
      account.leaveOut("superseded", action);
      return;
    }
    const rewritten = rewrittenCall(call, rewriting);
    if (rewritten === null) {
      account.leaveOut("foreignTransaction", action);
      return;
    }
    if (!this.#isGivenUp) await this.#untilDue(message.atUs);
    if (!this.#isGivenUp) await turnstile(signal);
    if (signal.aborted) return;
    this.#noteLag(message.atUs);
    if (this.#isGivenUp) {
      account.leaveOut("late", action);
      return;
    }
    const leg = this.#leg ?? (await this.#connect(this.#link));
    if (leg === null) account.leaveOut("notConnected", action);
    else await this.#say(leg, message, rewritten);
  }

  async #say(leg: PlayedLeg, message: RecordedMessage, call: Playable): Promise<void> {
    const { account, onAsked } = this.#deps;
    const { action, callPayload } = call;
    const from: MessageRef = { linkId: message.linkId, seq: message.seq };
    const messageId = randomUUID();
    account.count("sent");
    if (call.type === "send") {
      leg.send(JSON.stringify([6, messageId, action, callPayload]), from);
      return;
    }
    onAsked(this.#stationId, message);
    const answered = this.#answerTo(messageId);
    leg.send(JSON.stringify([2, messageId, action, callPayload]), from);
    const answer = await answered;
    account.count(answer === null ? "unanswered" : "answered");
    if (answer !== null) this.#backOff.reset();
    if (answer?.type !== "callResult" || action !== "StartTransaction") return;
    const number = integerIn(answer.callPayload, "transactionId");
    if (number !== null) this.#numbered.set(message.seq, number);
  }

  /** Null: none came in time, or the WebSocket ended before. */
  async #answerTo(messageId: string): Promise<CallResult | CallError | null> {
    const { pace } = this.#deps;
    const { promise, resolve } = Promise.withResolvers<CallResult | CallError | null>();
    const waiting = new AbortController();
    this.#asked = { messageId, settle: resolve };
    const signal = AbortSignal.any([waiting.signal, this.#deps.signal]);
    void pace.sleep(limits.playbackCallMs, signal).then(() => resolve(null));
    const answer = await promise;
    waiting.abort();
    this.#asked = null;
    return answer;
  }

  /** The recorded number of a transaction, which what follows in the record goes by. */
  #recordedCsmsSaid(message: RecordedMessage): void {
    const { onRecordedAnswer, rewriting } = this.#deps;
    const { requestSeq, action, text, version, linkId } = message;
    if (requestSeq === null) return;
    onRecordedAnswer(message);
    const played = this.#numbered.get(requestSeq);
    if (action !== "StartTransaction" || text === null || played === undefined) return;
    if (linkId !== this.#link?.linkId) return;
    this.#numbered.delete(requestSeq);
    const answer = messageOf(text, version);
    if (answer.type !== "callResult") return;
    const recorded = integerIn(answer.callPayload, "transactionId");
    if (recorded !== null) rewriting.ids.learn(recorded, played);
  }

  #untilDue(atUs: number): Promise<void> {
    const { timeline, pace, signal } = this.#deps;
    return sleepUntil(timeline.dueMs(atUs), pace, signal);
  }

  #noteLag(atUs: number): void {
    const { timeline, pace, account } = this.#deps;
    const lagMs = pace.nowMs() - timeline.dueMs(atUs);
    if (this.#isGivenUp) return;
    account.noteLag(Math.max(0, lagMs));
    if (lagMs <= limits.playbackLagMsMax) return;
    this.#isGivenUp = true;
    const minutes = limits.playbackLagMsMax / 60_000;
    account.noteProblem(this.#stationId, `it came ${minutes} minutes late and was given up`);
  }

  // ── the CSMS ────────────────────

  async #connect(link: RecordedLink | null): Promise<PlayedLeg | null> {
    const { dial, account, pace, signal } = this.#deps;
    const isEarly = pace.nowMs() < this.#notBeforeMs;
    if (link === null || isEarly || this.#isGivenUp || signal.aborted) return null;
    const listener = this.#listener();
    const dialled = await dial(link, listener);
    if (typeof dialled === "string") {
      account.count("dialsFailed");
      account.noteProblem(this.#stationId, dialled);
      this.#notBeforeMs = pace.nowMs() + this.#backOff.next();
      return null;
    }
    account.count("dials");
    this.#leg = dialled;
    listener.begin(dialled);
    return dialled;
  }

  /** Of one WebSocket: what comes of an earlier one says nothing. */
  #listener(): LegListener & { readonly begin: (leg: PlayedLeg) => void } {
    let mine: PlayedLeg | null = null;
    const isCurrent = () => mine !== null && mine === this.#leg;
    return {
      begin(leg) {
        mine = leg;
        leg.resume();
      },
      onMessage: ({ payload }) => {
        if (mine !== null && isCurrent()) this.#csmsSaid(mine, payload.toString("utf8"));
      },
      onLost: (how) => {
        if (!isCurrent()) return;
        const { account, pace } = this.#deps;
        this.#leg = null;
        account.count("linksLost");
        account.noteProblem(this.#stationId, `the CSMS ended the WebSocket: ${how}`);
        this.#notBeforeMs = pace.nowMs() + this.#backOff.next();
        this.#asked?.settle(null);
      },
    };
  }

  #csmsSaid(leg: PlayedLeg, text: string): void {
    const version = this.#link?.version ?? null;
    const message = messageOf(text, version);
    if (message.type === "callResult" || message.type === "callError") {
      if (message.messageId === this.#asked?.messageId) this.#asked.settle(message);
    } else if (message.type === "call") {
      void this.#standIn(leg, message, version ?? "1.6");
    }
  }

  /** Meanwhile nothing is read, so that who asks without end waits for its answers. */
  async #standIn(leg: PlayedLeg, call: Call, version: OcppVersion): Promise<void> {
    const { standIn, account } = this.#deps;
    leg.pause();
    try {
      const { frame, isRecorded } = await standIn.answerTo(call, version, this.#dayUs);
      account.count(isRecorded ? "commandsAsRecorded" : "commandsDeclined");
      leg.send(frame, null);
    } catch (thrown) {
      const problem = thrown instanceof Error ? thrown.message : String(thrown);
      account.noteProblem(this.#stationId, `the record could not be asked: ${problem}`);
    } finally {
      leg.resume();
    }
  }

  async #hangUp(closing: Closing): Promise<void> {
    const leg = this.#leg;
    this.#leg = null;
    this.#asked?.settle(null);
    await leg?.close("close-frame", closing);
  }
}

/** What a station may send itself (RFC 6455 §7.4); everything else ends as well as it can. */
function closingOf({ closeCode }: RecordedLink): Closing {
  const code = closeCode ?? 0;
  const isOurs = code === 1000 || code === 1001 || (code >= 3000 && code <= 4999);
  return { code: isOurs ? code : NORMAL.code, reason: "" };
}
