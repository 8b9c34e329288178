import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLine } from "../../src/check/trace-record.ts";

const FRAME = '[2,"1","Heartbeat",{}]';

function read(line: unknown) {
  const text = typeof line === "string" ? line : JSON.stringify(line);
  const record = readLine(Buffer.from(text));
  return "problem" in record ? record : { ...record, payload: record.payload.toString() };
}

describe("readLine", () => {
  it("takes a bare frame byte for byte, also a broken one", () => {
    for (const frame of [FRAME, '[2,"1",', "hello", "  [3]"]) {
      expect(read(frame)).toMatchObject({ payload: frame, sender: null, atUs: null });
    }
  });

  it("takes what the export writes", () => {
    const message = {
      linkId: "9d2c4b1e-0000-4000-8000-000000000000",
      receivedAt: "2026-11-21T09:00:00.123456Z",
      stationId: "CP-7",
      sender: "csms",
      ocppVersion: "1.6",
      type: "call",
      messageId: "1",
      payload: FRAME,
      payloadBytes: 22,
    };
    expect(read(message)).toEqual({
      payload: FRAME,
      payloadBytes: 22,
      isTruncated: false,
      sender: "csms",
      isRelative: false,
      atUs: 1_795_251_600_123_456,
      stationId: "CP-7",
      linkKey: message.linkId,
      leg: "both",
      version: "1.6",
    });
    const binary = { payload: Buffer.from([1, 255]).toString("base64"), payloadEncoding: "base64" };
    expect(readLine(Buffer.from(JSON.stringify(binary)))).toMatchObject({
      payload: Buffer.from([1, 255]),
    });
    const cut = { payload: "[2,", payloadBytes: 99, isTruncated: true };
    expect(read(cut)).toMatchObject({ payloadBytes: 99, isTruncated: true });
  });

  it.each([
    [{ message: FRAME, timestamp: 1_795_251_600, direction: "in", chargePointId: "A" }, "station"],
    [{ raw: FRAME, ts: 1_795_251_600_000, dir: "Outgoing", charge_point_id: "A" }, "csms"],
    [
      { frame: JSON.parse(FRAME), time: "2026-11-21T09:00:00", direction: "CP->CSMS", cpId: "A" },
      "station",
    ],
    [
      {
        msg: "got",
        data: FRAME,
        at: "2026-11-21T10:00:00+0100",
        from: "Central System",
        station: "A",
      },
      "csms",
    ],
  ])("knows the common names: %j", (record, sender) => {
    expect(read(record)).toMatchObject({
      payload: FRAME,
      atUs: 1_795_251_600_000_000,
      stationId: "A",
      sender,
    });
  });

  it("puts a frame together that was taken apart", () => {
    const call = { messageTypeId: 2, uniqueId: "7", action: "Reset", payload: { type: "Hard" } };
    expect(read(call)).toMatchObject({ payload: '[2,"7","Reset",{"type":"Hard"}]' });
    const result = { type: "CallResult", messageId: "7", payload: { status: "Accepted" } };
    expect(read(result)).toMatchObject({ payload: '[3,"7",{"status":"Accepted"}]' });
  });

  it("says what is wrong with a record", () => {
    expect(read("{broken")).toEqual({ problem: expect.stringContaining("not JSON") });
    expect(read({ level: "info" })).toEqual({ problem: expect.stringContaining("no message") });
  });

  it("takes nonsense for a size as the size of what is there", () => {
    for (const size of ["1e400", "30.5", "-1", "9007199254740993", '"40"']) {
      const line = `{"payload":${JSON.stringify(FRAME)},"payloadBytes":${size}}`;
      expect(read(line), size).toMatchObject({ payloadBytes: FRAME.length });
    }
  });

  it("takes nonsense for a time as no time", () => {
    for (const time of ["yesterday", -1, 5, 1e300, "9999-01-01T00:00:00Z", null, {}, true]) {
      expect(read({ message: FRAME, time })).toMatchObject({ atUs: null });
    }
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((o) => JSON.stringify(o)),
        ),
        (t) => {
          readLine(Buffer.from(t));
        },
      ),
    );
  });
});
