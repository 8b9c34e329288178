/**
 * The translated stations of this relay. In: a station's request on a route that translates. Out: a
 * bridge with both legs, or an answer that says why there is none, and its record.
 *
 * The CSMS is asked first, with the station's own credentials: only whom it accepts may take the
 * station's state from another instance, or close the legs that are open. Then the state is taken,
 * then the station is answered. Promised: a bounded number of stations is remembered, and those
 * without legs are let go of.
 */
import { assert } from "../base/assert.ts";
import { problemOf } from "../base/errors.ts";
import { newLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { Bridge, type BridgeDeps, type BridgeOptions, isVerdict } from "./bridge.ts";
import { type CsmsDial, recordCsmsRefusal } from "./bridge-record.ts";
import { authorizationDigest } from "./credentials.ts";
import { type CsmsAnswer, type CsmsRequest, dialCsms } from "./csms-leg.ts";
import { STATION_GONE } from "./dial.ts";
import { type EarlyBytes, keepEarlyBytes } from "./early-bytes.ts";
import { refuseStation } from "./handshake.ts";
import { valuesOf } from "./head.ts";
import type { LegCredentials } from "./leg-credentials.ts";
import { linkKey } from "./links.ts";
import type { Middle } from "./middle.ts";
import { mayBeSameStation, type Presence } from "./presence.ts";
import type { Refusal } from "./refusal.ts";
import type { TranslatedRoute } from "./route.ts";
import { acceptStation, unacceptable } from "./station-leg.ts";
import { offersOf, type RoutedRequest } from "./station-request.ts";

export type Bridges = {
  /** Settles when the station has its answer. `early` came in the same chunk as the head. */
  readonly handshake: (request: BridgedRequest, early: Buffer) => Promise<void>;
  /** Stations that are remembered, with legs or without. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

export type BridgedRequest = RoutedRequest & {
  readonly routed: RoutedRequest["routed"] & { readonly route: TranslatedRoute };
};

export type BridgesDeps = BridgeDeps & {
  readonly options: BridgeOptions;
  readonly presence: Presence;
  /** By the route's `match`. */
  readonly middles: ReadonlyMap<string, Middle>;
  readonly credentials: LegCredentials;
};

type Refused = { readonly refusal: Refusal; readonly answer: CsmsAnswer | null };

export function createBridges(deps: BridgesDeps): Bridges {
  return new OpenBridges(deps);
}

class OpenBridges implements Bridges {
  readonly #deps: BridgesDeps;
  readonly #bridges = new Map<string, Bridge>();
  /** Those without legs, the longest idle first. */
  readonly #idle = new Map<string, NodeJS.Timeout>();
  readonly #releases = new Set<Promise<void>>();

  constructor(deps: BridgesDeps) {
    this.#deps = deps;
  }

  count(): number {
    return this.#bridges.size;
  }

  async close(): Promise<void> {
    for (const [key, bridge] of this.#bridges) this.#release(key, bridge);
    await Promise.all(this.#releases);
  }

  async handshake(request: BridgedRequest, early: Buffer): Promise<void> {
    const kept = keepEarlyBytes(request.socket, early, limits.earlyBytesMax);
    try {
      const refused = await this.#connect(request, kept);
      if (refused !== null) this.#refuse(request, kept, refused);
    } catch (thrown) {
      // A fault of ours ends this link and no other.
      request.socket.destroy();
      this.#deps.observe({
        name: "bug",
        role: "relay",
        where: "bridge",
        problem: problemOf(thrown),
      });
    }
  }

  #refuse(request: BridgedRequest, kept: EarlyBytes, { refusal, answer }: Refused): void {
    kept.take();
    const failure = answer?.kind === "failed" ? { failure: answer.failure } : {};
    const refusedBy = answer?.kind === "refused" ? ("csms" as const) : ("ocpptap" as const);
    refuseStation(request, refusal, { ...this.#deps, ...failure, refusedBy });
  }

  /** Null: the station has its WebSocket. */
  async #connect(request: BridgedRequest, kept: EarlyBytes): Promise<Refused | null> {
    const { route, stationId } = request.routed;
    const middle = this.#deps.middles.get(route.match);
    assert(middle !== undefined, "a route that translates has a middle");
    const unfit = unfitness(request, middle);
    if (unfit !== null) return refusedBecause(400, unfit);
    const key = linkKey(route.match, stationId);
    const stranger = this.#strangeness(request, key);
    if (stranger !== null) return refusedBecause(503, stranger);
    const csmsRequest = this.#csmsRequestOf(request, middle);
    if (csmsRequest === null) {
      return refusedBecause(404, `no credentials are configured for ${stationId}`);
    }
    const { answer, dial } = await this.#ask(request, csmsRequest, kept);
    const isAlone = answer.kind === "failed" && this.#mayGoOnAlone(request, key, answer);
    if (answer.kind !== "open" && !isAlone) return refusedWith(answer, route);
    const csms = answer.kind === "open" ? { answer, dial } : null;
    const drop = () => csms?.answer.webSocket.terminate();
    const bridge = this.#bridgeOf(request, middle, key);
    if (bridge === null) {
      drop();
      return refusedBecause(503, "too many stations are translated at once");
    }
    try {
      await bridge.opened();
    } catch (thrown) {
      drop();
      this.#forget(key, bridge);
      return refusedBecause(503, `the station's state is not available: ${problemOf(thrown)}`);
    }
    if (bridge.isOver) {
      drop();
      return refusedBecause(503, "the station's state is being let go of");
    }
    const accepted = acceptStation({
      ...{ socket: request.socket, fields: request.head.fields, early: kept.take() },
      subprotocol: middle.subprotocols.station,
    });
    if (accepted === null) {
      drop();
      if (!bridge.hasLegs()) this.#idleSoon(key, bridge);
      return refusedBecause(503, "the station went away");
    }
    this.#stopIdle(key);
    bridge.take({ request, key, station: accepted, csmsRequest, csms });
    return null;
  }

  /** Where the CSMS cannot judge the station, only the same station may close its own legs. */
  #strangeness(request: BridgedRequest, key: string): string | null {
    const old = this.#deps.links.ofStation(key);
    const isJudged = request.routed.route.translate.credentials.mode === "passthrough";
    if (old === null || isJudged) return null;
    return mayBeSameStation(old, newcomerOf(request, key))
      ? null
      : "this station is connected, with other credentials or from another address";
  }

  #csmsRequestOf(request: BridgedRequest, middle: Middle): CsmsRequest | null {
    const { route, stationId } = request.routed;
    const own = valuesOf(request.head.fields, "authorization")[0] ?? null;
    const authorization = this.#deps.credentials.authorizationOf(route, stationId, own);
    if (authorization === undefined) return null;
    return {
      upstream: route.upstream,
      target: route.targetOf(encodeURIComponent(stationId), request.routed.query),
      authorization,
      subprotocol: middle.subprotocols.csms,
    };
  }

  /** Asks the CSMS, and once more where its refusal was due to a ghost of the same station. */
  async #ask(
    request: BridgedRequest,
    csmsRequest: CsmsRequest,
    kept: EarlyBytes,
  ): Promise<{ readonly answer: CsmsAnswer; readonly dial: CsmsDial }> {
    const { clock, asking, options, presence } = this.#deps;
    const { route, stationId } = request.routed;
    const once = async () => {
      const dial: CsmsDial = {
        ...{ linkId: newLinkId(), stationId, instance: options.instance, route: route.match },
        ...{ request: csmsRequest, dialledAtUs: clock.nowUs(), clock },
      };
      const answer = await dialCsms(csmsRequest, kept.gone, asking);
      if (answer.kind !== "open") recordCsmsRefusal(dial, answer, this.#deps);
      return { answer, dial };
    };
    const first = await once();
    if (first.answer.kind !== "refused") return first;
    const newcomer = newcomerOf(request, linkKey(route.match, stationId));
    const ghost = await presence.endGhost(newcomer, first.answer.status, kept.gone);
    return ghost === null ? first : await once();
  }

  /** Decoupled: a station that the CSMS accepted before is served while it is away. */
  #mayGoOnAlone(
    request: BridgedRequest,
    key: string,
    answer: Extract<CsmsAnswer, { kind: "failed" }>,
  ): boolean {
    if (answer.failure.code === STATION_GONE) return false;
    if (request.routed.route.translate.presence !== "decoupled") return false;
    const known = this.#bridges.get(key)?.newcomer ?? null;
    return known !== null && mayBeSameStation(known, newcomerOf(request, key));
  }

  #bridgeOf(request: BridgedRequest, middle: Middle, key: string): Bridge | null {
    const known = this.#bridges.get(key);
    if (known !== undefined && !known.isOver) {
      this.#stopIdle(key);
      return known;
    }
    if (this.#bridges.size >= limits.bridgesMax && !this.#releaseOldest()) return null;
    const { translate } = request.routed.route;
    const bridge: Bridge = new Bridge(
      {
        ...{ stationId: request.routed.stationId, middle },
        manner: { isDecoupled: translate.presence === "decoupled", pingMs: translate.pingMs },
      },
      this.#deps.options,
      {
        ...this.#deps,
        onIdle: () => this.#idleSoon(key, bridge),
        onEnd: () => this.#forget(key, bridge),
      },
    );
    this.#bridges.set(key, bridge);
    return bridge;
  }

  #idleSoon(key: string, bridge: Bridge): void {
    this.#stopIdle(key);
    const timer = setTimeout(() => this.#release(key, bridge), limits.bridgeIdleMs);
    this.#idle.set(key, timer);
  }

  #stopIdle(key: string): void {
    clearTimeout(this.#idle.get(key));
    this.#idle.delete(key);
  }

  #releaseOldest(): boolean {
    for (const key of this.#idle.keys()) {
      const bridge = this.#bridges.get(key);
      if (bridge === undefined) continue;
      this.#release(key, bridge);
      return true;
    }
    return false;
  }

  #release(key: string, bridge: Bridge): void {
    this.#forget(key, bridge);
    const released = bridge.close("shutdown");
    this.#releases.add(released);
    void released.finally(() => this.#releases.delete(released));
  }

  #forget(key: string, bridge: Bridge): void {
    if (this.#bridges.get(key) !== bridge) return;
    this.#stopIdle(key);
    this.#bridges.delete(key);
  }
}

