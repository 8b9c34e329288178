/**
 * OCPP versions and their WebSocket subprotocol tokens (OCPP-J 1.6 §3.1.2, 2.0.1 Part 4 §3.1.2).
 */
export type OcppVersion = "1.6" | "2.0.1" | "2.1";

const versionBySubprotocol: Readonly<Record<string, OcppVersion>> = {
  "ocpp1.6": "1.6",
  "ocpp2.0.1": "2.0.1",
  "ocpp2.1": "2.1",
};

/** The version a negotiated subprotocol stands for; null for none or an unknown one. */
export function versionOfSubprotocol(subprotocol: string | null): OcppVersion | null {
  if (subprotocol === null) return null;
  const token = subprotocol.trim().toLowerCase();
  return Object.hasOwn(versionBySubprotocol, token) ? (versionBySubprotocol[token] ?? null) : null;
}

export const ocppVersions: readonly OcppVersion[] = ["1.6", "2.0.1", "2.1"];
