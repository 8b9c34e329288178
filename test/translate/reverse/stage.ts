/** A 2.0.1 station and a 1.6 CSMS around one translator. */
import { expect } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import type { LegName } from "../../../src/translate/live.ts";
import type { Settings } from "../../../src/translate/settings.ts";
import type { Call } from "../../../src/translate/turn.ts";
import { type Sent, type Stage, stage, toCsms } from "../stage.ts";

export type ReverseOptions = {
  readonly settings?: Partial<Settings>;
  readonly atMs?: number;
};

export function reverseStage(options: ReverseOptions = {}): Stage {
  const versions = { station: "2.0.1", csms: "1.6" } as const;
  return stage({ ...options, settings: { versions, ...options.settings } });
}

export function bootNow(it: Stage): readonly Sent[] {
  const chargingStation = { vendorName: "Acme", model: "Fast-22" };
  it.station("BootNotification", { chargingStation, reason: "PowerUp" });
  const currentTime = new Date(it.now).toISOString();
  return it.answer("csms", { status: "Accepted", interval: 300, currentTime });
}

/** Up, booted and accepted. */
export function reversed(options: ReverseOptions = {}): Stage {
  const it = reverseStage(options);
  it.up("station");
  it.up("csms");
  bootNow(it);
  return it;
}

export const token = (idToken = "04A1B2C3D4E5F6", type = "ISO14443") => ({ idToken, type });

export type Told = {
  readonly eventType?: "Started" | "Updated" | "Ended";
  readonly txId?: string;
  readonly seqNo: number;
  readonly trigger?: string;
  readonly chargingState?: string;
  readonly stoppedReason?: string;
  readonly idToken?: Json;
  readonly evseId?: number;
  readonly remoteStartId?: number;
  readonly reservationId?: number;
  /** Register readings: context → Wh. */
  readonly wh?: Readonly<Record<string, number>>;
  readonly atMs?: number;
};

/** A TransactionEvent as a station writes it. */
export function event(it: Stage, told: Told): Json {
  const timestamp = new Date(told.atMs ?? it.now).toISOString();
  const sampledValue = Object.entries(told.wh ?? {}).map(([context, value]) => ({
    ...{ value, context, measurand: "Energy.Active.Import.Register" },
    unitOfMeasure: { unit: "Wh" },
  }));
  const known = {
    ...{ eventType: told.eventType ?? "Updated", timestamp, seqNo: told.seqNo },
    triggerReason: told.trigger ?? "ChargingStateChanged",
    transactionInfo: {
      transactionId: told.txId ?? "tx-1",
      chargingState: told.chargingState,
      stoppedReason: told.stoppedReason,
      remoteStartId: told.remoteStartId,
    },
    evse: told.evseId === 0 ? undefined : { id: told.evseId ?? 1, connectorId: 1 },
    idToken: told.idToken,
    reservationId: told.reservationId,
    meterValue: sampledValue.length === 0 ? undefined : [{ timestamp, sampledValue }],
  };
  return JSON.parse(JSON.stringify(known)) as Json;
}

/** What a well-behaved 1.6 CSMS answers; numbers of transactions are 101, 102, … */
export function csms16(): (sent: Sent) => Json {
  let next = 101;
  return ({ action }) => {
    const accepted = { idTagInfo: { status: "Accepted" } };
    if (action === "StartTransaction") return { transactionId: next++, ...accepted };
    if (action === "Authorize" || action === "StopTransaction") return accepted;
    if (action === "DataTransfer") return { status: "Accepted" };
    if (action === "SignCertificate") return { status: "Accepted" };
    const currentTime = "2026-05-01T10:00:00Z";
    if (action === "BootNotification") return { status: "Accepted", interval: 300, currentTime };
    return action === "Heartbeat" ? { currentTime: "2026-05-01T10:00:00Z" } : {};
  };
}

/** A call for functions that take one; it is nobody's. */
export function callOf(leg: LegName, action: string, payload: Json = {}): Call {
  const times = { receivedAtMs: 0, deadlineMs: 1, fallback: null };
  return { leg, messageId: "1", action, payload, ...times };
}

/** Actions of the calls to the CSMS, in order. */
export function actions(sent: readonly Sent[]): readonly string[] {
  return toCsms(sent).map(([action]) => action);
}

/** The payload of the only call of this action. */
export function only(sent: readonly Sent[], action: string): Json {
  const found = toCsms(sent).filter(([name]) => name === action);
  expect(found, action).toHaveLength(1);
  return found[0]?.[1] ?? null;
}
