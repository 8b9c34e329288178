/** The identities of the domain. Branded, so that one cannot be passed for another. */
import { randomUUID } from "node:crypto";

/** The station's identity: last segment of its URL path, percent-decoded (OCPP-J 1.6 §3.1.1). */
export type StationId = string & { readonly brand: "StationId" };

/** One pair of legs from handshake to last close. A UUID in lower case. */
export type LinkId = string & { readonly brand: "LinkId" };

/** Who sent a message. */
export const senders = ["station", "csms"] as const;
export type Sender = (typeof senders)[number];

/**
 * The WebSocket a message was seen on, in the order of the spool's codes; `both` where one spliced
 * link has only one stream of bytes, `shadow` between a shadow and the CSMS that it rehearses,
 * `backend` between ocpptap and a further back-end of the station.
 */
export const legs = ["both", "station", "csms", "shadow", "backend"] as const;
export type Leg = (typeof legs)[number];

/** What is seen there the station did itself; on every other leg its station is ocpptap. */
export function isStationsOwn(leg: Leg): boolean {
  return leg === "both" || leg === "station";
}

/** Between the station and the CSMS that it uses; others are beside that, and change nothing. */
export function isPrimary(leg: Leg): boolean {
  return isStationsOwn(leg) || leg === "csms";
}

export function newLinkId(): LinkId {
  return randomUUID() as LinkId;
}

export function parseLinkId(text: string): LinkId | null {
  const lower = text.toLowerCase();
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(lower)
    ? (lower as LinkId)
    : null;
}

export function parseStationId(text: string): StationId {
  return text as StationId;
}

export function otherSender(sender: Sender): Sender {
  return sender === "station" ? "csms" : "station";
}
