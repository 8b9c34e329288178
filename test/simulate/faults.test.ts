import { describe, expect, it } from "vitest";
import {
  createAnswerFaults,
  type Fault,
  isAnswerFault,
  isLegFault,
  isMessageFault,
  type MessageFault,
  messagesOf,
} from "../../src/simulate/faults.ts";
import { until } from "../support/until.ts";
import { testCsms, testStation } from "./peers.ts";

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What the other side must have seen, in order. */
const EXPECTED: Readonly<Record<MessageFault["fault"], (texts: readonly string[]) => boolean>> = {
  "json-truncated": ([text = ""]) => !isJson(text) && text.startsWith('[2,"'),
  "json-empty-item": ([text = ""]) => !isJson(text) && text.includes("[,{"),
  "json-trailing-nul": ([text = ""]) => text.endsWith("\0\0\0") && isJson(text.slice(0, -3)),
  "message-empty": ([text]) => text === "",
  "message-binary": ([text = ""]) => text.startsWith('[2,"'),
  "message-type-unknown": ([text = ""]) => text.startsWith('[9,"'),
  "message-not-array": ([text = ""]) => isJson(text) && text.startsWith("{"),
  "message-id-number": ([text = ""]) => /^\[2,\d+,"/.test(text),
  "message-id-too-long": ([text = ""]) => String(JSON.parse(text)[1]).length === 50,
  "message-id-reused": ([one = "", two = ""]) =>
    one !== two && JSON.parse(one)[1] === JSON.parse(two)[1],
  "message-retransmitted": ([one, two]) => one === two && one !== undefined,
  "calls-overlapping": (texts) => texts.length === 3 && new Set(texts).size === 3,
  "answer-unmatched": ([text = ""]) => text.startsWith('[3,"'),
  "call-error-details-text": ([text = ""]) => typeof JSON.parse(text)[4] === "string",
  "message-large": ([text = ""]) => text.length > 50_000,
};

const faultOf = (name: MessageFault["fault"]): MessageFault =>
  name === "message-large" ? { fault: name, bytes: 50_000 } : { fault: name };

const NAMES = Object.keys(EXPECTED) as MessageFault["fault"][];

describe("what is sent at once", () => {
  it.each(NAMES)("%s appears on the wire, from both sides", async (name) => {
    const csms = await testCsms();
    const station = testStation(csms.url, { isBooting: false, version: "2.0.1" });
    await station.event("opened");
    await csms.event("stationOpened");
    const fault = faultOf(name);

    const atCsms: string[] = [];
    const binaries: boolean[] = [];
    csms.traffic.on(({ sender, text, isBinary }) => {
      if (sender !== "station") return;
      atCsms.push(text);
      binaries.push(isBinary);
    });
    const atStation: string[] = [];
    station.traffic.on(({ sender, text }) => {
      if (sender === "csms") atStation.push(text);
    });
    station.misbehave(fault);
    await csms.traffic.find({ sender: "station" });
    await barrier(csms, station);
    expect(EXPECTED[name](atCsms), JSON.stringify(atCsms)).toBe(true);
    expect(binaries[0]).toBe(name === "message-binary");

    atStation.length = 0;
    csms.misbehave("CP-1", fault);
    await barrier(csms, station);
    expect(EXPECTED[name](atStation), JSON.stringify(atStation)).toBe(true);
  });
});

/** A ping comes back after everything that was sent before it, in both directions. */
async function barrier(
  csms: Awaited<ReturnType<typeof testCsms>>,
  station: ReturnType<typeof testStation>,
): Promise<void> {
  const mark = `${csms.events().length}`;
  csms.ping("CP-1", mark);
  station.ping(mark);
  const isPong = (event: { readonly name: string; readonly data?: string }) =>
    event.name === "pong" && event.data === mark;
  const haveBoth = () => csms.events().some(isPong) && station.events().some(isPong);
  await until(haveBoth, "both pongs");
}

it("takes armed faults in order, as often as they were meant", () => {
  const faults = createAnswerFaults();
  faults.arm({ fault: "answer-missing", action: "Reset", times: 2 });
  faults.arm({ fault: "answer-duplicate" });
  expect(faults.take("Reset")?.fault).toBe("answer-missing");
  expect(faults.take("Heartbeat")?.fault).toBe("answer-duplicate");
  expect(faults.take("Reset")?.fault).toBe("answer-missing");
  expect(faults.take("Reset")).toBeNull();
});

it("bounds what is armed", () => {
  const faults = createAnswerFaults();
  for (let count = 0; count < 1_000; count += 1) faults.arm({ fault: "answer-missing" });
  expect(() => faults.arm({ fault: "answer-missing" })).toThrow("bounded");
});

it("knows each fault as one of three kinds", () => {
  const all: readonly Fault[] = [
    ...NAMES.map(faultOf),
    { fault: "answer-missing" },
    { fault: "half-open" },
  ];
  for (const fault of all) {
    const kinds = [isMessageFault(fault), isAnswerFault(fault), isLegFault(fault)];
    expect(kinds.filter(Boolean), fault.fault).toHaveLength(1);
  }
  const context = {
    sender: "csms",
    ocppVersion: "1.6",
    newMessageId: () => "id",
    nowMs: () => 0,
  } as const;
  expect(messagesOf({ fault: "json-empty-item" }, context)[0]?.text).toContain("SendLocalList");
});
