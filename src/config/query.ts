/** What one question about the record may cost, whoever asks it. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { bytes, integer } from "./values.ts";

export const querySchema = z.strictObject({
  timeMs: integer(1_000, 3_600_000)
    .default(limits.queryMsMax)
    .describe(
      "Longest time of one question in ClickHouse; beyond it it is stopped there and answered 422. Unit: ms.",
    ),
  memoryBytesMax: bytes({ min: 16 * 1024 * 1024 })
    .default(limits.queryMemoryBytesMax)
    .describe(
      "Memory of one question in ClickHouse; beyond it it is stopped and answered 422. The embedded engine never gives more than half of its own. Unit: bytes.",
    ),
  rowsReadMax: integer(1_000_000, 900_000_000_000_000)
    .default(limits.queryRowsReadMax)
    .describe("Rows that one question may look at; one that would need more is answered 422."),
  resultBytesMax: bytes({ min: 16 * 1024 * 1024 })
    .default(limits.queryResultBytesMax)
    .describe("What one question may bring back; more is answered 422. Unit: bytes."),
  atOnce: integer(1, 1_000)
    .default(limits.consoleQueriesMax)
    .describe(
      "Questions that one console asks ClickHouse at once; others wait for their turn. The embedded engine answers 16 of all readers.",
    ),
  waitingMax: integer(1, 100_000)
    .default(limits.consoleQueriesWaitingMax)
    .describe("Questions of one console that wait for their turn; more are answered 503."),
});

export type QueryConfig = z.output<typeof querySchema>;
