/**
 * The WebSocket of one station to one back-end, as the record knows it: links of their own, on the
 * leg `backend`.
 *
 * In: that it is wanted. Out: messages of the back-end, and when it comes and goes. Promised: while
 * it is away it is dialled again with growing pauses; a back-end that does not read, or answers no
 * ping, is closed; each attempt is counted, and of those that fail the same way one is recorded.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { newLinkId, type StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { type CsmsDial, recordCsmsLeg, recordCsmsRefusal } from "../relay/bridge-record.ts";
import { type CsmsAnswer, dialCsms } from "../relay/csms-leg.ts";
import type { AskDeps } from "../relay/dial.ts";
import { type Leg, openLeg } from "../relay/leg.ts";
import { createLegRecord } from "../relay/leg-record.ts";
import type { LegMessage } from "../relay/middle.ts";
import { createRedial, type Redial } from "../relay/redial.ts";
import type { BackendRoute } from "../relay/route.ts";
import { NOBODY_WAITS } from "../relay/ways.ts";
import type { MessageRef, SpoolWriter } from "../spool/record.ts";

/** How a station comes to a back-end. */
export type BackendDial = {
  readonly stationId: StationId;
  readonly instance: string;
  /** The route's `match`. */
  readonly match: string;
  readonly backend: BackendRoute;
  readonly target: string;
  /** Undefined: there are none for this station, and it must not come without. */
  readonly authorization: string | null | undefined;
  readonly subprotocol: string;
};

export type BackendLegDeps = {
  readonly asking: AskDeps;
  readonly spool: Pick<SpoolWriter, "append" | "whenWritten">;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onMessage: (message: LegMessage) => void;
};

const GOING_AWAY = 1001;

export class BackendLeg {
  readonly #dial: BackendDial;
  readonly #deps: BackendLegDeps;
  readonly #redial: Redial = createRedial((isOn) => this.#dialSafely(isOn));
  #leg: Leg | null = null;
  #openedAtUs = 0;
  #pause: NodeJS.Timeout | null = null;
  /** Of the last attempt that was recorded; "" after a success. */
  #toldProblem = "";

  constructor(dial: BackendDial, deps: BackendLegDeps) {
    this.#dial = dial;
    this.#deps = deps;
    if (dial.authorization === undefined) this.#tellFailed("it has no credentials for the station");
    else this.#redial.now();
  }

  get isOpen(): boolean {
    return this.#leg !== null;
  }

  /** Nothing where it is away. */
  send(text: string, from: MessageRef | null): void {
    this.#leg?.send(text, from);
  }

  /** It sends faster than is read: nothing is read for so long. */
  rest(ms: number): void {
    if (ms <= 0 || this.#pause !== null || this.#leg === null) return;
    const leg = this.#leg;
    leg.pause();
    const go = () => {
      this.#pause = null;
      leg.resume();
    };
    this.#pause = setTimeout(go, Math.min(ms, limits.backendPauseMsMax));
    this.#pause.unref();
  }

  /** Resolves when the back-end has let go. */
  async close(): Promise<void> {
    this.#redial.stop();
    const leg = this.#leg;
    if (leg === null) return;
    this.#gone();
    await leg.close("close-frame", { code: GOING_AWAY, reason: "the station has gone" });
  }

  #gone(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#leg = null;
    this.#deps.onDown();
  }

  async #dialSafely(isOn: () => boolean): Promise<boolean> {
    try {
      return await this.#attempt(isOn);
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.#deps.observe({ name: "bug", role: "relay", where: "a back-end's dial", problem });
      return true;
    }
  }

  /** True: once more, after a pause. */
  async #attempt(isOn: () => boolean): Promise<boolean> {
    const { clock, asking } = this.#deps;
    const { stationId, instance, match, backend, target, authorization, subprotocol } = this.#dial;
    const { upstream } = backend;
    const dial: CsmsDial = {
      ...{ linkId: newLinkId(), leg: "backend", stationId, instance, route: match },
      backend: backend.config.name,
      request: {
        ...{ upstream, stationId, target, subprotocol, authorization: authorization ?? null },
        messageBytesMax: limits.backendMessageBytesMax,
      },
      ...{ dialledAtUs: clock.nowUs(), clock },
    };
    const answer = await dialCsms(dial.request, null, asking);
    if (answer.kind !== "open") {
      this.#tellAway(dial, answer);
      return isOn();
    }
    if (!isOn()) {
      answer.webSocket.terminate();
      recordCsmsRefusal(dial, NOBODY_WAITS, this.#deps);
      return false;
    }
    this.#open(dial, answer);
    return false;
  }

  #open(dial: CsmsDial, answer: Extract<CsmsAnswer, { kind: "open" }>): void {
    const { spool, clock, observe, onMessage, onUp } = this.#deps;
    const { backend, stationId } = this.#dial;
    const { name, pingMs } = backend.config;
    recordCsmsLeg(dial, answer, this.#deps);
    const identity = { linkId: dial.linkId, leg: "backend" as const };
    const messageBytesMax = limits.backendMessageBytesMax;
    this.#toldProblem = "";
    this.#openedAtUs = clock.nowUs();
    this.#leg = openLeg(
      answer,
      { name: "csms", pingMs, strictHoldMsMax: null },
      {
        record: createLegRecord({ ...identity, messageBytesMax }, { spool, clock }),
        ...{ spool, clock, observe, onMessage },
        onEnded: () => undefined,
        onLost: ({ how }) => {
          observe({ name: "backendLost", backend: name, stationId, how });
          this.#lost();
        },
      },
    );
    observe({
      name: "backendDialled",
      backend: name,
      stationId,
      outcome: "connected",
      problem: "",
    });
    answer.webSocket.resume();
    onUp();
  }

  #lost(): void {
    const openMs = (this.#deps.clock.nowUs() - this.#openedAtUs) / 1000;
    // One that opens and closes at once is no better than one that cannot be reached.
    if (openMs >= limits.backendSettledMs) this.#redial.reset();
    this.#gone();
    this.#redial.soon();
  }

  #tellAway(dial: CsmsDial, answer: Exclude<CsmsAnswer, { kind: "open" }>): void {
    const problem =
      answer.kind === "failed" ? answer.failure.problem : `it answered ${answer.status}`;
    if (problem !== this.#toldProblem) recordCsmsRefusal(dial, answer, this.#deps);
    this.#toldProblem = problem;
    this.#tellFailed(problem);
  }

  #tellFailed(problem: string): void {
    const { backend, stationId } = this.#dial;
    const { name } = backend.config;
    const outcome = "failed" as const;
    this.#deps.observe({ name: "backendDialled", backend: name, stationId, outcome, problem });
  }
}
