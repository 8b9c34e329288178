/** Messages for the tests of what commands write. */
import type { PresentedMessage } from "../../src/query/present.ts";
import { presentMessage } from "../../src/query/present.ts";
import type { MessageRow } from "../../src/store/rows.ts";
import { messageRow } from "../query/rows.ts";

export function message(fields: Partial<MessageRow> = {}): PresentedMessage {
  return presentMessage(
    messageRow(fields),
    (fields.findings ?? []).map((rule) => ({ rule, severity: "error" as const })),
  );
}
