import fc from "fast-check";
import { expect, it } from "vitest";
import { messageTypeOf, salvage } from "../../src/exchange/salvage.ts";

const salvaged = (text: string) => salvage(Buffer.from(text));

it("reads type, id and action of a call that breaks later", () => {
  expect(salvaged('[2,"17","MeterValues",{"connectorId":1,"sampledValue":[,{')).toEqual({
    messageType: "call",
    messageId: "17",
    action: "MeterValues",
    errorCode: null,
  });
});

it("reads the error code of a broken error", () => {
  expect(salvaged('[4,"17","NotSupported","x" {}]')).toMatchObject({
    messageType: "callError",
    errorCode: "NotSupported",
    action: null,
  });
});

it("tolerates white space, escapes, a number as id and a type in quotes", () => {
  expect(salvaged(' [ "2" ,\n 17 , "Heart\\u0062eat" , {')).toMatchObject({
    messageType: "call",
    messageId: "17",
    action: "Heartbeat",
  });
});

it("gives nothing rather than something wrong", () => {
  for (const text of ["", "{}", "<xml/>", "[", "[x", '["abc"', "\0\0\0"]) {
    expect(salvaged(text).messageType).toBeNull();
    expect(salvaged(text).action).toBeNull();
  }
  expect(salvaged('[3,"17",{"status":"Accepted"').action).toBeNull();
  expect(salvaged('[7,"17"').messageType).toBeNull();
  expect(salvaged('[2,"17"').messageId).toBe("17");
  expect(salvaged('[2,"17').messageId).toBeNull();
});

it("never throws and stays short", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const { messageId } = salvage(Buffer.concat([Buffer.from("[2,"), bytes]));
      expect((messageId ?? "").length).toBeLessThanOrEqual(4_096);
    }),
  );
  const started = performance.now();
  salvaged(`[2,"${"\\".repeat(10_000_001)}`);
  salvaged(`[2,"${"a".repeat(10_000_000)}`);
  expect(performance.now() - started).toBeLessThan(2_000);
});

it("knows the five message types", () => {
  expect([2, 3, 4, 5, 6].map(messageTypeOf)).toEqual([
    ...["call", "callResult", "callError", "callResultError", "send"],
  ]);
  for (const other of [0, 1, 7, 2.5, "2", null]) expect(messageTypeOf(other)).toBeNull();
});
