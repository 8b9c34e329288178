/**
 * MeterValues → TransactionEvent(Updated) where a transaction is meant, else MeterValues; what
 * 2.0.1 has no measurand for → NotifyEvent.
 */
import type { Json } from "../exchange/message.ts";
import { acknowledge } from "./answers.ts";
import type { Block } from "./block.ts";
import { isReplayed, statusOfTransaction } from "./charging-state.ts";
import { connectorOf } from "./connector-status.ts";
import { integerAt } from "./convert.ts";
import { emitEvent } from "./events.ts";
import { fingerprintOf } from "./ids.ts";
import { fieldOf, isObject, listIn } from "./json.ts";
import {
  type Extra,
  meterValueOf,
  type Reading,
  readMeterValues,
  registerIn,
  type Sample,
} from "./meter-values.ts";
import { adopt } from "./new-transactions.ts";
import { type Happening, notifyEvent } from "./notify-event.ts";
import { resolve } from "./resolve.ts";
import { printOf, withSent } from "./sent-samples.ts";
import { at, type Transaction } from "./state.ts";
import { addressOf } from "./topology.ts";
import { openTransactionOn, putTransaction } from "./transaction-state.ts";
import { takeTrigger } from "./triggers.ts";
import { type Call, keep, lose, type Turn } from "./turn.ts";

export function readingsOf(
  turn: Turn,
  { connectorId, list }: { readonly connectorId: number; readonly list: readonly Json[] },
): readonly Reading[] {
  const { nowMs, settings, state } = turn;
  const key =
    at(state.configuration, `meterpublickey[${connectorId}]`) ??
    at(state.configuration, `meterpublickey${connectorId}`);
  const publicKey = key?.value ?? "";
  const isHex = /^([0-9a-f]{2})+$/i.test(publicKey);
  return readMeterValues(list, {
    ...{ nowMs, settings },
    publicKey: isHex ? Buffer.from(publicKey, "hex").toString("base64") : publicKey,
    lose: (loss, detail) => lose(turn, loss, detail),
  });
}

/** Huawei writes one object where the standard has an array. */
function meterValueList(payload: Json): readonly Json[] {
  const single = fieldOf(payload, "meterValue");
  return isObject(single) ? [single] : listIn(payload, "meterValue");
}

function meterValues(turn: Turn, call: Call): void {
  const { payload } = call;
  const connectorId = integerAt(payload, "connectorId") ?? 0;
  const readings = readingsOf(turn, { connectorId, list: meterValueList(payload) });
  const transaction = meant(turn, { connectorId, payload, readings });
  if (transaction.kind === "open" && isRetransmitted(turn, transaction.txId, payload)) {
    acknowledge(turn, call.messageId, { payload: {}, keys: transaction.keys });
    return;
  }
  const isAsked = isTriggered(turn, { connectorId, readings });
  const keys: string[] = [];
  if (transaction.kind === "open" && !isAsked) {
    keys.push(...transaction.keys, ...ofTransaction(turn, transaction.txId, readings));
  } else if (transaction.kind !== "ended") {
    keys.push(...ofConnector(turn, connectorId, readings));
  }
  const txId = transaction.kind === "open" ? transaction.txId : null;
  keys.push(...ofExtras(turn, { connectorId, txId, readings }));
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

/**
 * A station whose connection broke before our answer sends its last message once more on the next.
 * On one connection equal words may be meant: a clock can stand still.
 */
function isRetransmitted(turn: Turn, txId: string, payload: Json): boolean {
  const transaction = at(turn.state.transactions, txId);
  const upSinceMs = turn.state.live.station.upSinceMs ?? 0;
  const print = fingerprintOf(JSON.stringify(payload));
  if (transaction === null) return false;
  const { lastMeter } = transaction;
  putTransaction(turn, { ...transaction, lastMeter: { print, upSinceMs } });
  return lastMeter?.print === print && lastMeter.upSinceMs !== upSinceMs;
}

type Meant =
  | { readonly kind: "open"; readonly txId: string; readonly keys: readonly string[] }
  | { readonly kind: "none" }
  /** Too late: nothing may follow its end. */
  | { readonly kind: "ended" };

type Metered = {
  readonly connectorId: number;
  readonly payload: Json;
  readonly readings: readonly Reading[];
};

function meant(turn: Turn, { connectorId, payload, readings }: Metered): Meant {
  const int = integerAt(payload, "transactionId");
  const here = connectorId === 0 ? null : openTransactionOn(turn.state, connectorId);
  if (int === null) {
    return here === null ? { kind: "none" } : heardOf(turn, here, { isIntUsed: here.isIntUsed });
  }
  const resolved = resolve(turn, int, (each) =>
    each.connectorId === connectorId ? "surely" : "no",
  );
  if (resolved.kind === "open") {
    const isIntUsed = int === resolved.transaction.int || resolved.transaction.isIntUsed;
    return heardOf(turn, resolved.transaction, { isIntUsed });
  }
  if (resolved.kind === "ended") {
    lose(turn, "event-after-end", "meter values of an ended transaction");
    return { kind: "ended" };
  }
  const isForeign = int > 0 && here === null && connectorId !== 0 && turn.settings.adoptUnknown;
  if (!isForeign) return { kind: "none" };
  const { nowMs, settings } = turn;
  const adopted = adopt(turn, {
    ...{ int, connectorId, idTag: null, idToken: null },
    atMs: readings[0]?.atMs ?? nowMs,
    registerWh: registerIn(readings.slice(0, 1), settings),
  });
  return { kind: "open", txId: adopted.transaction.txId, keys: [adopted.key] };
}

/** It lives: whatever was doubted about it is settled. */
function heardOf(
  turn: Turn,
  transaction: Transaction,
  { isIntUsed }: { readonly isIntUsed: boolean },
): Meant {
  if (transaction.doubtedAtMs !== null || transaction.isIntUsed !== isIntUsed) {
    putTransaction(turn, { ...transaction, doubtedAtMs: null, isIntUsed });
  }
  return { kind: "open", txId: transaction.txId, keys: [] };
}

/** Asked for as MeterValues: with the context, or with any where a station never says one. */
function isTriggered(
  turn: Turn,
  {
    connectorId,
    readings,
  }: { readonly connectorId: number; readonly readings: readonly Reading[] },
): boolean {
  const samples = readings.flatMap((each) => each.samples);
  const fits = samples.some(({ context }) => /^(Trigger|Sample\.Periodic|Other)$/.test(context));
  return fits && takeTrigger(turn, "MeterValues", connectorId);
}

type Group = { readonly reason: string; readonly readings: readonly Reading[] };

/** One event per kind of sample, oldest first. */
function groupsOf(readings: readonly Reading[]): readonly Group[] {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    for (const reason of new Set(reading.samples.map(reasonOf))) {
      const samples = reading.samples.filter((each) => reasonOf(each) === reason);
      const list = groups.get(reason) ?? [];
      groups.set(reason, [...list, { ...reading, samples }]);
    }
  }
  const all = [...groups].map(([reason, list]) => ({ reason, readings: list }));
  return all.sort((one, other) => newestOf(one.readings) - newestOf(other.readings));
}

