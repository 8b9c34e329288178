/**
 * One translated station: its two WebSockets, and the dialogue between them.
 *
 * In: a station that was accepted and the CSMS's answer to it, as often as it dials. Out: messages
 * to and from the dialogue, and two links in the record. Promised: what the dialogue says is sent in
 * its order or, where the leg is gone, not at all; an outage of the CSMS is bridged by redialling;
 * a fault of one station's dialogue ends that one only.
 */
import type { Clock } from "../base/clock.ts";
import { type LinkId, newLinkId, type StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { DeadLetter, LinkClosed, SpoolWriter, TranslationLoss } from "../spool/record.ts";
import { createBackOff } from "./back-off.ts";
import {
  type CsmsDial,
  describeCsmsLeg,
  describeStationLeg,
  recordCsmsRefusal,
} from "./bridge-record.ts";
import { authorizationDigest } from "./credentials.ts";
import { type CsmsAnswer, type CsmsRequest, dialCsms } from "./csms-leg.ts";
import { type AskDeps, STATION_GONE } from "./dial.ts";
import { type Leg, openLeg } from "./leg.ts";
import { createLegRecord } from "./leg-record.ts";
import type { Link, Links, Traffic } from "./links.ts";
import type { Dialogue, LegName, Line, Middle } from "./middle.ts";
import type { AcceptedStation } from "./station-leg.ts";
import type { RoutedRequest } from "./station-request.ts";

export type BridgeOptions = {
  readonly instance: string;
  readonly messageBytesMax: number;
};

export type BridgeDeps = {
  readonly links: Links;
  readonly spool: SpoolWriter;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly asking: AskDeps;
};

/** How a bridge is to behave: its route's. */
export type BridgeManner = {
  readonly isDecoupled: boolean;
  /** Between our pings to the CSMS; 0 for none. Unit: ms. */
  readonly pingMs: number;
};

export type OpenCsms = Extract<CsmsAnswer, { kind: "open" }>;

/** A station that the CSMS, or under `decoupled` nobody, has refused. */
export type Arrival = {
  readonly request: RoutedRequest;
  readonly key: string;
  readonly station: AcceptedStation;
  readonly csmsRequest: CsmsRequest;
  /** Null where it could not be reached. */
  readonly csms: { readonly answer: OpenCsms; readonly dial: CsmsDial } | null;
};

const GOING_AWAY = 1001;
const POLICY = 1008;
const INTERNAL = 1011;

const NOBODY_WAITS = {
  kind: "failed",
  failure: { stage: "answer", code: STATION_GONE, problem: "the station went away meanwhile" },
} as const;

export class Bridge {
  readonly stationId: StationId;
  readonly #manner: BridgeManner;
  readonly #options: BridgeOptions;
  readonly #deps: BridgeDeps;
  readonly #onIdle: () => void;
  readonly #onEnd: () => void;
  readonly #opening: Promise<Dialogue>;
  #dialogue: Dialogue | null = null;
  #arrival: Arrival | null = null;
  #station: Leg | null = null;
  #csms: Leg | null = null;
  #link: Link | null = null;
  #redial: NodeJS.Timeout | null = null;
  #alone: NodeJS.Timeout | null = null;
  readonly #backOff = createBackOff({ minMs: limits.redialMsMin, maxMs: limits.redialMsMax });
  #isOver = false;

  constructor(
    facts: {
      readonly stationId: StationId;
      readonly middle: Middle;
      readonly manner: BridgeManner;
    },
    options: BridgeOptions,
    deps: BridgeDeps & { readonly onIdle: () => void; readonly onEnd: () => void },
  ) {
    this.stationId = facts.stationId;
    this.#manner = facts.manner;
    this.#options = options;
    this.#deps = deps;
    this.#onIdle = deps.onIdle;
    this.#onEnd = deps.onEnd;
    this.#opening = facts.middle.open(facts.stationId, this.#line()).then((dialogue) => {
      this.#dialogue = dialogue;
      return dialogue;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Who was accepted last; null for nobody yet. */
  get newcomer(): Pick<Link, "remoteAddress" | "authorizationDigest"> | null {
    if (this.#arrival === null) return null;
    const { head, remoteAddress } = this.#arrival.request;
    return { remoteAddress, authorizationDigest: authorizationDigest(head.fields) };
  }

  /** Rejects where the station's state cannot be had. */
  async opened(): Promise<void> {
    await this.#opening;
  }

  hasLegs(): boolean {
    return this.#station !== null || this.#csms !== null || this.#redial !== null;
  }

  /** The old legs, if any, are closed; these take over. Nothing may be awaited before. */
  take(arrival: Arrival): void {
    const supersedes = this.#station?.record.linkId ?? null;
    void this.#letGo("superseded");
    this.#arrival = arrival;
    this.#takeStation(arrival, supersedes);
    if (arrival.csms !== null) this.#takeCsms(arrival.csms.answer, arrival.csms.dial);
    this.#dialogue?.legUp("station");
    if (this.#csms !== null) this.#dialogue?.legUp("csms");
    else this.#redialSoon();
  }

  /** Both legs end; resolves when the CSMS has let go of its own, and what was to be stored is. */
  async close(how: "superseded" | "shutdown"): Promise<void> {
    this.#isOver = true;
    const gone = this.#letGo(how);
    await this.#dialogue?.release();
    await gone;
  }

  #line(): Line {
    return {
      send: (leg, text, from) => this.#legOf(leg)?.send(text, from),
      close: (leg, reason) => this.#closeLeg(leg, { code: GOING_AWAY, reason }),
      note: (note) => this.#note(note),
      drained: () => {
        this.#station?.resume();
        this.#csms?.resume();
      },
      end: (problem) => {
        const { observe } = this.#deps;
        observe({ name: "dialogueEnded", stationId: this.stationId, problem });
        this.#isOver = true;
        void this.#letGo("error");
        this.#onEnd();
      },
    };
  }

  #legOf(leg: LegName): Leg | null {
    return leg === "station" ? this.#station : this.#csms;
  }

  #takeStation({ request, key, station }: Arrival, supersedes: LinkId | null): void {
    const { spool, clock, observe, links } = this.#deps;
    const { linkId, socket, head, remoteAddress } = request;
    const receivedAtUs = clock.nowUs();
    const opened = describeStationLeg(request, station, {
      instance: this.#options.instance,
      answeredAtUs: receivedAtUs,
    });
    const body = { ...opened, supersedes };
    spool.append({ kind: "link-opened", receivedAtUs, linkId, seq: 0, body });
    const { stationId } = this;
    if (supersedes !== null) {
      observe({ name: "linkSuperseded", linkId: supersedes, stationId, reason: "accepted" });
    }
    observe({ name: "linkOpened", linkId, stationId, answerMs: opened.answerMs });
    const leg = this.#openLeg("station", { webSocket: station.webSocket, socket }, linkId);
    this.#station = leg;
    const link: Link = {
      id: linkId,
      stationId,
      key,
      remoteAddress,
      authorizationDigest: authorizationDigest(head.fields),
      stationHeardAtUs: () => leg.heardAtUs(),
      traffic: () => this.#traffic(),
      close: (how) => (how === "shutdown" ? this.close(how) : this.#supersede()),
    };
    this.#link = link;
    links.add(link);
  }

  #takeCsms({ webSocket, socket, headers }: OpenCsms, dial: CsmsDial): void {
    const { spool, clock } = this.#deps;
    const linkId = dial.linkId;
    const receivedAtUs = clock.nowUs();
    const body = { ...describeCsmsLeg(dial, socket, headers), supersedes: null };
    spool.append({ kind: "link-opened", receivedAtUs, linkId, seq: 0, body });
    this.#csms = this.#openLeg("csms", { webSocket, socket }, linkId);
    this.#backOff.reset();
    webSocket.resume();
  }

  #openLeg(name: LegName, ends: Parameters<typeof openLeg>[0], linkId: LinkId): Leg {
    const { spool, clock, observe } = this.#deps;
    const { messageBytesMax } = this.#options;
    const leg = openLeg(
      ends,
      { name, pingMs: name === "csms" ? this.#manner.pingMs : 0 },
      {
        ...{ clock, observe },
        record: createLegRecord({ linkId, leg: name, messageBytesMax }, { spool, clock }),
        onMessage: (message) => {
          if (this.#dialogue?.message(name, message) !== false) return;
          this.#station?.pause();
          this.#csms?.pause();
        },
        onClosed: (closed) => {
          if (this.#legOf(name) === leg) this.#lost(name, closed);
        },
      },
    );
    return leg;
  }

  /** The peer, or its network, ended it. */
  #lost(name: LegName, closed: LinkClosed): void {
    const { observe } = this.#deps;
    const { stationId } = this;
    const linkId = this.#legOf(name)?.record.linkId ?? newLinkId();
    this.#forget(name);
    if (name === "station") {
      observe({ name: "linkClosed", linkId, stationId, how: closed.how, openMs: closed.openMs });
    } else {
      observe({ name: "csmsLegLost", stationId, how: closed.how });
      this.#redialSoon();
    }
    this.#dialogue?.legDown(name);
    this.#settle();
  }

  #closeLeg(name: LegName, closing: { readonly code: number; readonly reason: string }): void {
    const leg = this.#legOf(name);
    if (leg === null) return;
    void leg.close("close-frame", closing);
    this.#forget(name);
    this.#dialogue?.legDown(name);
    this.#settle();
  }

  #forget(name: LegName): void {
    if (name === "csms") {
      this.#csms = null;
      return;
    }
    if (this.#link !== null) this.#deps.links.remove(this.#link);
    this.#link = null;
    this.#station = null;
  }

  /** Both legs, at once: the CSMS's first, so that its end is not taken for the station's. */
  #letGo(how: "superseded" | "shutdown" | "error"): Promise<void> {
    const closing = { code: how === "error" ? INTERNAL : GOING_AWAY, reason: `ocpptap: ${how}` };
    const [csms, station] = [this.#csms, this.#station];
    this.#stopRedial();
    const gone = csms?.close(how, closing) ?? Promise.resolve();
    if (csms !== null) this.#forget("csms");
    if (csms !== null) this.#dialogue?.legDown("csms");
    void station?.close(how, closing);
    if (station !== null) this.#forget("station");
    if (station !== null) this.#dialogue?.legDown("station");
    return gone;
  }

  /** By a link of another kind. */
  #supersede(): Promise<void> {
    const gone = this.#letGo("superseded");
    this.#settle();
    return gone;
  }

  /** After a leg has gone: what is no longer wanted goes, too. */
  #settle(): void {
    if (this.#isOver) return;
    if (this.#station !== null) {
      this.#stopAlone();
    } else if (this.#manner.isDecoupled && this.hasLegs()) {
      this.#alone ??= setTimeout(() => this.#letGoAlone(), limits.decoupledKeptMs);
    } else {
      this.#stopRedial();
    }
    if (!this.hasLegs()) this.#onIdle();
  }

  #letGoAlone(): void {
    this.#stopAlone();
    void this.#letGo("shutdown");
    this.#onIdle();
  }

  #stopAlone(): void {
    if (this.#alone !== null) clearTimeout(this.#alone);
    this.#alone = null;
  }

  #stopRedial(): void {
    if (this.#redial !== null) clearTimeout(this.#redial);
    this.#redial = null;
  }

  // ── the CSMS, again ────────────────────

  #wantsCsms(): boolean {
    const isWanted = this.#station !== null || this.#manner.isDecoupled;
    return isWanted && !this.#isOver && this.#csms === null;
  }

  #redialSoon(): void {
    if (!this.#wantsCsms() || this.#redial !== null) return;
    this.#redial = setTimeout(() => void this.#dialAgain(), this.#backOff.next());
  }

  async #dialAgain(): Promise<void> {
    const [arrival, timer] = [this.#arrival, this.#redial];
    if (arrival === null) return;
    const dial = this.#dialOf(arrival);
    const answer = await dialCsms(arrival.csmsRequest, null, this.#deps.asking);
    const isWanted = this.#wantsCsms() && this.#redial === timer;
    if (this.#redial === timer) this.#redial = null;
    if (answer.kind === "open" && isWanted) {
      this.#tellRedial("connected", "");
      this.#takeCsms(answer, dial);
      this.#dialogue?.legUp("csms");
      return;
    }
    if (answer.kind === "open") answer.webSocket.terminate();
    const told = answer.kind === "open" ? NOBODY_WAITS : answer;
    recordCsmsRefusal(dial, told, this.#deps);
    this.#tellRedial(
      "failed",
      told.kind === "failed" ? told.failure.problem : `it answered ${told.status}`,
    );
    if (!isWanted) return;
    if (told.kind === "refused" && isVerdict(told.status) && !this.#manner.isDecoupled) {
      this.#closeLeg("station", { code: POLICY, reason: "the CSMS no longer accepts it" });
    } else {
      this.#redialSoon();
    }
  }

  #tellRedial(outcome: "connected" | "failed", problem: string): void {
    this.#deps.observe({ name: "csmsRedialled", stationId: this.stationId, outcome, problem });
  }

  #dialOf({ request, csmsRequest }: Arrival): CsmsDial {
    const { instance } = this.#options;
    const { route } = request.routed;
    return {
      ...{ linkId: newLinkId(), stationId: this.stationId, instance, route: route.match },
      request: csmsRequest,
      dialledAtUs: this.#deps.clock.nowUs(),
      clock: this.#deps.clock,
    };
  }

  // ────────────────────

  #note(note: TranslationLoss | DeadLetter): void {
    const { observe } = this.#deps;
    const { stationId } = this;
    if (note.note === "dead-letter") {
      const { why, action, problem } = note;
      observe({ name: "deadLettered", stationId, why, action, problem });
    }
    const from = note.note === "translation-loss" ? (note.from?.linkId ?? null) : null;
    const isCsms = from !== null && this.#csms?.record.linkId === from;
    const leg = isCsms ? this.#csms : (this.#station ?? this.#csms);
    leg?.record.note(note);
  }

  #traffic(): Traffic {
    const none = { station: 0, csms: 0 };
    const [station, csms] = [this.#station, this.#csms].map(
      (leg) => leg?.record.traffic() ?? { messages: none, bytes: none },
    );
    const sum = (part: keyof Traffic) => ({
      station: (station?.[part].station ?? 0) + (csms?.[part].station ?? 0),
      csms: (station?.[part].csms ?? 0) + (csms?.[part].csms ?? 0),
    });
    return { messages: sum("messages"), bytes: sum("bytes") };
  }
}

/** What a station is told with the same status: nothing that passes by itself. */
export function isVerdict(status: number): status is 401 | 403 | 404 {
  return status === 401 || status === 403 || status === 404;
}
