/**
 * One translated station: its two WebSockets, and the dialogue between them.
 *
 * In: a station that was accepted and the CSMS's answer to it, as often as it dials. Out: messages
 * to and from the dialogue, and two links in the record. Promised: what the dialogue says is sent
 * in its order or, where the leg is gone, not at all; an outage of the CSMS is bridged by dialling
 * again; a fault of one station's dialogue ends that one only.
 */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import type { LinkId, StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { ClosedHow, DeadLetter, SpoolWriter, TranslationLoss } from "../spool/record.ts";
import { isVerdict } from "./admission.ts";
import type { Arrival, BridgeFacts, BridgeManner, OpenedCsms } from "./arrival.ts";
import { recordCsmsLeg, recordCsmsRefusal, recordStationLeg } from "./bridge-record.ts";
import { SERVICE_RESTART } from "./close-frame.ts";
import { authorizationDigest } from "./credentials.ts";
import type { AskDeps } from "./dial.ts";
import { isKept, keepsakeOf } from "./keepsake.ts";
import { createLeftOver, type LeftOver } from "./left-over.ts";
import { type Closing, type Leg, type LegEnds, openLeg } from "./leg.ts";
import { createLegRecord } from "./leg-record.ts";
import type { LinkOptions } from "./link.ts";
import { type ClosedByUs, type Link, type Links, NO_TRAFFIC } from "./links.ts";
import type { Dialogue, DialogueEnd, LegName, Line, Way } from "./middle.ts";
import { createRedial, type Redial } from "./redial.ts";
import { ownAuthorization } from "./station-request.ts";
import { dialWays, NOBODY_WAITS } from "./ways.ts";

export type BridgeOptions = Omit<LinkOptions, "lingerMs">;

export type BridgeDeps = {
  readonly links: Links;
  readonly spool: SpoolWriter;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly asking: AskDeps;
};

const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY = 1008;
const INTERNAL = 1011;

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
  readonly #leftOver: LeftOver;
  #alone: NodeJS.Timeout | null = null;
  readonly #redial: Redial = createRedial((isOn) => this.#dialSafely(isOn));
  #isOver = false;

  constructor(
    facts: BridgeFacts,
    options: BridgeOptions,
    deps: BridgeDeps & { readonly onIdle: () => void; readonly onEnd: () => void },
  ) {
    this.stationId = facts.stationId;
    this.#manner = facts.manner;
    this.#options = options;
    this.#deps = deps;
    this.#onIdle = deps.onIdle;
    this.#onEnd = deps.onEnd;
    this.#leftOver = createLeftOver(deps.links, deps.clock);
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
    return this.#station !== null || this.#csms !== null || this.#redial.isOn();
  }

  /** Ways to the CSMS; null while the state is not known. */
  ways(): readonly Way[] | null {
    return this.#dialogue?.ways() ?? null;
  }

  /** Whether the CSMS accepted this `Authorization` before it set a password of its own. */
  async knows(authorization: string | null): Promise<boolean> {
    if (this.#dialogue === null || authorization === null) return false;
    return await isKept(this.#dialogue.keepsake(), authorization);
  }

  /** The station's old legs, if any, are closed, of whatever link; these take over. */
  take(arrival: Arrival): void {
    const { csms, ghost, key } = arrival;
    const { links, observe } = this.#deps;
    const { stationId } = this;
    const old = links.ofStation(key);
    void this.#letGo("superseded");
    if (old !== null) {
      if (links.has(old)) void old.close("superseded");
      observe({ name: "linkSuperseded", linkId: old.id, stationId, reason: "accepted" });
    }
    this.#arrival = arrival;
    this.#takeStation(arrival, old?.id ?? ghost);
    if (csms !== null) this.#takeCsms(csms);
    this.#dialogue?.legUp("station", null);
    if (csms !== null) this.#dialogue?.legUp("csms", csms.wayId);
    else this.#redial.now();
    if (csms?.isJudged === true) this.#remember();
  }

  /** Both legs end; resolves when the CSMS has let go of its own, and what was to be stored is. */
  async close(how: ClosedByUs): Promise<void> {
    this.#isOver = true;
    const gone = this.#letGo(how, how === "shutdown" ? SERVICE_RESTART : GOING_AWAY);
    await this.#dialogue?.release();
    await gone;
    this.#onEnd();
  }

  #line(): Line {
    return {
      send: (leg, text, from) => this.#legOf(leg)?.send(text, from),
      close: (leg, reason) => this.#closeLeg(leg, { code: GOING_AWAY, reason }),
      reconnect: (reason) => this.#reconnect(reason),
      note: (note) => this.#note(note),
      drained: () => {
        this.#station?.resume();
        this.#csms?.resume();
      },
      end: (end) => this.#ended(end),
    };
  }

  #ended({ problem, isTaken }: DialogueEnd): void {
    const { stationId } = this;
    this.#deps.observe(
      isTaken ? { name: "stationTaken", stationId } : { name: "dialogueEnded", stationId, problem },
    );
    this.#isOver = true;
    if (isTaken) void this.#letGo("superseded");
    else void this.#letGo("error", INTERNAL);
    this.#onEnd();
  }

  #legOf(leg: LegName): Leg | null {
    return leg === "station" ? this.#station : this.#csms;
  }

  #takeStation({ request, key, station }: Arrival, supersedes: LinkId | null): void {
    const { observe, links } = this.#deps;
    const { linkId, socket, head, remoteAddress } = request;
    const { stationId } = this;
    const { instance } = this.#options;
    const opened = recordStationLeg(request, station, { instance, supersedes }, this.#deps);
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
      // Its legs are counted one by one: they come and go.
      traffic: () => NO_TRAFFIC,
      // Its legs send whole messages.
      isAtBoundary: () => true,
      close: (how) => (how === "superseded" ? this.#supersede() : this.close(how)),
    };
    this.#link = link;
    links.add(link);
  }

  #takeCsms({ answer, dial }: OpenedCsms): void {
    recordCsmsLeg(dial, answer, this.#deps);
    this.#csms = this.#openLeg("csms", answer, dial.linkId);
    this.#redial.reset();
    answer.webSocket.resume();
  }

  #openLeg(name: LegName, ends: LegEnds, linkId: LinkId): Leg {
    const { spool, clock, observe, links } = this.#deps;
    const { messageBytesMax, rates, isStrict, strictHoldMsMax } = this.#options;
    const { stationId } = this;
    const record = createLegRecord({ linkId, leg: name, messageBytesMax, rates }, { spool, clock });
    const unwatch = links.watch(record.traffic);
    const leg = openLeg(
      ends,
      {
        ...{ name, pingMs: name === "csms" ? this.#manner.pingMs : 0 },
        strictHoldMsMax: isStrict ? strictHoldMsMax : null,
      },
      {
        ...{ clock, observe, spool, record },
        onMessage: (message) => {
          if (this.#dialogue?.message(name, message) !== false) return;
          this.#station?.pause();
          this.#csms?.pause();
        },
        onEnded: ({ how, openMs }) => {
          unwatch();
          if (name === "station") observe({ name: "linkClosed", linkId, stationId, how, openMs });
        },
        onLost: ({ how }) => {
          if (this.#legOf(name) === leg) this.#lost(name, how);
        },
      },
    );
    return leg;
  }

  /** The peer, or its network, ended it. */
  #lost(name: LegName, how: ClosedHow): void {
    const { stationId } = this;
    this.#forget(name);
    if (name === "csms") this.#deps.observe({ name: "csmsLegLost", stationId, how });
    this.#dialogue?.legDown(name);
    if (name === "csms" && this.#wantsCsms()) this.#redial.soon();
    this.#settle();
  }

  #closeLeg(name: LegName, closing: Closing): void {
    const leg = this.#legOf(name);
    if (leg === null) return;
    void leg.close("close-frame", closing);
    this.#forget(name);
    this.#dialogue?.legDown(name);
    this.#settle();
  }

  /** The CSMS has said how it is to be reached from now on. */
  #reconnect(reason: string): void {
    if (this.#dialogue?.keepsake() === null) this.#remember();
    this.#closeLeg("csms", { code: NORMAL, reason });
    if (this.#wantsCsms()) this.#redial.now();
  }

  /** The CSMS has accepted the station by its own credentials, and may soon see others. */
  #remember(): void {
    const { observe } = this.#deps;
    const own = this.#arrival === null ? null : ownAuthorization(this.#arrival.request);
    const { mode } = this.#arrival?.plan.route.translate.credentials ?? {};
    if (own === null || mode !== "passthrough" || this.ways()?.[0]?.password === null) return;
    keepsakeOf(own).then(
      (keepsake) => this.#dialogue?.keep(keepsake),
      (thrown) =>
        observe({ name: "bug", role: "relay", where: "keepsake", problem: problemOf(thrown) }),
    );
  }

  #forget(name: LegName): void {
    if (name === "csms") {
      this.#csms = null;
      return;
    }
    if (this.#link !== null) this.#deps.links.remove(this.#link);
    if (this.#link !== null) this.#leftOver.of(this.#link);
    this.#link = null;
    this.#station = null;
  }

  /**
   * Both legs, at once: on the wire the station's first; but the middle is told of the CSMS's first,
   * so that its end is not taken for the station's.
   */
  #letGo(how: ClosedByUs | "error", code = GOING_AWAY): Promise<void> {
    const closing = { code, reason: `ocpptap: ${how}` };
    const [csms, station] = [this.#csms, this.#station];
    this.#redial.stop();
    this.#stopAlone();
    void station?.close(how, closing);
    const gone = csms?.close(how, closing) ?? Promise.resolve();
    if (csms !== null) this.#forget("csms");
    if (csms !== null) this.#dialogue?.legDown("csms");
    if (station !== null) this.#forget("station");
    if (station !== null) this.#dialogue?.legDown("station");
    this.#leftOver.set(false);
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
    this.#leftOver.set(this.#station === null && this.hasLegs());
    if (this.#station !== null) {
      this.#stopAlone();
    } else if (this.#manner.isDecoupled && this.hasLegs()) {
      this.#alone ??= setTimeout(() => this.#letGoAlone(), limits.decoupledKeptMs);
    } else {
      this.#redial.stop();
    }
    if (!this.hasLegs()) this.#onIdle();
  }

  #letGoAlone(): void {
    void this.#letGo("shutdown");
    this.#onIdle();
  }

  #stopAlone(): void {
    if (this.#alone !== null) clearTimeout(this.#alone);
    this.#alone = null;
  }

  // ── the CSMS, again ────────────────────

  #wantsCsms(): boolean {
    const isWanted = this.#station !== null || this.#manner.isDecoupled;
    return isWanted && !this.#isOver && this.#csms === null;
  }

  async #dialSafely(isOn: () => boolean): Promise<boolean> {
    try {
      return await this.#dialAgain(isOn);
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.#deps.observe({ name: "bug", role: "relay", where: "redial", problem });
      return true;
    }
  }

  /** True: once more, after a pause. */
  async #dialAgain(isOn: () => boolean): Promise<boolean> {
    const [arrival, ways] = [this.#arrival, this.ways()];
    if (arrival === null || ways === null) return false;
    const dialled = await dialWays(ways, arrival.plan, { gone: null, deps: this.#deps });
    const { answer, dial, way } = dialled;
    const isWanted = isOn() && this.#wantsCsms();
    if (answer.kind === "open" && isWanted) {
      this.#tellRedial("connected", "");
      this.#takeCsms({ answer, dial, wayId: way.id, isJudged: false });
      this.#dialogue?.legUp("csms", way.id);
      return false;
    }
    if (answer.kind === "open") {
      answer.webSocket.terminate();
      recordCsmsRefusal(dial, NOBODY_WAITS, this.#deps);
      return false;
    }
    const { kind } = answer;
    const problem = kind === "failed" ? answer.failure.problem : `it answered ${answer.status}`;
    this.#tellRedial("failed", problem);
    if (!isWanted) return false;
    if (kind === "failed" || !isVerdict(answer.status) || this.#manner.isDecoupled) return true;
    this.#closeLeg("station", { code: POLICY, reason: "the CSMS no longer accepts it" });
    return false;
  }

  #tellRedial(outcome: "connected" | "failed", problem: string): void {
    this.#deps.observe({ name: "csmsRedialled", stationId: this.stationId, outcome, problem });
  }

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
}
