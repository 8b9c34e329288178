/**
 * A station's request on a route that translates → a bridge with both legs, or an answer that says
 * why there is none, and its record.
 *
 * The CSMS is asked first, with the station's own credentials: only whom it accepts may take the
 * station's state from another instance, or close the legs that are open. Then the state is taken,
 * then the station gets its WebSocket.
 */
import { assert } from "../base/assert.ts";
import { problemOf } from "../base/errors.ts";
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import {
  type BridgedRequest,
  isStranger,
  newcomerOf,
  type Refused,
  refusedBecause,
  refusedWith,
  unfitness,
} from "./admission.ts";
import type { OpenedCsms } from "./arrival.ts";
import type { Bridge } from "./bridge.ts";
import type { Bridges } from "./bridges.ts";
import { STATION_GONE } from "./dial.ts";
import { type EarlyBytes, keepEarlyBytes } from "./early-bytes.ts";
import { type HandshakeDeps, refuseStation } from "./handshake.ts";
import type { LegCredentials } from "./leg-credentials.ts";
import type { Middle, Way } from "./middle.ts";
import { mayBeSameStation } from "./presence.ts";
import { acceptStation } from "./station-leg.ts";
import { ownAuthorization } from "./station-request.ts";
import { type Dialled, type DialPlan, dialWays, ROUTE_WAY } from "./ways.ts";

export type BridgeHandshakeDeps = HandshakeDeps & {
  readonly bridges: Bridges;
  /** By the route's `match`. */
  readonly middles: ReadonlyMap<string, Middle>;
  readonly credentials: LegCredentials;
};

/** `early` is what came in the same chunk as the head. Settles when the station has its answer. */
export async function bridgeHandshake(
  request: BridgedRequest,
  early: Buffer,
  deps: BridgeHandshakeDeps,
): Promise<void> {
  const kept = keepEarlyBytes(request.socket, early, limits.earlyBytesMax);
  try {
    const refused = await new Handshake(request, kept, deps).connect();
    if (refused === null) return;
    kept.take();
    const { refusedBy, failure, refusal } = refused;
    refuseStation(request, refusal, { ...deps, refusedBy, ...(failure !== null && { failure }) });
  } catch (thrown) {
    // A fault of ours ends this link and no other.
    request.socket.destroy();
    deps.observe({ name: "bug", role: "relay", where: "bridge", problem: problemOf(thrown) });
  }
}

class Handshake {
  readonly #request: BridgedRequest;
  readonly #kept: EarlyBytes;
  readonly #deps: BridgeHandshakeDeps;
  readonly #middle: Middle;
  readonly #key: string;
  #ghost: LinkId | null = null;

  constructor(request: BridgedRequest, kept: EarlyBytes, deps: BridgeHandshakeDeps) {
    const middle = deps.middles.get(request.routed.route.match);
    assert(middle !== undefined, "a route that translates has a middle");
    this.#request = request;
    this.#kept = kept;
    this.#deps = deps;
    this.#middle = middle;
    this.#key = newcomerOf(request).key;
  }

