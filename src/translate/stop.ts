/** StopTransaction → TransactionEvent(Ended). A stop is always acknowledged: a station that is
 * refused repeats it for ever, and everything behind it waits. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { answer } from "./answers.ts";
import { connectorOf } from "./connector-status.ts";
import { decimalOf, integerAt, isoOf, momentOf, spelledAs, textAt } from "./convert.ts";
import { emitEvent, isOld, registerValue } from "./events.ts";
import { fieldOf, listIn, objectIn } from "./json.ts";
import { importRegister, meterValueOf, type Reading } from "./meter-values.ts";
import { readingsOf } from "./metering.ts";
import { adopt } from "./new-transactions.ts";
import { tellFinalCost } from "./pricing.ts";
import { dropTxProfiles } from "./profile-store.ts";
import { type Fit, type Resolved, resolve } from "./resolve.ts";
import { printOf, sentSamples, withoutSent } from "./sent-samples.ts";
import { at, type Transaction } from "./state.ts";
import { idTagInfoOf, idTokenFor, isSameToken } from "./tokens.ts";
import { addressOf, connectorIdsOf } from "./topology.ts";
import { openTransactionOn, putTransaction } from "./transaction-state.ts";
import { type Call, continuing, lose, type Turn } from "./turn.ts";

export type Stopped =
  | { readonly kind: "known"; readonly idTag: string | null; readonly keys: readonly string[] }
  | { readonly kind: "duplicate" }
  | { readonly kind: "unmatched" };

type Stop = {
  readonly int: number | null;
  readonly atMs: number;
  readonly idTag: string | null;
  readonly meterStop: number | null;
  readonly readings: readonly Reading[];
  readonly reason: string;
  /** Equal words: the same stop once more. */
  readonly key: string;
};

export function stop(turn: Turn, call: Call): Stopped {
  const read = stopOf(turn, call.payload);
  const resolved = resolve(turn, read.int, (each, isPlaceholder) =>
    fitOf(each, read, isPlaceholder),
  );
  if (resolved.kind === "ended") {
    if (resolved.transaction.isSynthetic) {
      lose(turn, "event-after-end", `the station's own end, at ${read.meterStop ?? "?"} Wh`);
    }
    return { kind: "duplicate" };
  }
  if (isRepeated(turn, read, resolved)) return { kind: "duplicate" };
  if (resolved.kind === "open") {
    return {
      kind: "known",
      idTag: read.idTag,
      keys: end(turn, resolved.transaction, { read, call }),
    };
  }
  if (!turn.settings.adoptUnknown) return { kind: "unmatched" };
  const { transaction, key } = adoptStopped(turn, read);
  const keys = end(turn, transaction, { read, call });
  return { kind: "known", idTag: read.idTag, keys: [key, ...keys] };
}

function stopOf(turn: Turn, payload: Json): Stop {
  const reason = spelledAs(textAt(payload, "reason"), [...reasons.keys()]);
  const readings = readingsOf(turn, { connectorId: 0, list: listIn(payload, "transactionData") });
  const moment = momentOf(textAt(payload, "timestamp"), turn.nowMs);
  const idTag = textAt(payload, "idTag");
  const meterStop = decimalOf(fieldOf(payload, "meterStop"));
  const when = moment.isGuessed ? (textAt(payload, "timestamp") ?? "") : isoOf(moment.ms);
  return {
    int: integerAt(payload, "transactionId"),
    atMs: moment.ms,
    idTag,
    meterStop,
    readings: [...readings].sort((one, other) => one.atMs - other.atMs),
    reason: reason ?? "Local",
    key: `${(idTag ?? "").toLowerCase()}|${meterStop ?? ""}|${when}`,
  };
}

/** Some registers read a little less at the end than at the start. Unit: Wh. */
const LESS_WH = 1;

/** Neither earlier nor with less energy than the start; by its token, or for want of another. */
function fitOf(transaction: Transaction, read: Stop, isPlaceholder: boolean): Fit {
  const isLater = read.atMs >= transaction.startedAtMs;
  const leastWh = (transaction.meterStartWh ?? 0) - LESS_WH;
  if (!isLater || (read.meterStop ?? leastWh) < leastWh) return "no";
  const { idTag } = transaction;
  if (read.idTag === null || idTag === null) return "maybe";
  if (isSameToken(read.idTag, idTag)) return "surely";
  return isPlaceholder ? "maybe" : "no";
}

