/**
 * One station and one back-end: what the back-end sees of the station, and what it asks of it.
 *
 * In: the station's links as they come and go, and what passes on them. Out: the back-end's own
 * WebSocket, and calls towards the station. Promised: nothing is ever waited for by a link; what
 * the back-end answers to copies ends here; the numbers that both CSMSs gave to a 1.6 transaction
 * are never mixed up; everything that waits is bounded.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import type { LinkId, StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Call, CallError, CallResult, OcppMessage, Send } from "../exchange/message.ts";
import { parseMessage } from "../exchange/parse.ts";
import { numberIn } from "../findings/fields.ts";
import type { BackendFacts } from "../observe/backend-events.ts";
import type { Observe } from "../observe/events.ts";
import { actionLabel } from "../ocpp/actions.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { createAllowance } from "../relay/allowance.ts";
import type { InterceptedLink } from "../relay/intercept.ts";
import type { LegMessage } from "../relay/middle.ts";
import type { BackendRoute } from "../relay/route.ts";
import type { MessageRef } from "../spool/record.ts";
import { type Admitted, admit } from "./admit.ts";
import { Calls, type Outcome } from "./calls.ts";
import { copyOf } from "./copies.ts";
import type { Keep } from "./keep.ts";
import { Lane, type LaneCall, type MissedWhy } from "./lane.ts";
import { type BackendDial, BackendLeg, type BackendLegDeps } from "./leg.ts";
import { createPace, type Pace } from "./pace.ts";
import type { Room } from "./room.ts";
import { errorText } from "./texts.ts";
import { createTransactions, type Transactions } from "./transactions.ts";

export type Whose = { readonly stationId: StationId; readonly backend: BackendRoute };

/** A link of the station, and how the back-end is dialled for it. */
export type Attached = {
  readonly link: Pick<InterceptedLink, "linkId" | "calls">;
  readonly version: OcppVersion;
  readonly dial: BackendDial;
};

export type SessionDeps = Pick<BackendLegDeps, "asking" | "spool"> & {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly room: Room;
  /** Of all stations of a relay. */
  readonly pace: Pace;
  readonly keep: Keep;
};

/** A message that passed, understood. */
export type Passed = {
  readonly message: OcppMessage;
  readonly text: string;
  readonly bytes: number;
  readonly ref: MessageRef;
};

