import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { fieldsOfRaw, recordHttp } from "../../src/relay/http-record.ts";
import { memorySpool } from "../support/relay.ts";
import { openedOf } from "../support/spool.ts";

function recorder(contentType: string, room = { bytes: 0 }) {
  const spool = memorySpool();
  const linkId = newLinkId();
  const opened = { ...openedOf(linkId).body, http: { method: "POST", caller: "station" as const } };
  const fields = fieldsOfRaw(["Content-Type", contentType]);
  const deps = { spool, clock: systemClock, observe: () => undefined };
  const opening = {
    linkId,
    opened,
    fields,
    caller: "station" as const,
    messageBytesMax: 1_000_000,
  };
  return { spool, room, record: recordHttp(opening, room, deps) };
}

const over = { closedBy: "csms", how: "fin", error: "" } as const;

it("XML is kept whole, everything else in part, with its true size", () => {
  for (const [type, kept] of [
    ["text/xml", 200_000],
    ["application/soap+xml; charset=utf-8", 200_000],
    ["application/octet-stream", limits.httpOtherBytesMax],
  ] as const) {
    const { spool, record, room } = recorder(type);
    for (let sent = 0; sent < 200; sent += 1) record.requestChunk(Buffer.alloc(1_000, 65));
    expect(room.bytes, type).toBe(kept);
    record.end(over);
    const [message] = spool.of("message");
    expect(message?.payload.length, type).toBe(kept);
    expect(message).toMatchObject({ payloadBytes: 200_000, isTruncated: kept < 200_000 });
    expect(room.bytes, type).toBe(0);
  }
});

it("copies of all exchanges together are bounded", () => {
  const room = { bytes: limits.httpCopiesBytesMax - 10 };
  const { spool, record } = recorder("text/xml", room);
  for (const part of ["0123456789", "more"]) record.requestChunk(Buffer.from(part));
  record.requestEnd();
  expect(String(spool.of("message")[0]?.payload)).toBe("0123456789");
  expect(spool.of("message")[0]).toMatchObject({ isTruncated: true, payloadBytes: 14 });
});

it("ends once, whoever says so first", () => {
  const { spool, record } = recorder("text/xml");
  record.requestEnd();
  record.end(over);
  record.end({ ...over, how: "reset" });
  record.answered({ status: 200, reason: "", fields: [], answeredBy: "csms" });
  expect(spool.records.map(({ kind }) => kind)).toEqual(["link-opened", "message", "link-closed"]);
});