/**
 * A stop without a number of its own comes again where its answer was lost, and by then another
 * transaction may look like the one that it ends.
 */
function isRepeated(turn: Turn, read: Stop, resolved: Resolved): boolean {
  const isMeant =
    resolved.kind === "open" &&
    (resolved.transaction.int === read.int || fitOf(resolved.transaction, read, true) === "surely");
  if (isMeant) return false;
  return Object.values(turn.state.transactions).some(({ stopKey }) => stopKey === read.key);
}

/** The session began before us, and this is the first that we hear of it. */
function adoptStopped(turn: Turn, read: Stop): { transaction: Transaction; key: string } {
  const [first] = read.readings;
  const register = first?.samples.find(({ measurand }) => measurand === importRegister);
  return adopt(turn, {
    int: read.int ?? 0,
    connectorId: likelyConnector(turn),
    atMs: Math.min(first?.atMs ?? read.atMs, read.atMs),
    registerWh: register?.value ?? null,
    idTag: read.idTag,
    idToken: read.idTag === null ? null : idTokenFor(turn, read.idTag),
  });
}

/** A stop names none: the only one, or the only one that was busy without a transaction. */
function likelyConnector(turn: Turn): number {
  const all = connectorIdsOf(turn);
  if (all.length === 1) return all[0] ?? 0;
  const busy = all.filter(
    (each) =>
      /^(Charging|Suspended|Finishing)/.test(connectorOf(turn.state, each).status) &&
      openTransactionOn(turn.state, each) === null,
  );
  return busy.length === 1 ? (busy[0] ?? 0) : 0;
}

/** 1.6's reason → why it stopped, and what triggered the event. */
const reasons: ReadonlyMap<string, readonly [stoppedReason: string, triggerReason: string]> =
  new Map([
    ["Local", ["Local", "StopAuthorized"]],
    ["DeAuthorized", ["DeAuthorized", "Deauthorized"]],
    ["EmergencyStop", ["EmergencyStop", "AbnormalCondition"]],
    ["EVDisconnected", ["EVDisconnected", "EVCommunicationLost"]],
    ["HardReset", ["ImmediateReset", "ResetCommand"]],
    ["SoftReset", ["ImmediateReset", "ResetCommand"]],
    ["PowerLoss", ["PowerLoss", "AbnormalCondition"]],
    ["Reboot", ["Reboot", "AbnormalCondition"]],
    ["Remote", ["Remote", "RemoteStop"]],
    ["UnlockCommand", ["Other", "UnlockCommand"]],
    ["Other", ["Other", "AbnormalCondition"]],
  ]);

/** What a connector's error makes of "Other". */
const faults: ReadonlyMap<string, string> = new Map([
  ["GroundFailure", "GroundFault"],
  ["OverCurrentFailure", "OvercurrentFault"],
  ["OverVoltage", "PowerQuality"],
  ["UnderVoltage", "PowerQuality"],
]);

function end(
  turn: Turn,
  transaction: Transaction,
  { read, call }: { readonly read: Stop; readonly call: Call },
): readonly string[] {
  const { txId, connectorId } = transaction;
  const connector = connectorOf(turn.state, connectorId);
  const [stoppedReason, triggerReason] = reasons.get(read.reason) ?? ["Local", "StopAuthorized"];
  const fault = connector.errors.map(({ errorCode }) => faults.get(errorCode)).find((each) => each);
  const isAway = read.reason === "EVDisconnected" || connector.status === "Available";
  const meterValue = meterValuesOf(turn, transaction, read);
  const { early, late } = split(meterValue, turn.settings.maxUpstreamBytes);
  const keys = early.map((part) => {
    const atMs = momentOf(fieldOf(part.at(-1), "timestamp"), read.atMs).ms;
    const fields = { eventType: "Updated", triggerReason: "MeterValuePeriodic", atMs } as const;
    return emitEvent(turn, txId, { ...fields, meterValue: part });
  });
  const evseId = addressOf(turn, connectorId)?.id ?? null;
  const { idTag } = read;
  const continuation = stopped.with({ messageId: call.messageId, idTag, evseId, txId });
  const ended = emitEvent(
    turn,
    txId,
    {
      ...{ eventType: "Ended", atMs: read.atMs, triggerReason, meterValue: late },
      stoppedReason: read.reason === "Other" ? (fault ?? "Other") : stoppedReason,
      chargingState: isOld(turn, read.atMs) ? null : isAway ? "Idle" : "EVConnected",
      timeSpentCharging: secondsCharging(transaction),
      idToken: idTag === null ? null : idTokenFor(turn, idTag),
    },
    continuation,
  );
  close(turn, txId, { endedAtMs: read.atMs, isSynthetic: false, stopKey: read.key });
  return [...keys, ended];
}

