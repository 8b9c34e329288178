/**
 * A message record → the same without its secrets, before it is parsed: whatever comes after, from
 * rules to live listeners, never had them. Sizes stay those of the message as it was relayed.
 */
import type { Redact } from "../exchange/redact.ts";
import type { MessageRecord } from "../spool/record.ts";
import { textOf } from "./message-row.ts";

export type Hidden = {
  readonly record: MessageRecord;
  /** The payload as text; null where it is none. */
  readonly text: string | null;
  readonly redactions?: readonly string[];
};

export function hideSecrets(record: MessageRecord, redact: Redact | undefined): Hidden {
  const text = textOf(record);
  // Bytes that are no text may hold one all the same; in Latin-1 every byte is a character.
  const encoding = text === null ? "latin1" : "utf8";
  const redacted = redact?.(text ?? record.payload.toString(encoding)) ?? null;
  if (redacted === null) return { record, text };
  const payload = Buffer.from(redacted.text, encoding);
  return {
    record: { ...record, payload },
    text: text === null ? null : redacted.text,
    redactions: redacted.redactions,
  };
}
