/**
 * Keeps a simulated station's leg: dials, opens, and dials again with back-off after every end. In:
 * options and hooks. Out: the current leg, and the events of its life.
 */
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { createBackOff } from "./back-off.ts";
import { closeSocket, type DialFailed, type DialOutcome, dialStation } from "./dial.ts";
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

export function keepStationLeg(
  options: StationOptions,
  hooks: StationLegHooks,
  deps: StationLegDeps,
): StationLeg {
  const { time, events } = deps;
  const range = options.reconnect === undefined ? RECONNECT : options.reconnect;
  const backOff = createBackOff(range, deps.random);
  let state: StationState = "dialling";
  let leg: Leg | null = null;
  let ws: WebSocket | null = null;
  let cancelRedial: Cancel = () => undefined;

  const redial = () => {
    if (state === "closed") return;
    state = "waiting";
    const waitMs = backOff.nextMs(time.nowMs());
    if (waitMs !== null) cancelRedial = time.after(waitMs, dial);
  };

  const ended = (code: number, reason: string) => {
    leg = null;
    hooks.closed();
    events.record({ name: "legClosed", code, reason });
    redial();
  };

  const opened = (openWs: WebSocket, socket: Socket | null) => {
    if (backOff.isAway(time.nowMs())) {
      openWs.terminate();
      redial();
      return;
    }
    backOff.succeeded();
    state = "open";
    leg = openStationLeg(options, { ws: openWs, socket, handle: hooks.handle, ended }, deps);
    events.record({ name: "opened", subprotocol: openWs.protocol });
    hooks.opened();
  };

  const failed = (event: DialFailed) => {
    events.record(event);
    redial();
  };
  const dial = () => {
    state = "dialling";
    ws = dialHeld(options, time, { opened, failed });
  };

  dial();
  return {
    current: () => leg,
    state: () => state,
    subprotocol: () => (leg === null ? "" : (ws?.protocol ?? "")),
    stayAway(ms) {
      backOff.stayAway(time.nowMs() + ms);
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

/** Time stands still while it dials. */
function dialHeld(options: StationOptions, time: SimulatedTime, outcome: DialOutcome): WebSocket {
  const release = time.hold();
  return dialStation(options, {
    opened(openWs, socket) {
      release();
      outcome.opened(openWs, socket);
    },
    failed(event) {
      release();
      outcome.failed(event);
    },
  });
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