/** Only where its end was seen, too; a stop from the middle of charging does not tell it. */
function secondsCharging({ charging }: Transaction): number | null {
  const isKnown = charging.isWhole && charging.sinceMs === null && charging.totalMs > 0;
  return isKnown ? Math.round(charging.totalMs / 1_000) : null;
}

export type Closing = {
  readonly endedAtMs: number;
  readonly isSynthetic: boolean;
  readonly stopKey?: string | null;
};

export function close(
  turn: Turn,
  txId: string,
  { endedAtMs, isSynthetic, stopKey = null }: Closing,
): void {
  const transaction = at(turn.state.transactions, txId);
  if (transaction === null) return;
  const over = {
    isOpen: false,
    endedAtMs,
    isSynthetic,
    stopKey,
    doubtedAtMs: null,
  };
  putTransaction(turn, { ...withoutSent(turn, transaction), ...over });
  dropTxProfiles(turn, txId);
}

/** The station's own samples and the register at the end, without what was sent live. */
function meterValuesOf(turn: Turn, transaction: Transaction, read: Stop): readonly JsonObject[] {
  const isKnown = turn.settings.dedupTransactionData;
  const sent = isKnown ? sentSamples(turn.state, transaction) : new Set<string>();
  const groups = read.readings
    .map(({ atMs, samples }) => ({
      atMs,
      samples: samples.filter((sample) => !sent.has(printOf(atMs, sample))),
    }))
    .filter(({ samples }) => samples.length > 0);
  const hasEnd = groups.some(({ samples }) =>
    samples.some(
      ({ measurand, phase, context }) =>
        measurand === importRegister && phase === "" && context === "Transaction.End",
    ),
  );
  const values = groups.map(({ atMs, samples }) => meterValueOf(atMs, samples));
  if (hasEnd || read.meterStop === null) return values;
  const register = registerValue(read.atMs, read.meterStop, "Transaction.End");
  const beside = values.findIndex((each) => each["timestamp"] === isoOf(read.atMs));
  const other = values[beside];
  if (other === undefined) return [...values, register];
  const sampledValue = [...listIn(other, "sampledValue"), ...listIn(register, "sampledValue")];
  return values.with(beside, { ...other, sampledValue });
}

/** What is too much for one event goes ahead of it, oldest first. */
function split(
  values: readonly JsonObject[],
  bytesMax: number,
): { readonly early: readonly (readonly JsonObject[])[]; readonly late: readonly JsonObject[] } {
  const parts: JsonObject[][] = [[]];
  let bytes = 0;
  // Half of it is for the rest of the event.
  for (const value of values) {
    const size = JSON.stringify(value).length;
    if (bytes + size > bytesMax / 2 && (parts.at(-1)?.length ?? 0) > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(value);
    bytes += size;
  }
  return { early: parts.slice(0, -1), late: parts.at(-1) ?? [] };
}

type Asked = {
  readonly messageId: string;
  /** Null where none was named: then the stop is answered already. */
  readonly idTag: string | null;
  readonly evseId: number | null;
  readonly txId: string;
};

export const stopped = continuing<Asked>(
  "transactions.stopped",
  (turn, outcome, { messageId, idTag, evseId, txId }) => {
    const { int } = at(turn.state.transactions, txId) ?? {};
    if (outcome.kind === "result" && int !== undefined) tellFinalCost(turn, int, outcome.payload);
    if (idTag === null) return;
    const info = outcome.kind === "result" ? objectIn(outcome.payload, "idTokenInfo") : {};
    const isSaid = textIn(info, "status") !== "";
    const payload = isSaid ? { idTagInfo: idTagInfoOf(turn, info, { idTag, evseId }) } : {};
    answer(turn, { leg: "station", messageId }, payload);
  },
);
