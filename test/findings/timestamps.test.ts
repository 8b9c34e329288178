import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import type { Json } from "../../src/exchange/message.ts";
import type { LinkFacts, MessageHappening } from "../../src/findings/happening.ts";
import { timestampsOf } from "../../src/findings/timestamps.ts";
import { messageOf } from "../support/spool.ts";

const link: LinkFacts = {
  linkId: newLinkId(),
  stationId: parseStationId("CP1"),
  ...{ instance: "", version: "1.6", openedAtUs: 0, bootAtUs: null, exchangeTimeoutMs: 30_000 },
  leg: "both",
};

function call(action: string, callPayload: Json): MessageHappening {
  const message = { type: "call", messageId: "1", action, callPayload } as const;
  const record = messageOf(link.linkId, 1);
  const at = { atUs: 0, seq: 1, sender: "station", leg: "both" } as const;
  return { kind: "message", ...at, record, message, request: null };
}

it("finds times by the schema of the message", () => {
  const happening = call("MeterValues", {
    connectorId: 1,
    meterValue: [{ timestamp: "a" }, { timestamp: 5 }, { timestamp: "b" }, null],
  });
  expect(timestampsOf(happening, link)).toEqual([
    { path: "meterValue.0.timestamp", text: "a" },
    { path: "meterValue.2.timestamp", text: "b" },
  ]);
  expect(timestampsOf(happening, { ...link, version: null })).toEqual([]);
});

it("finds none in messages that have none", () => {
  expect(timestampsOf(call("Heartbeat", { timestamp: "x" }), link)).toEqual([]);
  expect(timestampsOf(call("__proto__", null), link)).toEqual([]);
});