function newcomerOf({ head, remoteAddress }: BridgedRequest, key: string) {
  return { key, remoteAddress, authorizationDigest: authorizationDigest(head.fields) };
}

/** Why there can be no WebSocket at all. */
function unfitness({ head, routed }: BridgedRequest, { subprotocols }: Middle): string | null {
  const { stationId } = routed;
  // `encodeURIComponent` leaves dots, and a URL without them is another one.
  if (/^\.{0,2}$/.test(stationId)) return `"${stationId}" is not a station's identity`;
  const offered = offersOf(head.fields);
  if (!offered.includes(subprotocols.station)) {
    const shown = offered.length === 0 ? "nothing" : offered.join(", ").slice(0, 200);
    return `this route translates from ${subprotocols.station}; the station offers ${shown}`;
  }
  return unacceptable(head.fields);
}

function refusedBecause(status: Refusal["status"], why: string): Refused {
  return { refusal: { status, sentence: `ocpptap: ${why}.` }, answer: null };
}

function refusedWith(
  answer: Exclude<CsmsAnswer, { kind: "open" }>,
  route: TranslatedRoute,
): Refused {
  const { host, port } = route.upstream;
  if (answer.kind === "failed") {
    const sentence = `ocpptap: the CSMS at ${host}:${port} cannot be reached: ${answer.failure.problem}.`;
    return { refusal: { status: 503, sentence }, answer };
  }
  const { status, reason } = answer;
  const sentence = `ocpptap: the CSMS at ${host}:${port} answered ${status} ${reason}.`;
  const challenge = answer.headers.filter(([name]) => name.toLowerCase() === "www-authenticate");
  const refusal = isVerdict(status)
    ? { status, sentence, headers: status === 401 ? challenge : [] }
    : { status: 503 as const, sentence };
  return { refusal, answer };
}
