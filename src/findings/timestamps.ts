/**
 * A message on a link → the times in it, each with its path, found by the message's schema. Several
 * rules ask about the same message, so the newest answer is kept.
 */
import type { OcppMessage } from "../exchange/message.ts";
import { timePlacesOf } from "../ocpp/schema-places.ts";
import type { SchemaKind } from "../ocpp/schemas.ts";
import { foundAt, hasAt, type Place } from "./fields.ts";
import type { LinkFacts, MessageHappening } from "./happening.ts";

export type Timestamp = {
  /** `meterValue.0.timestamp` */
  readonly path: string;
  readonly text: string;
};

const none: readonly Timestamp[] = [];
const noPlaces: readonly Place[] = [];

const newest: {
  message: OcppMessage | null;
  version: LinkFacts["version"];
  are: readonly Timestamp[];
} = { message: null, version: null, are: none };

export function timestampsOf(happening: MessageHappening, link: LinkFacts): readonly Timestamp[] {
  const { message } = happening;
  if (newest.message !== message || newest.version !== link.version) {
    newest.message = message;
    newest.version = link.version;
    newest.are = timestampsIn(happening, link);
  }
  return newest.are;
}

function timestampsIn(happening: MessageHappening, link: LinkFacts): readonly Timestamp[] {
  const { message } = happening;
  const places = placesIn(happening, link);
  if (places.length === 0 || !("callPayload" in message)) return none;
  const times: Timestamp[] = [];
  for (const place of places) {
    for (const { path, value } of foundAt(message.callPayload, place)) {
      if (typeof value === "string") times.push({ path, text: value });
    }
  }
  return times;
}

/** Whether one of the times in it passes. Makes nothing: nearly all messages are asked in vain. */
export function hasTimestamp(
  happening: MessageHappening,
  link: LinkFacts,
  passes: (text: string) => boolean,
): boolean {
  const { message } = happening;
  if (!("callPayload" in message)) return false;
  const isSuch = (value: unknown) => typeof value === "string" && passes(value);
  for (const place of placesIn(happening, link)) {
    if (hasAt(message.callPayload, place, isSuch)) return true;
  }
  return false;
}

function placesIn(
  { message, request }: MessageHappening,
  { version }: LinkFacts,
): readonly Place[] {
  if (version === null || !("callPayload" in message)) return noPlaces;
  const action = message.type === "callResult" ? request?.action : message.action;
  return action === undefined
    ? noPlaces
    : timePlacesOf({ version, action, kind: kinds[message.type] });
}

const kinds = { call: "request", callResult: "response", send: "send" } satisfies Record<
  string,
  SchemaKind
>;
