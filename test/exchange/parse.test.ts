import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { OcppMessage } from "../../src/exchange/message.ts";
import { type Framing, parseMessage } from "../../src/exchange/parse.ts";

function parse(payload: string | Buffer, framing: Partial<Framing> = {}): OcppMessage {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const usual: Framing = {
    opcode: 1,
    isTruncated: false,
    payloadBytes: bytes.length,
    version: "1.6",
  };
  return parseMessage(bytes, { ...usual, ...framing });
}

describe("well-formed messages", () => {
  it("are parsed by their type", () => {
    expect(parse('[2,"1","Heartbeat",{}]')).toEqual({
      type: "call",
      messageId: "1",
      action: "Heartbeat",
      callPayload: {},
    });
    expect(parse('[3,"1",{"currentTime":"x"}]')).toMatchObject({ type: "callResult" });
    expect(parse('[4,"1","NotSupported","",{}]')).toMatchObject({
      type: "callError",
      errorCode: "NotSupported",
    });
  });

  it("may be of types 5 and 6 in OCPP 2.1 and where the version is unknown", () => {
    for (const version of ["2.1", null] as const) {
      expect(parse('[5,"1","X","",{}]', { version }).type).toBe("callResultError");
      expect(parse('[6,"1","NotifyPeriodicEventStream",{}]', { version }).type).toBe("send");
    }
  });

  it("may come in a binary frame, as some stations send them", () => {
    expect(parse('[2,"1","Heartbeat",{}]', { opcode: 2 }).type).toBe("call");
  });

  it("may have null for no payload, and white space anywhere", () => {
    expect(parse('[2,"1","Heartbeat",null]').type).toBe("call");
    expect(parse(' [\n 2 ,\t"1", "Heartbeat" , { } ]\r\n').type).toBe("call");
  });

  it("keep every value through the round trip", () => {
    const payload = fc.dictionary(fc.string(), fc.jsonValue());
    const text = fc.string({ unit: "binary" });
    const message = fc.oneof(
      fc.tuple(fc.constant(2), text, text, payload),
      fc.tuple(fc.constant(3), text, payload),
      fc.tuple(fc.constant(4), text, text, text, payload),
      fc.tuple(fc.constant(5), text, text, text, payload),
      fc.tuple(fc.constant(6), text, text, payload),
    );
    fc.assert(
      fc.property(message, (parts) => {
        const sent = JSON.parse(JSON.stringify(parts));
        const parsed = parse(JSON.stringify(parts), { version: null });
        expect(parsed.type).not.toBe("malformed");
        expect(parsed.messageId).toBe(sent[1]);
        expect(backToArray(parsed)).toEqual(sent);
      }),
    );
  });
});

function backToArray(message: OcppMessage): unknown {
  switch (message.type) {
    case "call":
      return [2, message.messageId, message.action, message.callPayload];
    case "send":
      return [6, message.messageId, message.action, message.callPayload];
    case "callResult":
      return [3, message.messageId, message.callPayload];
    case "callError":
    case "callResultError": {
      const { messageId, errorCode, errorDescription, errorDetails } = message;
      const number = message.type === "callError" ? 4 : 5;
      return [number, messageId, errorCode, errorDescription, errorDetails];
    }
    case "malformed":
      return null;
  }
}