export class Session {
  readonly #whose: Whose;
  readonly #deps: SessionDeps;
  readonly #lane: Lane;
  readonly #calls: Calls;
  readonly #actions: ReadonlySet<string>;
  readonly #sees: ReadonlySet<string> | null;
  readonly #transactions: Transactions = createTransactions();
  readonly #restored: Promise<void>;
  readonly #pace = createPace({
    ...{ burst: limits.backendReadsBurst, everyMs: limits.backendReadMs },
  });
  readonly #allowance = createAllowance({
    ...{ burst: limits.backendCallsBurst, everyMs: limits.backendCallEveryMs },
  });
  /** Starts of the station that its CSMS has not answered. */
  #starts: string[] = [];
  #attached: Attached | null = null;
  /** Of its newest link. */
  #version: OcppVersion = "1.6";
  #leg: BackendLeg | null = null;
  #missed = 0;

  constructor(whose: Whose, deps: SessionDeps) {
    const { config } = whose.backend;
    this.#whose = whose;
    this.#deps = deps;
    this.#actions = new Set(config.actions);
    this.#sees = config.sees === undefined ? null : new Set(config.sees);
    this.#lane = new Lane({
      room: deps.room,
      copyOf: (called) => copyOf(called, this.#version, this.#transactions),
      send: (text, from) => this.#leg?.send(text, from),
      onAnswered: ({ call }, answer) => this.#answered(call, answer),
      onMissed: (called, why) => this.#miss(called, why),
      later: (ms, action) => this.#later(ms, action),
    });
    this.#calls = new Calls({
      admit: (call) => admit(call, this.#terms()),
      mayAsk: () => this.#allowance.take(this.#deps.clock.nowUs()),
      ask: (call, done) => this.#ask(call, done),
      say: (text, from) => this.#leg?.send(text, from),
      onCall: (action, how) => {
        this.#tell({ name: "backendCalled", how, action: actionLabel(action) });
      },
    });
    this.#restored = deps.keep.load().then((kept) => this.#transactions.restore(kept));
  }

  get backend(): BackendRoute {
    return this.#whose.backend;
  }

  get isConnected(): boolean {
    return this.#leg?.isOpen === true;
  }

  /** Calls of the station that the back-end did not get, or did not answer. */
  get missed(): number {
    return this.#missed;
  }

  /** A new link of the station, which its CSMS has accepted. An older one is over for this. */
  attach(attached: Attached): void {
    void this.#hangUp();
    this.#attached = attached;
    this.#version = attached.version;
    this.#starts = [];
    void this.#restored.then(() => {
      if (this.#attached === attached) this.#contain(() => this.#dial(attached));
    });
  }

  /** This link has ended. False: it has another one by now. */
  detach(linkId: LinkId): boolean {
    if (this.#attached !== null && this.#attached.link.linkId !== linkId) return false;
    this.#attached = null;
    void this.#hangUp();
    return true;
  }

  /** What its CSMS says on its link may matter here. */
  get isNumbering(): boolean {
    return this.#starts.length > 0;
  }

  /** A message of the station that could not be read whole. */
  unreadable(): void {
    this.#missed += 1;
    this.#tell({ name: "backendMissed", why: "unreadable", action: "none" });
  }

  async close(): Promise<void> {
    this.#attached = null;
    const gone = this.#hangUp();
    this.#lane.close();
    await gone;
    await this.#deps.keep.close();
  }

  fromStation({ message, text, bytes, ref }: Passed): void {
    if (message.type !== "call" && message.type !== "send") return;
    if (this.#sees?.has(message.action) === false) return;
    const isNumbered = this.#version === "1.6" && message.type === "call";
    if (isNumbered && !this.#number(message)) return;
    this.#lane.push({ call: message, text, bytes, ref });
  }

  /** Only what it answers to starts matters here: the back-end never sees it. */
  fromCsms({ message }: Passed): void {
    if (message.type !== "callResult" && message.type !== "callError") return;
    const { messageId } = message;
    if (!this.#starts.includes(messageId)) return;
    this.#starts = this.#starts.filter((each) => each !== messageId);
    if (message.type !== "callResult") return;
    const transactionId = numberIn(message.callPayload, "transactionId");
    if (transactionId === null) return;
    this.#transactions.numberedByCsms(messageId, transactionId);
    this.#keep();
  }

  // ── the station ────────────────────

  /** False: the back-end has this call already. */
  #number({ action, messageId, callPayload }: Call | Send): boolean {
    if (action === "StopTransaction") {
      const transactionId = numberIn(callPayload, "transactionId");
      if (transactionId !== null) this.#transactions.stopped(transactionId);
      return true;
    }
    if (action !== "StartTransaction") return true;
    this.#starts = [...this.#starts, messageId].slice(-limits.backendStartsMax);
    return this.#transactions.started(messageId, callPayload);
  }

  #answered(call: Call | Send, answer: CallResult | CallError): void {
    if (this.#version !== "1.6" || call.action !== "StartTransaction") return;
    const isTaken = answer.type === "callResult";
    const transactionId = isTaken ? numberIn(answer.callPayload, "transactionId") : null;
    this.#transactions.numberedByBackend(call.messageId, transactionId);
    this.#keep();
  }

  #miss({ call }: LaneCall, why: MissedWhy): void {
    this.#missed += 1;
    this.#tell({ name: "backendMissed", why, action: actionLabel(call.action) });
    if (call.action === "StartTransaction") {
      this.#transactions.numberedByBackend(call.messageId, null);
    }
  }

  #keep(): void {
    this.#deps.keep.save(this.#transactions.snapshot());
  }

  // ── the back-end ────────────────────

  #dial({ dial }: Attached): void {
    const { asking, spool, clock, observe } = this.#deps;
    this.#leg = new BackendLeg(dial, {
      ...{ asking, spool, clock, observe },
      onUp: () => this.#contain(() => this.#lane.up()),
      onDown: () => this.#contain(() => this.#down()),
      onMessage: (message) => this.#contain(() => this.#received(message)),
    });
  }

  #down(): void {
    this.#lane.down();
    this.#calls.reset();
  }

  async #hangUp(): Promise<void> {
    const leg = this.#leg;
    this.#leg = null;
    await leg?.close();
  }

  #received({ opcode, payload }: LegMessage): void {
    const payloadBytes = payload.length;
    const framing = { opcode, isTruncated: false, payloadBytes, version: this.#version };
    const message = parseMessage(payload, framing);
    const isAnswer = message.type === "callResult" || message.type === "callError";
    const isAwaited = isAnswer && this.#lane.answered(message);
    this.#spend(payloadBytes, isAwaited);
    if (isAwaited) return;
    if (message.type === "call") this.#called(message);
    else if (message.type === "malformed") this.#malformed(message);
    else this.#odd(`a ${message.type} that answers nothing`);
  }

  /** What it costs us is read at a pace. */
  #spend(bytes: number, isAwaited: boolean): void {
    const cost = Math.floor(bytes / limits.backendReadBytes) + (isAwaited ? 0 : 1);
    if (cost === 0) return;
    const nowUs = this.#deps.clock.nowUs();
    const ms = Math.max(this.#pace.spend(cost, nowUs), this.#deps.pace.spend(cost, nowUs));
    this.#leg?.rest(ms);
  }

  #called(call: Call): void {
    if (call.messageId.length <= limits.backendIdCharsMax) this.#calls.take(call);
    else this.#odd(`a call with an id of ${call.messageId.length} characters`);
  }

  #malformed({ messageType, messageId, problem }: OcppMessage & { type: "malformed" }): void {
    this.#odd(problem);
    if (messageType !== "call" || messageId === null) return;
    if (messageId.length > limits.backendIdCharsMax) return;
    const errorCode = this.#version === "1.6" ? "FormationViolation" : "RpcFrameworkError";
    this.#leg?.send(errorText(messageId, { errorCode, errorDescription: problem }), null);
  }

  #odd(problem: string): void {
    this.#tell({ name: "backendOdd", problem });
  }

  #ask({ action, callPayload }: Admitted, done: (outcome: Outcome) => void): void {
    const calls = this.#attached?.link.calls ?? null;
    if (calls === null) {
      setImmediate(done, { kind: "failed", problem: "The station is not connected." });
      return;
    }
    const by = `backend ${this.backend.config.name}`;
    const payload = JSON.stringify(callPayload ?? {});
    calls.ask({ by, action, payload, timeoutMs: limits.backendCallMs }, (outcome) =>
      done(
        outcome.kind === "answered"
          ? { kind: "answered", text: outcome.text, ref: outcome.answer }
          : { kind: "failed", problem: outcome.problem },
      ),
    );
  }

  // ────────────────────

  #later(ms: number, action: () => void): () => void {
    const timer = setTimeout(() => this.#contain(action), ms).unref();
    return () => clearTimeout(timer);
  }

  /** A bug of ours ends this WebSocket, and nothing of the station's. */
  #contain(action: () => void): void {
    try {
      action();
    } catch (thrown) {
      const { observe } = this.#deps;
      observe({ name: "bug", role: "relay", where: "a back-end", problem: problemOf(thrown) });
      void this.#hangUp();
    }
  }

  #tell(facts: BackendFacts): void {
    const { stationId, backend } = this.#whose;
    this.#deps.observe({ ...facts, stationId, backend: backend.config.name });
  }

  #terms() {
    const transactions = this.#transactions;
    return { version: this.#version, actions: this.#actions, transactions };
  }
}
