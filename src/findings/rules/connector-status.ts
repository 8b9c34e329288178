/** A StatusNotification → whose status it tells, in words that all rules about status use. */
import { numberIn, textIn } from "../fields.ts";
import type { LinkFacts } from "../happening.ts";

/** Connectors of a station that are kept apart; the largest sites have some dozen. */
export const connectorsMax = 64;

export type ConnectorStatus = {
  /** `1`, or `2/1` for connector 1 of EVSE 2. */
  readonly key: string;
  /** Inside a sentence: `connector 1`. */
  readonly name: string;
  readonly status: string;
};

const STATUS_CHARS_MAX = 40;

/** Null where it says no status, or of nothing in particular. */
export function connectorStatusOf(
  version: LinkFacts["version"],
  payload: unknown,
): ConnectorStatus | null {
  const connectorId = numberIn(payload, "connectorId");
  const is16 = version === "1.6";
  const status = textIn(payload, is16 ? "status" : "connectorStatus");
  if (connectorId === null || status === "" || status.length > STATUS_CHARS_MAX) return null;
  if (is16) {
    const name =
      connectorId === 0 ? "the station itself (connector 0)" : `connector ${connectorId}`;
    return { key: String(connectorId), name, status };
  }
  const evseId = numberIn(payload, "evseId");
  if (evseId === null) return null;
  const name = `connector ${connectorId} of EVSE ${evseId}`;
  return { key: `${evseId}/${connectorId}`, name, status };
}

/** Makes room for one more key; what was touched longest ago goes first. */
export function touch<Value>(by: Map<string, Value>, key: string, value: Value): void {
  by.delete(key);
  by.set(key, value);
  const [oldest] = by.size > connectorsMax ? by.keys() : [];
  if (oldest !== undefined) by.delete(oldest);
}
