/** What a simulated CSMS is told and what it offers. Types only. */
import type { JsonObject } from "../exchange/message.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { BootStatus } from "./csms-answers.ts";
import type { HandshakePolicy, Refusal } from "./csms-handshake.ts";
import type { Fault } from "./faults.ts";
import type { Answer, Reply } from "./rpc.ts";
import type { StrictLedger, StrictOptions, StrictViolation } from "./strict-csms.ts";
import type { Cancel, SimulatedTime, TimeDeps } from "./time.ts";
import type { Traffic } from "./traffic.ts";

export type CsmsOptions = {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
  /** Makes it `wss://`. PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Preferred first. The station's offer decides what is left of them. */
  readonly subprotocols?: readonly string[];
  readonly perMessageDeflate?: boolean;
  readonly passwords?: HandshakePolicy["passwords"];
  readonly duplicate?: HandshakePolicy["duplicate"];
  readonly withoutSubprotocol?: HandshakePolicy["withoutSubprotocol"];
  readonly heartbeatIntervalS?: number;
  readonly bootStatus?: (stationId: string, boot: number) => BootStatus;
  readonly refusedTokens?: Readonly<Record<string, string>>;
  readonly pace?: number;
  readonly seed?: string | number;
  /** 2.0.1 stations are held to the letter, and a ledger is kept; see `strict-csms.ts`. */
  readonly strict?: StrictOptions;
  /** Real ms. */
  readonly callTimeoutMs?: number;
  /** Remembered messages of all stations together. */
  readonly trafficMax?: number;
  /** Replaces the answer to these actions. */
  readonly answers?: Readonly<
    Record<string, (payload: JsonObject, stationId: string) => Reply | null>
  >;
};

export type ConnectedStation = {
  readonly stationId: string;
  readonly ocppVersion: OcppVersion;
  readonly subprotocol: string;
  readonly boots: number;
  /** Ids of the open transactions. */
  readonly transactions: readonly string[];
  /** The request as it arrived. */
  readonly target: string;
  readonly rawHeaders: readonly string[];
};

export type CsmsEvent =
  | { readonly name: "stationOpened"; readonly stationId: string }
  | { readonly name: "stationRefused"; readonly stationId: string; readonly status: number }
  | {
      readonly name: "stationClosed";
      readonly stationId: string;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly name: "stationBooted"; readonly stationId: string; readonly status: BootStatus }
  | ({ readonly name: "violation" } & StrictViolation)
  | { readonly name: "pong"; readonly stationId: string; readonly data: string };

export type SimulatedCsms = {
  /** Base address for stations, e.g. `ws://127.0.0.1:41234/ocpp`. */
  readonly url: string;
  readonly port: number;
  /** Those whose leg is open now. */
  readonly stations: () => readonly ConnectedStation[];
  readonly traffic: Traffic;
  /** Transactions and violations; empty unless `strict`. */
  readonly ledger: StrictLedger;
  readonly on: (listener: (event: CsmsEvent) => void) => Cancel;
  readonly events: () => readonly CsmsEvent[];
  /** The first event of that name (and station), past or future. */
  readonly event: <Name extends CsmsEvent["name"]>(
    name: Name,
    stationId?: string,
  ) => Promise<Extract<CsmsEvent, { readonly name: Name }>>;
  readonly sendCall: (stationId: string, action: string, payload: JsonObject) => Promise<Answer>;
  readonly raw: (
    stationId: string,
    text: string,
    options?: { readonly isBinary: boolean },
  ) => boolean;
  readonly misbehave: (stationId: string, fault: Fault) => boolean;
  /** The next handshakes that fit are refused; what is returned lifts it. */
  readonly refuse: (refusal: Refusal) => Cancel;
  readonly ping: (stationId: string, data?: string) => void;
  readonly closeStation: (stationId: string, code?: number, reason?: string) => void;
  readonly dropStation: (stationId: string, how?: "fin" | "reset") => void;
  /** Ends every leg and stops listening. */
  readonly close: () => Promise<void>;
};

export type CsmsDeps = TimeDeps & { readonly time?: SimulatedTime };
