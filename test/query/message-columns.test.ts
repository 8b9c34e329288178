import { expect, it } from "vitest";
import { messageColumns, parseStoredMessage } from "../../src/query/message-columns.ts";
import { columns } from "../../src/store/encode.ts";
import { linkIdOf } from "./rows.ts";

it("asks for every column of the table", () => {
  const asked: readonly string[] = messageColumns.match(/[a-z_]+/g) ?? [];
  expect(columns.messages.filter((column) => !asked.some((name) => name === column))).toEqual([]);
});

it("gives no alias the name of a column, which conditions would then mean", () => {
  const aliases = [...messageColumns.matchAll(/ AS (\w+)/g)].map((match) => match[1]);
  expect(aliases.length).toBeGreaterThan(2);
  expect(aliases.filter((alias) => columns.messages.some((column) => column === alias))).toEqual(
    [],
  );
});

it("reads a row as the store answers it: 64-bit numbers as text", () => {
  const stored = {
    received_at_us: "1763719200123456",
    instance: "i",
    station_id: "CP-7",
    link_id: linkIdOf(1),
    seq: "12",
    sender: "csms",
    leg: "both",
    ocpp_version: "",
    message_type: "callResult",
    message_id: "1",
    action: "Heartbeat",
    short_payload: "",
    is_left_out: 1,
    payload_encoding: "utf8",
    payload_bytes: "70000",
    wire_bytes: "70004",
    is_truncated: false,
    request_seq: "11",
    latency_us: null,
    error_code: "",
    transaction_id: "",
    connector_id: null,
    evse_id: "3",
    id_token: "",
    rules: ["a"],
    from_link_id: null,
    from_seq: null,
    transport: "",
    redactions: [],
  };
  const { row, isPayloadLeftOut } = parseStoredMessage(stored);
  expect(isPayloadLeftOut).toBe(true);
  expect(row).toMatchObject({
    receivedAtUs: 1_763_719_200_123_456,
    seq: 12,
    requestSeq: 11,
    latencyUs: null,
    evseId: 3,
    findings: ["a"],
  });
});