function reasonOf({ context }: Sample): string {
  if (context === "Sample.Clock") return "MeterValueClock";
  return context === "Trigger" ? "Trigger" : "MeterValuePeriodic";
}

function newestOf(readings: readonly Reading[]): number {
  return Math.max(...readings.map(({ atMs }) => atMs));
}

function ofTransaction(turn: Turn, txId: string, readings: readonly Reading[]): readonly string[] {
  const { connectorId } = at(turn.state.transactions, txId) ?? {};
  const isAsked = takeTrigger(turn, "TransactionEvent", connectorId ?? null);
  const wasReplayed = isReplayedNow(turn, txId);
  const keys = groupsOf(readings).map(({ reason, readings: group }) => {
    const transaction = at(turn.state.transactions, txId);
    const isSigned = group.every(({ samples }) => samples.every((each) => each.isSigned));
    const key = emitEvent(turn, txId, {
      eventType: "Updated",
      triggerReason: isAsked ? "Trigger" : isSigned ? "SignedDataReceived" : reason,
      atMs: newestOf(group),
      chargingState: isAsked ? (transaction?.chargingState ?? null) : null,
      meterValue: group.map(({ atMs, samples }) => meterValueOf(atMs, samples)),
    });
    noteSent(turn, txId, group);
    return key;
  });
  if (!wasReplayed || isReplayedNow(turn, txId) || connectorId === undefined) return keys;
  // It goes on: the connector's status is its own.
  return [...keys, ...statusOfTransaction(turn, connectorOf(turn.state, connectorId))];
}

function isReplayedNow(turn: Turn, txId: string): boolean {
  const transaction = at(turn.state.transactions, txId);
  return transaction !== null && isReplayed(turn, transaction);
}

function noteSent(turn: Turn, txId: string, readings: readonly Reading[]): void {
  const transaction = at(turn.state.transactions, txId);
  if (transaction === null) return;
  const prints = readings.flatMap(({ atMs, samples }) =>
    samples.map((each) => printOf(atMs, each)),
  );
  const registerWh = registerIn(readings, turn.settings) ?? transaction.registerWh;
  putTransaction(turn, { ...withSent(turn, transaction, prints), registerWh });
}

function ofConnector(
  turn: Turn,
  connectorId: number,
  readings: readonly Reading[],
): readonly string[] {
  const usable = readings.filter(({ samples }) => samples.length > 0);
  const evseId = connectorId === 0 ? 0 : addressOf(turn, connectorId)?.id;
  const isDropped = evseId === 0 && turn.settings.evseZeroMeterValues === "drop";
  if (usable.length === 0 || evseId === undefined || isDropped) return [];
  const meterValue = usable.map(({ atMs, samples }) => meterValueOf(atMs, samples));
  return [keep(turn, { action: "MeterValues", payload: { evseId, meterValue } })];
}

type Extras = {
  readonly connectorId: number;
  readonly txId: string | null;
  readonly readings: readonly Reading[];
};

function ofExtras(turn: Turn, { connectorId, txId, readings }: Extras): readonly string[] {
  const found = new Map<string, Happening>();
  for (const { atMs, extras } of readings) {
    for (const extra of extras) {
      lose(turn, "measurand-unknown", extra.measurand);
      found.set(extra.measurand, happeningOf(turn, { extra, atMs, connectorId, txId }));
    }
  }
  if (found.size === 0 || turn.settings.unmappableMeasurands === "drop") return [];
  return [notifyEvent(turn, [...found.values()])];
}

function happeningOf(
  turn: Turn,
  {
    extra,
    atMs,
    connectorId,
    txId,
  }: { extra: Extra; atMs: number; connectorId: number; txId: string | null },
): Happening {
  const id = addressOf(turn, connectorId)?.id;
  const isHeat = extra.measurand === "Temperature";
  const sensor = extra.location === "EV" ? "ConnectedEV" : "TemperatureSensor";
  const name = isHeat ? sensor : "AirCoolingSystem";
  return {
    ...{ atMs, trigger: "Periodic", actualValue: extra.value, transactionId: txId },
    component: id === undefined ? { name } : { name, evse: { id } },
    variable: isHeat ? "Temperature" : "FanSpeed",
    type: "PreconfiguredMonitor",
  };
}

export const meteringBlock: Block = { name: "metering", calls: { MeterValues: meterValues } };
