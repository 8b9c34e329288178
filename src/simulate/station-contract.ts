/** What a simulated station is told and what it offers. Types only. */
import type { JsonObject } from "../exchange/message.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { DialFailed, DialOptions } from "./dial.ts";
import type { Fault } from "./faults.ts";
import type { Habits16 } from "./habits-16.ts";
import type { StationIdentity } from "./payloads-16.ts";
import type { Answer, Reply } from "./rpc.ts";
import type { SessionOptions, SessionOutcome } from "./session.ts";
import type { Cancel, SimulatedTime, TimeDeps } from "./time.ts";
import type { Traffic } from "./traffic.ts";

export type StationOptions = DialOptions & {
  /** WebSocket pings; none when left out. Simulated ms. */
  readonly pingEveryMs?: number;
  /** How often simulated time passes real time. */
  readonly pace?: number;
  readonly seed?: string | number;
  readonly connectors?: number;
  readonly powerMaxW?: number;
  readonly meterEveryMs?: number;
  readonly identity?: Partial<StationIdentity>;
  /**
   * False: only what `call` and `raw` are told is sent, and sessions do not wait for acceptance.
   */
  readonly isBooting?: boolean;
  /**
   * False: no BootNotification after a mere reconnect. The standard asks for none; many send it.
   */
  readonly bootsOnReconnect?: boolean;
  /** Back-off between dials, doubled from `minMs` to `maxMs`; null: dial once. Simulated ms. */
  readonly reconnect?: { readonly minMs: number; readonly maxMs: number } | null;
  /** Of a 1.6 station; tidy where they are left out. */
  readonly habits?: Partial<Habits16>;
  /** Tries of what must not get lost, before it is given up. */
  readonly triesMax?: number;
  /** Real ms. */
  readonly callTimeoutMs?: number;
  /** Remembered messages. */
  readonly trafficMax?: number;
  /** Replaces the station's own answer to these actions. */
  readonly answers?: Readonly<Record<string, (payload: JsonObject) => Reply>>;
};

export type StationState = "dialling" | "open" | "waiting" | "closed";

export type StationEvent =
  | DialFailed
  | { readonly name: "opened"; readonly subprotocol: string }
  /** The CSMS accepted the BootNotification, or none was needed. */
  | { readonly name: "accepted" }
  | { readonly name: "legClosed"; readonly code: number; readonly reason: string }
  | { readonly name: "sessionFinished"; readonly outcome: SessionOutcome }
  | { readonly name: "pong"; readonly data: string };

export type SimulatedStation = {
  readonly id: string;
  readonly version: OcppVersion;
  readonly state: () => StationState;
  /** What the CSMS selected; "" for none or while not open. */
  readonly subprotocol: () => string;
  readonly isCharging: () => boolean;
  readonly traffic: Traffic;
  readonly on: (listener: (event: StationEvent) => void) => Cancel;
  readonly events: () => readonly StationEvent[];
  /** The first event of that name, past or future; rejects when the station is closed before. */
  readonly event: <Name extends StationEvent["name"]>(
    name: Name,
  ) => Promise<Extract<StationEvent, { readonly name: Name }>>;
  readonly call: (action: string, payload: JsonObject) => Promise<Answer>;
  /** Any text as it is. False where the leg is not open. */
  readonly raw: (text: string, options?: { readonly isBinary: boolean }) => boolean;
  /** False where the leg is not open and nothing was done. */
  readonly misbehave: (fault: Fault) => boolean;
  readonly session: (options?: SessionOptions) => Promise<SessionOutcome>;
  readonly ping: (data?: string) => void;
  /** Ends the leg without a Close frame; the station dials again unless `reconnect` is null. */
  readonly drop: (how?: "fin" | "reset") => void;
  /** Drops the leg and does not dial again before so long. Simulated ms. */
  readonly stayOffline: (ms: number) => void;
  /**
   * Everything stops at once, for so long; then it boots. `forgets`: its sessions are gone, else
   * they end with PowerLoss. What it had kept to tell is told either way. Simulated ms.
   */
  readonly cutPower: (cut: { readonly ms: number; readonly forgets: boolean }) => void;
  /** Messages of transactions that were not answered yet. */
  readonly kept: () => number;
  /** Closes the leg for good. Resolves when it is closed. */
  readonly close: (code?: number, reason?: string) => Promise<void>;
};

/** `time` replaces the paced time, e.g. with one that several peers share. */
export type StationDeps = TimeDeps & { readonly time?: SimulatedTime };
