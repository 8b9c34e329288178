import fc from "fast-check";
import { expect, it } from "vitest";
import { envelopeOf } from "../../src/relay/envelope.ts";

const of = (text: string) => envelopeOf(Buffer.from(text));

it("tells calls, answers and the rest by their beginning, whatever comes behind it", () => {
  const call = { kind: "call", messageId: "a", action: "Reset" };
  expect(of('[2,"a","Reset",{"type":"Soft"}]')).toEqual(call);
  expect(of(' [ 2 , "a" , "Reset" , {"broken')).toEqual(call);
  expect(of('[2,"a","Reset"')).toEqual(call);
  expect(of('[3,"a",{}]')).toEqual({ kind: "answer", messageId: "a", action: null });
  expect(of('[4,"a","GenericError","",{}]')).toMatchObject({ kind: "answer", messageId: "a" });
  expect(of('[5,"a","FormatViolation","",{}]')).toMatchObject({ kind: "other" });
  expect(of('[6,"a","NotifyPeriodicEventStream",{}]')).toMatchObject({ kind: "other" });
  expect(of(String.raw`[3,"a\"\u0041",{}]`)).toMatchObject({ messageId: 'a"A' });
});

it("is null for what is no message, and never throws", () => {
  const none = [
    "",
    "{}",
    "[2]",
    "[2,7,{}]",
    '["2","a","Reset",{}]',
    '[2,"a',
    String.raw`[3,"\x",{}]`,
  ];
  expect(none.map(of)).toEqual(none.map(() => null));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void envelopeOf(Buffer.from(bytes))));
});

it("reads any id that JSON can write", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 36 }), (id) => {
      expect(of(JSON.stringify([3, id, {}]))?.messageId).toBe(id);
    }),
  );
});
