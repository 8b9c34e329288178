/** OCPP-J messages of ours, as text (OCPP-J 1.6 §4.2). */
import { placesOf } from "../exchange/json-places.ts";
import type { Json } from "../exchange/message.ts";

/** What a call is refused with. */
export type CallRefusal = {
  readonly errorCode: string;
  /** A sentence of at most 255 characters. */
  readonly errorDescription: string;
};

/** OCPP 2.0.1 part 4 §4.2.3. */
const DESCRIPTION_CHARS_MAX = 255;

export function callText(messageId: string, action: string, callPayload: Json): string {
  return JSON.stringify([2, messageId, action, callPayload]);
}

export function errorText(messageId: string, refusal: CallRefusal): string {
  const { errorCode, errorDescription } = refusal;
  const description = errorDescription.slice(0, DESCRIPTION_CHARS_MAX);
  return JSON.stringify([4, messageId, errorCode, description, {}]);
}

/** The same answer to a call of that id; all else stays as it is. Null where it is no message. */
export function withMessageId(text: string, messageId: string): string | null {
  const place = placesOf(text);
  const id = place?.kind === "array" ? place.items[1] : undefined;
  if (id?.kind !== "string") return null;
  return `${text.slice(0, id.from - 1)}${JSON.stringify(messageId)}${text.slice(id.to + 1)}`;
}
