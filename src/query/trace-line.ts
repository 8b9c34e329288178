/**
 * A message → a record of the Open OCPP Trace format, version 1.1: one JSON object a line, readable
 * by other tools. The frame stands in `raw` exactly as it was on the wire; what the format has no
 * name for stands in `meta`.
 */
import type { PresentedMessage } from "./present.ts";

const messageTypes: Readonly<Record<string, string>> = {
  call: "CALL",
  callResult: "CALLRESULT",
  callError: "CALLERROR",
};

const directions = { station: "cp-to-csms", csms: "csms-to-cp" } as const;

/**
 * Without a line feed. Null: the format has no record for it (no OCPP-J message, or a type that
 * only 2.1 has).
 */
export function traceLine(message: PresentedMessage): string | null {
  const messageType = messageTypes[message.type];
  if (messageType === undefined || "payloadEncoding" in message) return null;
  const frame = frameOf(message.payload);
  if (frame === null) return null;
  const { ocppVersion, action, connectorId, linkId, seq, leg, instance, latencyMs } = message;
  const { translatedFrom } = message;
  const record = {
    schemaVersion: "1.1",
    timestamp: message.receivedAt,
    ...(ocppVersion === null ? {} : { ocppVersion }),
    transport: "json",
    chargePointId: message.stationId,
    ...(connectorId === null || connectorId < 0 ? {} : { connectorId }),
    direction: directions[message.sender],
    messageType,
    messageId: message.messageId ?? "",
    ...(action === null ? {} : { action }),
    ...bodyOf(message.type, frame),
    raw: message.payload,
    meta: {
      ...{ linkId, seq, leg, instance, latencyMs, findings: message.findings },
      ...(translatedFrom === null ? {} : { translatedFrom }),
      ...("redactions" in message ? { redactions: message.redactions } : {}),
    },
  };
  return JSON.stringify(record);
}

/** Null for a copy that was cut short. */
function frameOf(payload: string): readonly unknown[] | null {
  try {
    const frame: unknown = JSON.parse(payload);
    return Array.isArray(frame) ? frame : null;
  } catch {
    return null;
  }
}

function bodyOf(type: string, frame: readonly unknown[]): object {
  if (type === "call") return { payload: frame[3] };
  if (type === "callResult") return { payload: frame[2] };
  const [, , code, description, details] = frame;
  return { error: { code, description, details } };
}
