/**
 * Keeps a simulated station's leg: dials, opens, and dials again with back-off after every end. In:
 * options and hooks. Out: the current leg, and the events of its life.
 */
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { closeSocket, dialStation } from "./dial.ts";
import type { EventLog } from "./event-log.ts";
import type { AnswerFaults } from "./faults.ts";
import { type Leg, openLeg } from "./leg.ts";
import type { Random } from "./random.ts";
import type { Reply } from "./rpc.ts";
import type { StationEvent, StationOptions, StationState } from "./station-contract.ts";
import type { Cancel, SimulatedTime, Timers } from "./time.ts";
import type { Traffic } from "./traffic.ts";

export type StationLegHooks = {
  readonly handle: (action: string, payload: JsonObject) => Reply;
  readonly opened: () => void;
  readonly closed: () => void;
};

export type StationLegDeps = {
  readonly time: SimulatedTime;
  readonly timers: Timers;
  readonly random: Random;
  readonly traffic: Traffic;
  readonly events: EventLog<StationEvent>;
  readonly answerFaults: AnswerFaults;
};

export type StationLeg = {
  /** Null while none is open. */
  readonly current: () => Leg | null;
  readonly state: () => StationState;
  readonly subprotocol: () => string;
  /** Drops the leg and dials no more before so long. Simulated ms. */
  readonly stayAway: (ms: number) => void;
  readonly close: (code: number, reason: string) => Promise<void>;
};

const RECONNECT = { minMs: 1_000, maxMs: 60_000 } as const;
/** Doublings of the back-off; more would overflow. */
const DOUBLINGS_MAX = 20;

export function keepStationLeg(
  options: StationOptions,
  hooks: StationLegHooks,
  deps: StationLegDeps,
): StationLeg {
  const { time, events } = deps;
  const reconnect = options.reconnect === undefined ? RECONNECT : options.reconnect;
  let state: StationState = "dialling";
  let leg: Leg | null = null;
  let ws: WebSocket | null = null;
  let failures = 0;
  let awayUntilMs = Number.NEGATIVE_INFINITY;
  let cancelRedial: Cancel = () => undefined;

  const redial = () => {
    if (state === "closed") return;
    state = "waiting";
    if (reconnect === null) return;
    const waitMs = reconnect.minMs * 2 ** Math.min(failures, DOUBLINGS_MAX);
    failures += 1;
    // Spread by a quarter to each side, so that a fleet does not come back as one.
    const spread = 0.75 + deps.random.fraction() / 2;
    const pauseMs = Math.min(reconnect.maxMs, waitMs) * spread;
    cancelRedial = time.after(Math.max(pauseMs, awayUntilMs - time.nowMs()), dial);
  };

  const ended = (code: number, reason: string) => {
    leg = null;
    hooks.closed();
    events.record({ name: "legClosed", code, reason });
    redial();
  };

  const opened = (openWs: WebSocket, socket: Socket | null) => {
    if (time.nowMs() < awayUntilMs) {
      openWs.terminate();
      redial();
      return;
    }
    failures = 0;
    state = "open";
    leg = openStationLeg(options, { ws: openWs, socket, handle: hooks.handle, ended }, deps);
    events.record({ name: "opened", subprotocol: openWs.protocol });
    hooks.opened();
  };

  const dial = () => {
    state = "dialling";
    const release = time.hold();
    ws = dialStation(options, {
      opened(openWs, socket) {
        release();
        opened(openWs, socket);
      },
      failed(event) {
        release();
        events.record(event);
        redial();
      },
    });
  };

  dial();
  return {
    current: () => leg,
    state: () => state,
    subprotocol: () => (leg === null ? "" : (ws?.protocol ?? "")),
    stayAway(ms) {
      awayUntilMs = time.nowMs() + ms;
      failures = 0;
      if (state === "waiting") {
        cancelRedial();
        redial();
      }
      leg?.drop("reset");
    },
    close(code, reason) {
      cancelRedial();
      state = "closed";
      return closeSocket(ws, { code, reason }, deps);
    },
  };
}

function openStationLeg(
  options: StationOptions,
  opening: {
    readonly ws: WebSocket;
    readonly socket: Socket | null;
    readonly handle: StationLegHooks["handle"];
    readonly ended: (code: number, reason: string) => void;
  },
  deps: StationLegDeps,
): Leg {
  let cancelPing: Cancel = () => undefined;
  const leg = openLeg(
    {
      ws: opening.ws,
      socket: opening.socket,
      ocppVersion: options.version,
      stationId: options.id,
      self: "station",
      callTimeoutMs: options.callTimeoutMs ?? limits.exchangeTimeoutMs,
      newMessageId: deps.random.uuid,
      handle: opening.handle,
      traffic: deps.traffic,
      answerFaults: deps.answerFaults,
      answerAfterMs: options.habits?.answerAfterMs ?? 0,
      onPong: (data) => deps.events.record({ name: "pong", data: data.toString("utf8") }),
      onEnd({ code, reason }) {
        cancelPing();
        opening.ended(code, reason);
      },
    },
    deps,
  );
  const { pingEveryMs } = options;
  const pingOn = () => {
    if (pingEveryMs === undefined) return;
    cancelPing = deps.time.after(pingEveryMs, () => {
      leg.ping();
      pingOn();
    });
  };
  pingOn();
  return leg;
}
