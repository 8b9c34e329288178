/**
 * What a strict CSMS knows of the transactions of its stations: every event in the order of its
 * arrival, the energy it would bill, and what broke the rules of 2.0.1's transactions (E01 to E08):
 * one Started that comes first, at most one Ended that comes last, numbers from 0 without a gap.
 * The same event once more is no fault: a station repeats what was not acknowledged.
 */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { JsonObject } from "../exchange/message.ts";
import { numberOf, objectOf, textOf } from "./json-fields.ts";
import { countedRegistersWh } from "./strict-payload.ts";

export type LedgerEvent = {
  readonly eventType: string;
  readonly seqNo: number;
  readonly timestamp: string;
  readonly triggerReason: string;
  readonly isOffline: boolean;
  readonly payload: JsonObject;
};

export type LedgerTransaction = {
  readonly stationId: string;
  readonly transactionId: string;
  /** `EVSE/connector`; "" where no event said. */
  readonly place: string;
  /** Of the first event that has one; "" for none. */
  readonly idToken: string;
  readonly events: readonly LedgerEvent[];
  readonly isEnded: boolean;
  /** Last counted register minus the first; null without two. Unit: Wh. */
  readonly energyWh: number | null;
  /** Events that came again, word for word. */
  readonly repeats: number;
};

export type TransactionLedger = {
  /** In the order of their first event. */
  readonly transactions: (stationId?: string) => readonly LedgerTransaction[];
  /** Takes an event. Out: which rules it breaks. */
  readonly take: (stationId: string, payload: JsonObject) => readonly string[];
};

type Entry = {
  -readonly [Key in keyof LedgerTransaction]: LedgerTransaction[Key];
} & {
  readonly events: LedgerEvent[];
  readonly seen: Map<number, string>;
  lastSeqNo: number;
  registers: number[];
};

export function createTransactionLedger(): TransactionLedger {
  const entries = new Map<string, Entry>();
  const openByPlace = new Map<string, Entry>();

  return {
    transactions: (stationId) =>
      [...entries.values()]
        .filter((entry) => stationId === undefined || entry.stationId === stationId)
        .map(({ seen: _seen, lastSeqNo: _lastSeqNo, registers: _registers, ...told }) => told),
    take(stationId, payload) {
      const event = eventOf(payload);
      const transactionId = textOf(objectOf(payload, "transactionInfo"), "transactionId") ?? "";
      const key = `${stationId} ${transactionId}`;
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = newEntry(stationId, transactionId);
        forgetOldest(entries);
        entries.set(key, entry);
      }
      const text = JSON.stringify(payload);
      if (entry.seen.get(event.seqNo) === text) {
        entry.repeats += 1;
        return [];
      }
      const faults = [...faultsOf(entry, event), ...placeFaults(openByPlace, entry, payload)];
      note(entry, event, text);
      const place = `${stationId} ${entry.place}`;
      if (entry.isEnded && openByPlace.get(place) === entry) openByPlace.delete(place);
      return faults;
    },
  };
}

function newEntry(stationId: string, transactionId: string): Entry {
  const said = { stationId, transactionId, place: "", idToken: "" };
  const known = { events: [], isEnded: false, energyWh: null, repeats: 0 };
  return { ...said, ...known, seen: new Map(), lastSeqNo: -1, registers: [] };
}

function forgetOldest(entries: Map<string, Entry>): void {
  if (entries.size < limits.simulatedTransactionsMax) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    break;
  }
}

function eventOf(payload: JsonObject): LedgerEvent {
  return {
    eventType: textOf(payload, "eventType") ?? "",
    seqNo: numberOf(payload, "seqNo") ?? -1,
    timestamp: textOf(payload, "timestamp") ?? "",
    triggerReason: textOf(payload, "triggerReason") ?? "",
    isOffline: payload["offline"] === true,
    payload,
  };
}

function faultsOf(entry: Entry, event: LedgerEvent): readonly string[] {
  const { transactionId, events, isEnded, seen, lastSeqNo } = entry;
  const who = `transaction ${transactionId}`;
  const faults: string[] = [];
  const expected = lastSeqNo + 1;
  const isStarted = event.eventType === "Started";
  if (seen.has(event.seqNo)) faults.push(`${who}: seqNo ${event.seqNo} is used twice`);
  else if (event.seqNo !== expected) {
    faults.push(`${who}: seqNo ${event.seqNo} came where ${expected} was expected`);
  }
  if (events.length === 0 && !isStarted) faults.push(`${who} begins with ${event.eventType}`);
  if (events.length > 0 && isStarted) faults.push(`${who} is started twice`);
  if (isEnded) faults.push(`${who}: ${event.eventType} came after its end`);
  return faults;
}

/** One car at a time (E01): what is open on a connector ends before the next begins. */
function placeFaults(
  openByPlace: Map<string, Entry>,
  entry: Entry,
  payload: JsonObject,
): readonly string[] {
  const evse = objectOf(payload, "evse");
  const evseId = numberOf(evse, "id");
  if (evseId === undefined || entry.place !== "") return [];
  entry.place = `${evseId}/${numberOf(evse, "connectorId") ?? 1}`;
  const place = `${entry.stationId} ${entry.place}`;
  const other = openByPlace.get(place);
  openByPlace.set(place, entry);
  if (other === undefined || other === entry || other.isEnded) return [];
  return [`transaction ${other.transactionId} is still open on EVSE ${entry.place}`];
}

function note(entry: Entry, event: LedgerEvent, text: string): void {
  if (entry.events.length < limits.simulatedEventsMax) entry.events.push(event);
  entry.seen.set(event.seqNo, text);
  entry.lastSeqNo = Math.max(entry.lastSeqNo, event.seqNo);
  entry.isEnded ||= event.eventType === "Ended";
  const idToken = objectOf(event.payload, "idToken");
  if (entry.idToken === "" && isObject(idToken)) entry.idToken = textOf(idToken, "idToken") ?? "";
  // Only the first and the last count.
  const registers = [...entry.registers, ...countedRegistersWh(event.payload)];
  entry.registers = registers.length > 2 ? [registers[0] ?? 0, registers.at(-1) ?? 0] : registers;
  const [first, last] = entry.registers;
  entry.energyWh = first === undefined || last === undefined ? null : last - first;
}