  /** Null: the station has its WebSocket. */
  async connect(): Promise<Refused | null> {
    const unfit = unfitness(this.#request, this.#middle);
    if (unfit !== null) return refusedBecause(400, unfit);
    if (isStranger(this.#request, this.#deps.links)) {
      return refusedBecause(503, "this station is connected, from elsewhere");
    }
    const plan = this.#plan();
    if (plan === null) {
      const { stationId } = this.#request.routed;
      return refusedBecause(404, `no credentials are configured for ${stationId}`);
    }
    const dialled = await this.#dial(plan);
    if (!("answer" in dialled)) return dialled;
    const { answer, dial, way } = dialled;
    if (answer.kind !== "open") {
      const refused = refusedWith(answer, this.#request.routed.route);
      const isAlone = this.#mayGoOnAlone(refused);
      return isAlone ? await this.#takeIn(plan, null) : refused;
    }
    const isJudged = way.password === null;
    const refused = await this.#takeIn(plan, { answer, dial, wayId: way.id, isJudged });
    if (refused !== null) answer.webSocket.terminate();
    return refused;
  }

  #plan(): DialPlan | null {
    const { route, stationId, query } = this.#request.routed;
    const { credentials, options } = this.#deps;
    const own = ownAuthorization(this.#request);
    const authorization = credentials.authorizationOf(route, stationId, own);
    if (authorization === undefined) return null;
    const { instance } = options;
    const subprotocol = this.#middle.subprotocols.csms;
    return { stationId, instance, route, query, authorization, subprotocol };
  }

  /** Whoever comes is judged by the CSMS or, once it has set a password for our leg, by us. */
  async #dial(plan: DialPlan): Promise<Dialled | Refused> {
    const known = this.#deps.bridges.of(this.#key);
    const ways = known?.ways() ?? [ROUTE_WAY];
    const isPassed = plan.route.translate.credentials.mode === "passthrough";
    if (isPassed && known !== null && hasPassword(ways))
      return await this.#dialAsKnown(known, plan);
    const dialled = await this.#ask(ways, plan);
    const { answer } = dialled;
    if (!isPassed || known !== null || answer.kind !== "refused" || answer.status !== 401) {
      return dialled;
    }
    // What it has set is in the station's state, which nobody here has opened yet.
    const bridge = await this.#opened();
    if (!("ways" in bridge)) return bridge;
    if (hasPassword(bridge.ways() ?? [])) return await this.#dialAsKnown(bridge, plan);
    if (!bridge.hasLegs()) this.#deps.bridges.release(this.#key);
    return dialled;
  }

  /** Whom we do not know the CSMS may still know, by credentials of its own. */
  async #dialAsKnown(bridge: Bridge, plan: DialPlan): Promise<Dialled> {
    const all = bridge.ways() ?? [ROUTE_WAY];
    const isKnown = await bridge.knows(ownAuthorization(this.#request));
    const ways = isKnown ? all : all.filter(({ password }) => password === null);
    const dialled = await this.#ask(ways, plan);
    if (dialled.answer.kind !== "open" && !bridge.hasLegs()) this.#deps.bridges.idle(this.#key);
    return dialled;
  }

  /** Asks the CSMS, and once more where its refusal was due to a ghost of the same station. */
  async #ask(ways: readonly Way[], plan: DialPlan): Promise<Dialled> {
    const { gone } = this.#kept;
    const at = { gone, deps: this.#deps };
    const first = await dialWays(ways, plan, at);
    if (first.answer.kind !== "refused") return first;
    const newcomer = newcomerOf(this.#request);
    const ghost = await this.#deps.presence.endGhost(newcomer, first.answer.status, gone);
    this.#ghost = ghost;
    return ghost === null ? first : await dialWays(ways, plan, at);
  }

  /** Decoupled: a station that the CSMS accepted before is served while it is away. */
  #mayGoOnAlone({ failure }: Refused): boolean {
    if (failure === null || failure.code === STATION_GONE) return false;
    if (this.#request.routed.route.translate.presence !== "decoupled") return false;
    const known = this.#deps.bridges.of(this.#key)?.newcomer ?? null;
    return known !== null && mayBeSameStation(known, newcomerOf(this.#request));
  }

  async #opened(): Promise<Bridge | Refused> {
    const { bridges } = this.#deps;
    const bridge = bridges.for(this.#request, this.#middle);
    if (bridge === null) return refusedBecause(503, "too many stations are translated at once");
    try {
      await bridge.opened();
    } catch (thrown) {
      bridges.release(this.#key);
      return refusedBecause(503, `the station's state is not available: ${problemOf(thrown)}`);
    }
    if (!bridge.isOver) return bridge;
    return refusedBecause(503, "the station's state is being let go of");
  }

  async #takeIn(plan: DialPlan, csms: OpenedCsms | null): Promise<Refused | null> {
    const bridge = await this.#opened();
    if (!("ways" in bridge)) return bridge;
    const station = acceptStation({
      ...{ socket: this.#request.socket, fields: this.#request.head.fields },
      early: this.#kept.take(),
      subprotocol: this.#middle.subprotocols.station,
    });
    if (station === null) {
      if (!bridge.hasLegs()) this.#deps.bridges.idle(this.#key);
      return refusedBecause(503, "the station went away");
    }
    const wayId = csms === null || csms.wayId !== ROUTE_WAY.id ? csms?.wayId : routeId(bridge);
    bridge.take({
      ...{ request: this.#request, key: this.#key, station, plan, ghost: this.#ghost },
      csms: csms === null ? null : { ...csms, wayId: wayId ?? null },
    });
    return null;
  }
}

function hasPassword(ways: readonly Way[]): boolean {
  return ways.some(({ password }) => password !== null);
}

/** Of the way that was gone before its id was known. */
function routeId(bridge: Bridge): string | null {
  const own = bridge.ways()?.find(({ url, password }) => url === null && password === null);
  return own?.id ?? null;
}
