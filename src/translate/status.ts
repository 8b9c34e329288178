/**
 * StatusNotification → StatusNotification where the CSMS would see a difference, NotifyEvent for
 * errors and for the station as a whole, TransactionEvent for what a transaction is doing.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { acknowledge } from "./answers.ts";
import type { Block } from "./block.ts";
import { statusOfTransaction } from "./charging-state.ts";
import {
  connectorOf,
  connectorStatusOf,
  putConnector,
  statuses16,
  withStatus,
} from "./connector-status.ts";
import { integerAt, isoOf, momentOf, spelledAs, textAt } from "./convert.ts";
import { errorEvents } from "./errors.ts";
import { markOffline, ourVendorId } from "./events.ts";
import { present } from "./json.ts";
import { notifyEvent } from "./notify-event.ts";
import { cablePlugged } from "./plugged.ts";
import { noteSeen } from "./probe.ts";
import { connectorBecame } from "./reservation-state.ts";
import { at, type Connector } from "./state.ts";
import { addressOf } from "./topology.ts";
import { takeTrigger } from "./triggers.ts";
import { ask, type Call, isRegistered, keep, lose, type Turn, updateStation } from "./turn.ts";

function statusNotification(turn: Turn, call: Call): void {
  const { payload } = call;
  const connectorId = integerAt(payload, "connectorId") ?? 0;
  const status = spelledAs(textAt(payload, "status"), statuses16) ?? "";
  const { ms, isGuessed } = momentOf(textAt(payload, "timestamp"), turn.nowMs);
  if (isGuessed && textAt(payload, "timestamp") !== null) {
    lose(turn, "time-unusable", "timestamp of a StatusNotification");
  }
  if (textAt(payload, "timestamp") !== null) noteClock(turn, isGuessed ? null : ms);
  const keys =
    connectorId === 0
      ? stationStatus(turn, { payload, status, atMs: ms })
      : connectorStatus(turn, { connectorId, payload, status, atMs: ms });
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

type Told = { readonly payload: Json; readonly status: string; readonly atMs: number };

/** Statuses are told live, so long after connecting they show how far the station's clock is off. */
const SETTLED_MS = 120_000;
const CLOCK_OFF_MS = 30_000;

/** Null for a clock that has lost its time: it is ahead of nothing. */
function noteClock(turn: Turn, atMs: number | null): void {
  const upSinceMs = turn.state.live.station.upSinceMs ?? turn.nowMs;
  if (atMs === null) {
    if (turn.state.station.clockAheadMs !== 0) updateStation(turn, { clockAheadMs: 0 });
    return;
  }
  if (turn.nowMs - upSinceMs < SETTLED_MS) return;
  const aheadMs = Math.abs(atMs - turn.nowMs) > CLOCK_OFF_MS ? atMs - turn.nowMs : 0;
  const isNew = Math.abs(aheadMs - turn.state.station.clockAheadMs) > CLOCK_OFF_MS / 3;
  if (isNew) updateStation(turn, { clockAheadMs: aheadMs });
}

/** 2.0.1's StatusNotification has no station, only connectors. */
function stationStatus(turn: Turn, { payload, status, atMs }: Told): readonly string[] {
  const known = connectorStatusOf(status);
  const availability = known === "Unavailable" || known === "Faulted" ? known : "Available";
  const keys: string[] = [];
  if (known !== null && turn.state.station.availability !== availability) {
    updateStation(turn, { availability });
    const component = { name: "ChargingStation" };
    keys.push(
      notifyEvent(turn, [
        {
          ...{ atMs, trigger: "Delta", actualValue: availability, component },
          ...{ variable: "AvailabilityState", type: "HardWiredNotification" },
        },
      ]),
    );
  }
  return [...keys, ...errorEvents(turn, { connectorId: 0, payload, atMs })];
}

function connectorStatus(
  turn: Turn,
  { connectorId, payload, status, atMs }: Told & { readonly connectorId: number },
): readonly string[] {
  const connectorStatus = connectorStatusOf(status);
  const isKnown = connectorStatus !== null && connectorId <= limits.translatedConnectorsMax;
  if (!isKnown || addressOf(turn, connectorId) === null) return [];
  noteSeen(turn, connectorId);
  const before = connectorOf(turn.state, connectorId);
  const after = withStatus(before, { status, atMs, nowMs: turn.nowMs });
  putConnector(turn, after);
  const isWanted = takeTrigger(turn, "StatusNotification", connectorId);
  const isNew = before.sentStatus !== connectorStatus;
  const keys: string[] = [];
  if (isNew || isWanted || !turn.settings.dedupStatus) {
    keys.push(keep(turn, { action: "StatusNotification", payload: statusPayload(turn, after) }));
    putConnector(turn, { ...after, sentStatus: connectorStatus });
  } else if (before.status !== status) {
    lose(turn, "status-detail", `${before.status || "nothing"} to ${status}`);
  }
  connectorBecame(turn, { connectorId, before: before.status, after: status });
  keys.push(...errorEvents(turn, { connectorId, payload, atMs }));
  keys.push(...cablePlugged(turn, { before: before.status, after }));
  keys.push(...statusOfTransaction(turn, after));
  return keys;
}

function statusPayload(turn: Turn, connector: Connector): JsonObject {
  const address = addressOf(turn, connector.connectorId);
  const { status } = connector;
  return present({
    timestamp: isoOf(connector.statusAtMs),
    connectorStatus: connectorStatusOf(connector.status) ?? "Unavailable",
    evseId: address?.id ?? connector.connectorId,
    connectorId: address?.connectorId ?? 1,
    customData: turn.settings.customData ? { vendorId: ourVendorId, status } : undefined,
  });
}

/** The statuses of all connectors, or of these, before anything else that waits. */
export function resendStatuses(turn: Turn, connectorIds: readonly number[] | null = null): void {
  for (const connector of Object.values(turn.state.connectors)) {
    if (connector.connectorId === 0 || connector.status === "") continue;
    if (connectorIds !== null && !connectorIds.includes(connector.connectorId)) continue;
    const payload = statusPayload(turn, connector);
    ask(turn, "csms", { action: "StatusNotification", payload, isFirst: true });
    putConnector(turn, { ...connector, sentStatus: connectorStatusOf(connector.status) });
  }
}

/** The CSMS's own setting before the operator's. */
function offlineThresholdMs(turn: Turn): number {
  const seconds = Number(at(turn.state.variables, "OCPPCommCtrlr.OfflineThreshold") ?? Number.NaN);
  return seconds >= 0 ? seconds * 1_000 : turn.settings.offlineThresholdMs;
}

export const statusBlock: Block = {
  name: "status",
  calls: { StatusNotification: statusNotification },
  legUp(turn, leg) {
    if (leg !== "csms" || !isRegistered(turn)) return;
    const { downSinceMs } = turn.state.live.csms;
    const isLong = downSinceMs !== null && turn.nowMs - downSinceMs > offlineThresholdMs(turn);
    if (isLong) resendStatuses(turn);
  },
  legDown(turn, leg) {
    if (leg === "csms") markOffline(turn);
  },
};
