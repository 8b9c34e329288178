/**
 * One 1.6 station's recorded day, played to a 2.0.1 CSMS through a shadow's translator. In: its
 * items, in their order. Out: what the translator makes of them, on its own WebSocket.
 *
 * The translator lives in the time of the replay: what it gets tells times of now, and its waiting
 * is real. What the recorded CSMS said is overheard by it, as a shadow does. Promised: each call of
 * the record is given to it once or told why not, one after the other.
 */
import type { StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { OcppMessage } from "../../exchange/message.ts";
import type { Observe, TapEvent } from "../../observe/events.ts";
import type { TranslatedRoute } from "../../relay/route.ts";
import { neededItem, saidItem } from "../../translate/shadow/items.ts";
import { ShadowSession } from "../../translate/shadow/session.ts";
import type { SessionDeps } from "../../translate/shadow/session-facts.ts";
import type { Account } from "./account.ts";
import { type Pace, sleepUntil, type Turnstile } from "./pace.ts";
import { messageOf, type Playable, type Rewriting, readCall } from "./playable.ts";
import type { RecordedItem, RecordedLink, RecordedMessage } from "./recorded.ts";
import { withTimes } from "./rewrite.ts";
import { targetFor } from "./staging-leg.ts";
import type { Timeline } from "./timeline.ts";

export type TranslatedRunDeps = {
  readonly route: TranslatedRoute;
  readonly session: Omit<SessionDeps, "observe" | "onAnswered">;
  readonly timeline: Timeline;
  readonly rewriting: Rewriting;
  readonly account: Account;
  readonly pace: Pace;
  readonly turnstile: Turnstile;
  readonly onAsked: (stationId: StationId, message: RecordedMessage) => void;
  readonly onRecordedAnswer: (message: RecordedMessage) => void;
  /** Aborted: the station says no more, and what is left of its day is told as late. */
  readonly left: AbortSignal;
  readonly signal: AbortSignal;
};

export class TranslatedRun {
  readonly #stationId: StationId;
  readonly #deps: TranslatedRunDeps;
  #session: ShadowSession | null = null;
  #link: RecordedLink | null = null;
  #asked: { readonly messageId: string; readonly settle: (isAnswered: boolean) => void } | null =
    null;
  #isGivenUp = false;

  constructor(stationId: StationId, deps: TranslatedRunDeps) {
    this.#stationId = stationId;
    this.#deps = deps;
    deps.left.addEventListener("abort", () => void this.#leave());
  }

  async play(items: AsyncIterable<RecordedItem>): Promise<void> {
    const { signal } = this.#deps;
    try {
      for await (const item of items) {
        if (signal.aborted) break;
        await this.#take(item);
      }
      await this.#drain();
    } finally {
      await this.#hangUp();
    }
  }

  async #leave(): Promise<void> {
    this.#isGivenUp = true;
    this.#asked?.settle(false);
    await this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  async #take(item: RecordedItem): Promise<void> {
    switch (item.kind) {
      case "opened":
        await this.#untilDue(item.atUs);
        this.#link = item.link;
        if (this.#isGivenUp) return;
        this.#sessionFor(item.link).put(neededItem({ kind: "up", linkId: item.link.linkId }));
        await this.#until(() => this.#session?.isConnected() !== false, limits.playbackDialMs);
        break;
      case "closed":
        if (item.link.linkId !== this.#link?.linkId) return;
        await this.#untilDue(item.atUs);
        await this.#drain();
        this.#link = null;
        this.#session?.put(neededItem({ kind: "down", linkId: item.link.linkId }));
        break;
      case "message":
        if (item.message.sender === "station") await this.#stationSaid(item.message);
        else this.#csmsSaid(item.message);
    }
  }

  #sessionFor({ target }: RecordedLink): ShadowSession {
    const { route, session: deps } = this.#deps;
    const stationId = this.#stationId;
    const facts = {
      ...{ stationId, route, target: targetFor(route, stationId, target) },
      ...{ simulateAccept: false, handover: null },
    };
    this.#session ??= new ShadowSession(facts, {
      ...deps,
      observe: observeInto(this.#deps.account, stationId),
      onAnswered: (messageId) => {
        if (messageId === this.#asked?.messageId) this.#asked.settle(true);
      },
    });
    return this.#session;
  }

  async #stationSaid(message: RecordedMessage): Promise<void> {
    const { account, rewriting } = this.#deps;
    const reading = readCall(message, this.#link?.version ?? null, rewriting);
    if (reading.kind === "other") {
      if (message.requestSeq !== null) this.#overhear(message);
      return;
    }
    account.count("calls");
    if (reading.kind === "leftOut") account.leaveOut(reading.reason, reading.action);
    else if (message.linkId !== this.#link?.linkId) {
      account.leaveOut("superseded", reading.call.action);
    } else if (reading.call.version !== "1.6") {
      account.leaveOut("unknownVersion", reading.call.action);
    } else {
      await this.#play(message, reading.call);
    }
  }

  async #play(message: RecordedMessage, call: Playable): Promise<void> {
    const { account, turnstile, onAsked, pace, timeline, signal } = this.#deps;
    if (!this.#isGivenUp) await this.#untilDue(message.atUs);
    if (!this.#isGivenUp) await turnstile(signal);
    if (signal.aborted) return;
    const lagMs = pace.nowMs() - timeline.dueMs(message.atUs);
    if (!this.#isGivenUp) account.noteLag(Math.max(0, lagMs));
    if (lagMs > limits.playbackLagMsMax && !this.#isGivenUp) {
      this.#isGivenUp = true;
      const minutes = limits.playbackLagMsMax / 60_000;
      account.noteProblem(this.#stationId, `it came ${minutes} minutes late and was given up`);
    }
    if (this.#isGivenUp || call.type !== "call") {
      account.leaveOut("late", call.action);
      return;
    }
    account.count("sent");
    onAsked(this.#stationId, message);
    const answered = this.#answerTo(call.messageId);
    this.#put(message, call);
    account.count((await answered) ? "answered" : "unanswered");
  }

  async #answerTo(messageId: string): Promise<boolean> {
    const { pace } = this.#deps;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = new AbortController();
    this.#asked = { messageId, settle: resolve };
    const signal = AbortSignal.any([waiting.signal, this.#deps.signal]);
    void pace.sleep(limits.playbackCallMs, signal).then(() => resolve(false));
    const isAnswered = await promise;
    waiting.abort();
    this.#asked = null;
    return isAnswered;
  }

  #csmsSaid(message: RecordedMessage): void {
    if (message.requestSeq !== null) this.#deps.onRecordedAnswer(message);
    this.#overhear(message);
  }

  #overhear(message: RecordedMessage): void {
    const { text, version, linkId } = message;
    if (text !== null && linkId === this.#link?.linkId) {
      this.#put(message, messageOf(text, version));
    }
  }

  #put({ linkId, seq, sender, atUs, action, text }: RecordedMessage, said: OcppMessage): void {
    const message = this.#retold(said, action);
    const item = { sender, message, ref: { linkId, seq }, atUs };
    this.#session?.put(saidItem(item, text?.length ?? 0));
  }

  /** With times of the replay. */
  #retold(message: OcppMessage, action: string): OcppMessage {
    const { timeline } = this.#deps.rewriting;
    if (timeline === null || (message.type !== "call" && message.type !== "callResult")) {
      return message;
    }
    const kind = message.type === "call" ? "request" : "response";
    const subject = { version: "1.6", action, kind } as const;
    return { ...message, callPayload: withTimes(message.callPayload, subject, timeline.retold) };
  }

  #untilDue(atUs: number): Promise<void> {
    const { timeline, pace, signal } = this.#deps;
    return sleepUntil(timeline.dueMs(atUs), pace, signal);
  }

  /** What the translator holds back for the CSMS goes first, as long as that takes it. */
  #drain(): Promise<void> {
    return this.#until(() => this.#session?.isDrained() !== false, limits.playbackDrainMs);
  }

  /** A station speaks when it is connected; one that cannot be goes on by the day's clock. */
  async #until(condition: () => boolean, msMax: number): Promise<void> {
    const { pace, signal } = this.#deps;
    const lastMs = pace.nowMs() + msMax;
    while (!condition() && pace.nowMs() < lastMs && !signal.aborted) {
      await pace.sleep(limits.playbackLookMs, signal);
    }
  }
}

/** What the session tells → the account. */
function observeInto(account: Account, stationId: StationId): Observe {
  return (event: TapEvent) => {
    switch (event.name) {
      case "csmsRedialled":
        account.count(event.outcome === "connected" ? "dials" : "dialsFailed");
        if (event.outcome === "failed") account.noteProblem(stationId, event.problem);
        break;
      case "csmsLegLost":
        account.count("linksLost");
        account.noteProblem(stationId, `the CSMS ended the WebSocket: ${event.how}`);
        break;
      case "shadowCommand":
        account.count("commandsDeclined");
        break;
      case "shadowLoss":
        account.noteLoss(event.loss);
        break;
      case "shadowGapped":
        account.noteProblem(stationId, event.reason);
        break;
      case "dialogueEnded":
      case "deadLettered":
        account.noteProblem(stationId, event.problem);
        break;
      default:
        break;
    }
  };
}
