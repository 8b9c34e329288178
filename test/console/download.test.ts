import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { openDownload } from "../../src/console/download.ts";
import type { QueryDeps } from "../../src/query/reader.ts";
import { EPOCH_US, linkIdOf } from "../query/rows.ts";

function stored(seq: number) {
  return {
    received_at_us: String(EPOCH_US + seq),
    instance: "i",
    station_id: "CP-7",
    link_id: linkIdOf(1),
    seq: String(seq),
    sender: "csms",
    leg: "both",
    ocpp_version: "",
    message_type: "call",
    message_id: "1",
    action: "Heartbeat",
    short_payload: "[2]",
    is_left_out: 0,
    payload_encoding: "utf8",
    payload_bytes: "3",
    wire_bytes: "9",
    is_truncated: false,
    request_seq: null,
    latency_us: null,
    error_code: "",
    transaction_id: "",
    connector_id: null,
    evse_id: null,
    id_token: "",
    rules: [],
    from_link_id: null,
    from_seq: null,
    transport: "",
    redactions: [],
  };
}

/** A store with no end of messages: a page for each question, none for the findings of one. */
function endless(failAtPage = Number.POSITIVE_INFINITY) {
  const counted = { pages: 0 };
  const reader: QueryDeps["reader"] = {
    query<Row>(statement: string): Promise<Row[]> {
      if (!statement.includes("FROM messages")) return Promise.resolve([]);
      counted.pages += 1;
      if (counted.pages >= failAtPage) return Promise.reject(new Error("the store is gone"));
      const rows = Array.from({ length: limits.exportPageRows + 1 }, (_, seq) => stored(seq + 1));
      return Promise.resolve(rows as Row[]);
    },
  };
  return {
    counted,
    deps: { reader, clock: { nowUs: () => 2 * EPOCH_US }, retentionDays: 100_000 },
  };
}

const request = { q: "station:CP-7", fromUs: null, toUs: null, order: "oldest" } as const;

it("reads no further ahead than who reads it", async () => {
  const { counted, deps } = endless();
  const { body, headers } = await openDownload(request, "jsonl", deps);
  expect(counted.pages).toBe(1);
  const chunks = body[Symbol.asyncIterator]();
  await chunks.next();
  await chunks.next();
  expect(counted.pages).toBeLessThanOrEqual(4);
  expect(headers["content-type"]).toContain("x-ndjson");
  body.destroy();
});

it("fails before the answer begins, or breaks it off: never a whole file that is half", async () => {
  await expect(openDownload(request, "csv", endless(1).deps)).rejects.toThrow("the store is gone");
  const { body } = await openDownload(request, "csv", endless(2).deps);
  await expect(body.toArray()).rejects.toThrow("the store is gone");
});

it("breaks off beyond the most that one file may have", async () => {
  const { deps } = endless();
  const download = await openDownload(
    { q: "", fromUs: null, toUs: null, order: "oldest" },
    "jsonl",
    { ...deps, rowsMax: 2 * limits.exportPageRows },
  );
  await expect(download.body.toArray()).rejects.toThrow(
    /more than \d+ messages and was broken off/,
  );
});
