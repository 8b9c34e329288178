import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createLegRecord } from "../../src/relay/leg-record.ts";
import { memorySpool } from "../support/relay.ts";

function record(messageBytesMax = 1_024) {
  const spool = memorySpool();
  const clock = { us: 1_000_000, nowUs: () => clock.us };
  const linkId = newLinkId();
  const made = createLegRecord({ linkId, leg: "csms", messageBytesMax }, { spool, clock });
  return { spool, clock, linkId, record: made };
}

const text = (payload: string) => ({ opcode: 1 as const, payload: Buffer.from(payload) });

it("what a message was made of stands directly before it", () => {
  const { record: leg, spool, linkId } = record();
  const from = { linkId: newLinkId(), seq: 9 };
  expect(leg.message("csms", text("a"), null)).toEqual({ linkId, seq: 1 });
  expect(leg.message("station", text("b"), from)).toEqual({ linkId, seq: 2 });
  expect(spool.records.map(({ kind, seq }) => [kind, seq])).toEqual([
    ["message", 1],
    ["note", 1],
    ["message", 2],
  ]);
  expect(spool.of("note")[0]?.body).toEqual({ note: "translated", seq: 2, from });
  expect(spool.of("message").map(({ leg: name, sender }) => [name, sender])).toEqual([
    ["csms", "csms"],
    ["csms", "station"],
  ]);
});

it("a long message is cut, with its true size", () => {
  const { record: leg, spool } = record(3);
  leg.message("station", text("abcdef"), null);
  expect(spool.of("message")[0]).toMatchObject({
    ...{ isTruncated: true, payloadBytes: 6, wireBytes: 6 },
    payload: Buffer.from("abc"),
  });
});

it("control frames are recorded at a bounded rate, the rest is counted", () => {
  const { record: leg, spool, clock } = record();
  for (let count = 0; count < limits.controlFramesPerMinute + 5; count += 1) {
    leg.controlFrame("station", 9, Buffer.alloc(0));
  }
  expect(spool.of("control-frame")).toHaveLength(limits.controlFramesPerMinute);
  leg.close({ closedBy: "station", how: "fin", error: "", atUs: clock.us }, null);
  expect(spool.of("note")[0]?.body).toEqual({
    ...{ note: "rate-limited", sender: "station", controlFrames: 5, breaches: 0 },
  });
});

it("its end says what passed, in bytes of frames", () => {
  const { record: leg, spool, clock } = record();
  leg.message("station", text("x".repeat(125)), null);
  leg.message("csms", text("x".repeat(126)), null);
  leg.message("csms", text("x".repeat(65_536)), null);
  clock.us += 3_000_000;
  const frame = { sender: "csms", code: 1001, reason: "bye" } as const;
  const end = { closedBy: "csms", how: "close-frame", error: "", atUs: clock.us } as const;
  expect(leg.close(end, frame)).toEqual(spool.of("link-closed")[0]?.body);
  expect(spool.of("link-closed")[0]?.body).toMatchObject({
    ...{ closedBy: "csms", how: "close-frame", code: 1001, reason: "bye", lastSeq: 3 },
    ...{ openMs: 3_000, idleMs: 3_000, messages: { station: 1, csms: 2 } },
    bytes: { station: 2 + 4 + 125, csms: 4 + 126 + 10 + 65_536 },
  });
});
