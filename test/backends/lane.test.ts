import { expect, it, onTestFinished, vi } from "vitest";
import { Lane, type LaneCall } from "../../src/backends/lane.ts";
import { createRoom } from "../../src/backends/room.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";

const linkId = newLinkId();

function called(messageId: string, action = "Heartbeat", bytes = 10): LaneCall {
  const call = { type: "call" as const, messageId, action, callPayload: {} };
  return { call, text: `${messageId} ${action}`, bytes, ref: { linkId, seq: 1 } };
}

function lane(room = createRoom(limits.backendWaitingAllBytesMax)) {
  const sent: string[] = [];
  const answered: string[] = [];
  const missed: string[] = [];
  const made = new Lane({
    room,
    copyOf: ({ call, text }) =>
      call.action === "StopTransaction"
        ? { kind: "nothing", why: "transaction-unknown" }
        : { kind: "text", text },
    send: (text) => sent.push(text),
    later(ms, action) {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    onAnswered: ({ call }) => answered.push(call.messageId),
    onMissed: ({ call }, why) => missed.push(`${call.messageId} ${why}`),
  });
  const answer = (messageId: string) =>
    made.answered({ type: "callResult", messageId, callPayload: {} });
  return { made, sent, answered, missed, answer, room };
}

it("sends one call at a time, in order, once the back-end is there", () => {
  const { made, sent, answered, answer } = lane();
  made.push(called("a"));
  made.push(called("b"));
  expect(sent).toEqual([]);
  made.up();
  expect(sent).toEqual(["a Heartbeat"]);
  expect(answer("b")).toBe(false);
  expect(answer("a")).toBe(true);
  expect([sent, answered]).toEqual([["a Heartbeat", "b Heartbeat"], ["a"]]);
  expect(made.size).toBe(1);
});

it("does not wait for the answer to a SEND", () => {
  const { made, sent } = lane();
  const { call, ...rest } = called("s");
  made.up();
  made.push({ ...rest, call: { ...call, type: "send" } });
  made.push(called("a"));
  expect(sent).toEqual(["s Heartbeat", "a Heartbeat"]);
});

it("leaves out what cannot be said, and tells it", () => {
  const { made, sent, missed } = lane();
  made.up();
  made.push(called("stop", "StopTransaction"));
  made.push(called("a"));
  expect([sent, missed]).toEqual([["a Heartbeat"], ["stop transaction-unknown"]]);
});

it("where it is full the oldest goes that is not of a transaction", () => {
  const { made, missed } = lane();
  made.push(called("start", "StartTransaction"));
  for (let count = 0; count < limits.backendWaitingMax; count += 1) made.push(called(`${count}`));
  expect(missed).toEqual(["0 full"]);
  made.push(called("start-2", "StartTransaction"));
  expect(missed).toEqual(["0 full", "1 full"]);
});

it("nothing is taken where all that waits is of transactions", () => {
  const { made, missed } = lane();
  for (let count = 0; count <= limits.backendWaitingMax; count += 1) {
    made.push(called(`${count}`, "StartTransaction"));
  }
  expect(missed).toEqual([`${limits.backendWaitingMax} full`]);
});

it("one that is too large on its own drops no other", () => {
  const { made, missed } = lane();
  made.push(called("a"));
  made.push(called("large", "DataTransfer", limits.backendWaitingBytesMax + 1));
  expect(missed).toEqual(["large full"]);
});

it("shares its room with others, and gives back what has gone", () => {
  const room = createRoom(25);
  const [one, other] = [lane(room), lane(room)];
  one.made.push(called("a"));
  one.made.push(called("b"));
  other.made.push(called("c"));
  expect([one.missed, other.missed]).toEqual([[], ["c full"]]);
  one.made.up();
  other.made.push(called("d"));
  one.made.close();
  expect(room.has(15)).toBe(true);
  expect(one.missed).toEqual(["a closed", "b closed"]);
});

it("what was not answered goes again, a few times, where it is of a transaction", () => {
  const { made, sent, missed } = lane();
  made.push(called("start", "StartTransaction"));
  made.push(called("a"));
  for (let count = 0; count < limits.backendAttemptsMax; count += 1) {
    made.up();
    made.down();
  }
  expect(sent).toEqual(new Array(limits.backendAttemptsMax).fill("start StartTransaction"));
  expect(missed).toEqual(["start lost"]);
  made.up();
  made.down();
  expect(missed).toEqual(["start lost", "a lost"]);
});

it("gives up what is not answered in time, and goes on", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { made, sent, missed, answer } = lane();
  made.up();
  made.push(called("a"));
  made.push(called("b"));
  vi.advanceTimersByTime(limits.backendAnswerMs - 1);
  expect(missed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([sent.at(-1), missed]).toEqual(["b Heartbeat", ["a unanswered"]]);
  expect(answer("a")).toBe(false);
});