describe("malformed messages", () => {
  it.each([
    ["{}", "frame", "The message is an object, not an array"],
    ["[]", "frame", "The message is an empty array"],
    ["null", "frame", "The message is null, not an array"],
    ['["2","1","Heartbeat",{}]', "frame", 'The message type is the string "2", not a number'],
    ['[1,"1",{}]', "messageType", "Message type 1 does not exist"],
    ['[2.5,"1",{}]', "messageType", "Message type 2.5 does not exist"],
    [
      '[6,"1","X",{}]',
      "messageType",
      "Message type 6 exists only in OCPP 2.1; this link speaks 1.6",
    ],
    ['[2,17,"Heartbeat",{}]', "frame", "The message id is the number 17, not a string"],
    ['[2,"1","Heartbeat"]', "frame", "A CALL has 4 elements, this one 3"],
    ['[2,"1","Heartbeat",{},1]', "frame", "A CALL has 4 elements, this one 5"],
    ['[2,"1",5,{}]', "frame", "The action is the number 5, not a string"],
    ['[2,"1","Heartbeat",[]]', "frame", "The payload is an array, not an object"],
    ['[3,"1"]', "frame", "A CALLRESULT has 3 elements, this one 2"],
    ['[3,"1","x"]', "frame", "The payload is a string of 1 character, not an object"],
    ['[4,"1","X",""]', "frame", "A CALLERROR has 5 elements, this one 4"],
    ['[4,"1",null,"",{}]', "frame", "The error code is null, not a string"],
  ])("are told apart: %s", (text, reason, problem) => {
    expect(parse(text)).toMatchObject({ type: "malformed", reason, problem, offset: null });
  });

  it("name the byte where JSON breaks and keep what can be read", () => {
    expect(parse('[2,"17","MeterValues",{"sampledValue":[,{}]}]')).toMatchObject({
      reason: "json",
      offset: 39,
      problem: 'At byte 39 of 45, "," was found where a value or "]" was expected',
      messageType: "call",
      messageId: "17",
      action: "MeterValues",
    });
    expect(parse('[2,"17","MeterValues",{')).toMatchObject({
      problem:
        'At byte 23 of 23, the end was found where a name in double quotes or "}" was expected',
    });
  });

  it("give their id, also a number, so that they can be paired", () => {
    expect(parse('[4,"17","NotSupported",""]')).toMatchObject({
      messageType: "callError",
      messageId: "17",
      errorCode: "NotSupported",
    });
    expect(parse("[3,17,{}]")).toMatchObject({ messageType: "callResult", messageId: "17" });
    expect(parse('["2","1","Heartbeat",{}]')).toMatchObject({ messageType: "call" });
  });

  it("know empty, binary, truncated and non-UTF-8 payloads", () => {
    expect(parse("")).toMatchObject({ reason: "empty" });
    expect(parse(Buffer.from("ff00", "hex"), { opcode: 2 })).toMatchObject({ reason: "binary" });
    expect(parse(Buffer.from("5bff", "hex"))).toMatchObject({ reason: "json", offset: 1 });
    const truncated = { isTruncated: true, payloadBytes: 99 };
    expect(parse('[2,"1","DataTransfer",{"data":"aaa', truncated)).toMatchObject({
      reason: "truncated",
      messageType: "call",
      action: "DataTransfer",
      problem: "Only the first 34 of 99 bytes are recorded",
    });
  });

  it("cannot reach a prototype", () => {
    const parsed = parse('[2,"1","X",{"__proto__":{"polluted":1},"constructor":1}]');
    expect(parsed.type).toBe("call");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(parse('{"__proto__":[2,"1","X",{}]}')).toMatchObject({ reason: "frame" });
  });

  it("cost little time however hostile they are", () => {
    const started = performance.now();
    for (const text of [
      "[".repeat(10_000_000),
      '{"a":'.repeat(2_000_000),
      `[2,"1","X",{"a":"${"\\u0000".repeat(1_500_000)}`,
      "\0".repeat(10_000_000),
      `[2,"${"1".repeat(10_000_000)}","X",{}]`,
    ]) {
      parse(text);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("never make the parser throw, whatever the bytes", () => {
    const version = fc.constantFrom("1.6" as const, "2.0.1" as const, "2.1" as const, null);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .array(fc.jsonValue({ maxDepth: 2 }))
        .map((list) => Buffer.from(JSON.stringify([2, ...list]))),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.boolean(),
        fc.boolean(),
        version,
        (payload, isText, isTruncated, of) => {
          const framing = { opcode: isText ? 1 : 2, isTruncated, version: of } as const;
          const message = parse(Buffer.from(payload), framing);
          expect(message.type).toBeTypeOf("string");
          if (message.type === "malformed") expect(message.problem).not.toBe("");
        },
      ),
      { numRuns: 500 },
    );
  });
});

it("reads an error whose details are no object, and keeps them", () => {
  for (const [text, errorDetails] of [
    ['[4,"1","X","","oops"]', "oops"],
    ['[4,"1","X","",null]', null],
  ] as const) {
    const framing = { opcode: 1, isTruncated: false, payloadBytes: 22, version: "1.6" } as const;
    expect(parseMessage(Buffer.from(text), framing)).toMatchObject({
      ...{ type: "callError", errorCode: "X", errorDetails },
    });
  }
});

it("a message of so many objects that nothing else would be recorded is not read, only named", () => {
  const many = limits.jsonContainersMax + 1;
  const bomb = `[2,"1","MeterValues",{"meterValue":[${"{},".repeat(many)}{}]}]`;
  expect(parse(bomb)).toMatchObject({
    ...{ type: "malformed", reason: "truncated", action: "MeterValues", messageId: "1" },
    problem: `It has more than ${limits.jsonContainersMax} objects and arrays, and is not read`,
  });
  const most = `[2,"1","MeterValues",{"meterValue":[${"{},".repeat(many / 2)}{}]}]`;
  expect(parse(most)).toMatchObject({ type: "call" });
});
