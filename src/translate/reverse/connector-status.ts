/**
 * What a connector shows in 1.6: its five statuses of 2.0.1 are nine, told apart by what its
 * transaction is doing, and an error goes with each.
 */
import { limits } from "../../base/limits.ts";
import type { JsonObject } from "../../exchange/message.ts";
import { connectorOf, putConnector, withStatus } from "../connector-status.ts";
import { cutTo, isoOf } from "../convert.ts";
import { present } from "../json.ts";
import type { Connector } from "../state.ts";
import { openTransactionOn } from "../transaction-state.ts";
import { takeTrigger } from "../triggers.ts";
import { ask, keep, type Turn } from "../turn.ts";
import { statusAt } from "./places.ts";

const active = /^(Charging|SuspendedEV|SuspendedEVSE)$/;
const busy = /^(Charging|SuspendedEV|SuspendedEVSE|Finishing)$/;

export type Change = {
  readonly atMs: number;
  /** A transaction has just ended here. */
  readonly hasEnded?: boolean;
  /** Told also where it is the same: of what NotifyEvent says beside the error. */
  readonly techInfo?: string | null;
  readonly techCode?: string | null;
};

/** Tells the CSMS where it would see a difference. Gives the places of the messages. */
export function refreshStatus(turn: Turn, connectorId: number, change: Change): readonly string[] {
  const before = connectorOf(turn.state, connectorId);
  const status = connectorId === 0 ? before.status : statusOn(turn, before, change);
  if (status === "" || connectorId > limits.translatedConnectorsMax) return [];
  const after = withStatus(before, { status, atMs: change.atMs, nowMs: turn.nowMs });
  const shown = `${status} ${errorOf(after)}`;
  const isWanted = takeTrigger(turn, "StatusNotification", connectorId);
  const isNew = before.sentStatus !== shown || !turn.settings.dedupStatus;
  putConnector(turn, { ...after, sentStatus: isNew ? shown : before.sentStatus });
  if (!isNew && !isWanted) return [];
  return [keep(turn, { action: "StatusNotification", payload: statusPayload(after, change) })];
}

/** "" while nothing is known. */
function statusOn(turn: Turn, before: Connector, { hasEnded }: Change): string {
  const status = statusAt(turn, before.connectorId);
  if (status !== "Occupied" && status !== "") return status;
  const transaction = openTransactionOn(turn.state, before.connectorId);
  if (transaction !== null) {
    const { chargingState, reverse } = transaction;
    if (chargingState !== null && active.test(chargingState)) return chargingState;
    if (chargingState === null && reverse?.stage === "started") return "Charging";
    return reverse?.hasCharged === true ? "Finishing" : "Preparing";
  }
  if (status === "") return hasEnded === true ? "Available" : before.status;
  return hasEnded === true || busy.test(before.status) ? "Finishing" : "Preparing";
}

/** The newest error; a fault that nobody explains is some other one. */
function errorOf({ status, errors }: Connector): string {
  return errors.at(-1)?.errorCode ?? (status === "Faulted" ? "OtherError" : "NoError");
}

function statusPayload(connector: Connector, change: Change | null): JsonObject {
  const [info, code] = [change?.techInfo ?? null, change?.techCode ?? null];
  return present({
    connectorId: connector.connectorId,
    errorCode: errorOf(connector),
    status: connector.status,
    timestamp: isoOf(connector.statusAtMs),
    info: info === null ? undefined : cutTo(info, 50),
    vendorErrorCode: code === null ? undefined : cutTo(code, 50),
  });
}

/** After a long outage of the CSMS: as they are now, before what waits. */
export function resendStatuses16(turn: Turn): void {
  for (const connector of Object.values(turn.state.connectors)) {
    if (connector.status === "") continue;
    const payload = statusPayload(connector, null);
    ask(turn, "csms", { action: "StatusNotification", payload, isFirst: true });
    const sentStatus = `${connector.status} ${errorOf(connector)}`;
    putConnector(turn, { ...connector, sentStatus });
  }
}
