/** StatusNotification and NotifyEvent → StatusNotification: 1.6 tells errors with statuses. */
import { limits } from "../../base/limits.ts";
import type { Json } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { acknowledge } from "../answers.ts";
import type { Block } from "../block.ts";
import { connectorOf, putConnector } from "../connector-status.ts";
import { integerAt, momentOf, spelledAs, textAt } from "../convert.ts";
import { errorCodeAt } from "../errors.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { type Call, isRegistered, lose, type Turn } from "../turn.ts";
import { refreshStatus, resendStatuses16 } from "./connector-status.ts";
import { connectorIdAt, putPlace } from "./places.ts";

const statuses = ["Available", "Occupied", "Reserved", "Unavailable", "Faulted"];

function statusNotification(turn: Turn, call: Call): void {
  const { payload } = call;
  const keys = placeBecame(turn, {
    evse: { id: integerAt(payload, "evseId") ?? 0, connectorId: integerAt(payload, "connectorId") },
    status: textAt(payload, "connectorStatus"),
    timestamp: textAt(payload, "timestamp"),
  });
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

type Told = {
  readonly evse: Json;
  readonly status: string | null;
  readonly timestamp: string | null;
};

function placeBecame(turn: Turn, { evse, status: said, timestamp }: Told): readonly string[] {
  const status = spelledAs(said, statuses);
  const connectorId = connectorIdAt(turn, evse);
  const evseId = integerAt(evse, "id") ?? 0;
  if (status === null || connectorId === null || connectorId === 0) return [];
  const { ms } = momentOf(timestamp, turn.nowMs);
  putPlace(turn, { evseId, connectorId: integerAt(evse, "connectorId") ?? 1, status, atMs: ms });
  return refreshStatus(turn, connectorId, { atMs: ms });
}

/** Of one message these are looked at; a station with more sends several. */
const EVENTS_MAX = 100;

function notifyEvent(turn: Turn, call: Call): void {
  const events = listIn(call.payload, "eventData").slice(0, EVENTS_MAX);
  const keys = events.flatMap((each) => oneEvent(turn, each));
  acknowledge(turn, call.messageId, { payload: {}, keys });
}

function oneEvent(turn: Turn, event: Json): readonly string[] {
  const component = objectIn(event, "component");
  const name = textIn(component, "name");
  const variable = textIn(event, "variable", "name");
  const evse = fieldOf(component, "evse");
  const timestamp = textAt(event, "timestamp");
  const status = textAt(event, "actualValue");
  if (variable === "AvailabilityState" && name === "ChargingStation") {
    return stationBecame(turn, { evse: null, status, timestamp });
  }
  if (variable === "AvailabilityState" && name === "Connector") {
    return placeBecame(turn, { evse: evse ?? null, status, timestamp });
  }
  const connectorId = connectorIdAt(turn, evse);
  if (connectorId === null || !/^(Problem|Tripped)$/.test(variable)) {
    lose(turn, "event-not-in-16", `${name}.${variable}`.slice(0, 100));
    return [];
  }
  return errorBecame(turn, event, connectorId);
}

/** 1.6's connector 0 has three statuses. */
function stationBecame(turn: Turn, { status: said, timestamp }: Told): readonly string[] {
  const known = spelledAs(said, statuses);
  if (known === null) return [];
  const status = known === "Unavailable" || known === "Faulted" ? known : "Available";
  const { ms } = momentOf(timestamp, turn.nowMs);
  putConnector(turn, { ...connectorOf(turn.state, 0), status, statusAtMs: ms });
  return refreshStatus(turn, 0, { atMs: ms });
}

function errorBecame(turn: Turn, event: Json, connectorId: number): readonly string[] {
  const component = textIn(event, "component", "name");
  const variable = textIn(event, "variable", "name");
  const isOver =
    fieldOf(event, "cleared") === true || textIn(event, "actualValue").toLowerCase() === "false";
  const connector = connectorOf(turn.state, connectorId);
  const others = connector.errors.filter(
    (each) => each.component !== component || each.variable !== variable,
  );
  const errorCode = errorCodeAt(component) ?? "OtherError";
  const error = { errorCode, component: component.slice(0, 50), variable };
  const errors = isOver ? others : [...others, error].slice(-limits.activeErrorsMax);
  // An error of the whole station is told of a connector 0 that is otherwise well.
  const status = connector.status === "" && connectorId === 0 ? "Available" : connector.status;
  putConnector(turn, { ...connector, status, errors });
  const { ms } = momentOf(textAt(event, "timestamp"), turn.nowMs);
  return refreshStatus(turn, connectorId, {
    atMs: ms,
    techInfo: isOver ? null : textAt(event, "techInfo"),
    techCode: isOver ? null : textAt(event, "techCode"),
  });
}

export const statusReverseBlock: Block = {
  name: "reverse.status",
  calls: { StatusNotification: statusNotification, NotifyEvent: notifyEvent },
  legUp(turn, leg) {
    if (leg !== "csms" || !isRegistered(turn)) return;
    const { downSinceMs } = turn.state.live.csms;
    const { offlineThresholdMs } = turn.settings;
    const isLong = downSinceMs !== null && turn.nowMs - downSinceMs > offlineThresholdMs;
    if (isLong) resendStatuses16(turn);
  },
};
