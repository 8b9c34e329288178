import { expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import type { Json } from "../../../src/exchange/message.ts";
import { createStandIn } from "../../../src/rehearse/playback/answers.ts";
import type { RecordedAnswer } from "../../../src/rehearse/playback/recorded.ts";
import { createTimeline } from "../../../src/rehearse/playback/timeline.ts";
import { createTransactionIds } from "../../../src/rehearse/playback/transaction-ids.ts";
import { DAY_US } from "./days.ts";

const frame = (...parts: readonly Json[]) => JSON.stringify(parts);

function standIn(answers: readonly RecordedAnswer[]) {
  const ids = createTransactionIds(false);
  ids.learn(17, 901);
  const asked: string[] = [];
  const timeline = createTimeline({
    ...{ fromUs: DAY_US, toUs: DAY_US + 1_000_000, startMs: Date.UTC(2026, 10, 22, 3), speed: 1 },
  });
  const { answerTo } = createStandIn(
    { stationId: parseStationId("CP-1") },
    {
      ...{ ids, timeline },
      async answersOf(_, action) {
        asked.push(action);
        return answers;
      },
    },
  );
  const ask = async (action: string, callPayload: Json, atUs = DAY_US) => {
    const call = { type: "call", messageId: "x", action, callPayload } as const;
    const { frame: text, isRecorded } = await answerTo(call, "1.6", atUs);
    return { said: JSON.parse(text) as Json, isRecorded };
  };
  return { ask, asked };
}

it("answers the same call as the recorded station did, whatever the order of its fields", async () => {
  const { ask, asked } = standIn([
    {
      atUs: DAY_US,
      call: frame(2, "a", "GetCompositeSchedule", { connectorId: 1, duration: 60 }),
      answer: frame(3, "a", { status: "Accepted", scheduleStart: "2026-11-20T06:00:00Z" }),
    },
  ]);
  const found = await ask("GetCompositeSchedule", { duration: 60, connectorId: 1 });
  expect(found).toEqual({
    said: [3, "x", { status: "Accepted", scheduleStart: "2026-11-22T03:00:00.000Z" }],
    isRecorded: true,
  });
  const other = await ask("GetCompositeSchedule", { duration: 61, connectorId: 1 });
  expect(other).toEqual({ said: [3, "x", { status: "Rejected" }], isRecorded: false });
  expect(asked, "the record is asked once").toEqual(["GetCompositeSchedule"]);
});

it("knows its transactions by the numbers of either CSMS", async () => {
  const { ask } = standIn([
    {
      atUs: DAY_US,
      call: frame(2, "a", "RemoteStopTransaction", { transactionId: 17 }),
      answer: frame(3, "a", { status: "Accepted" }),
    },
  ]);
  const { isRecorded } = await ask("RemoteStopTransaction", { transactionId: 901 });
  expect(isRecorded).toBe(true);
});

it("takes the newest answer until now, else the first, and errors as they were", async () => {
  const of = (atUs: number, answer: string) => ({ atUs, call: frame(2, "a", "Reset", {}), answer });
  const { ask } = standIn([
    of(DAY_US + 10, frame(3, "a", { status: "Rejected" })),
    of(DAY_US + 20, frame(4, "a", "InternalError", "busy", {})),
    of(DAY_US + 30, frame(3, "a", { status: "Accepted" })),
    { atUs: DAY_US, call: "[2,", answer: "no JSON" },
  ]);
  const at = async (us: number) => (await ask("Reset", {}, DAY_US + us)).said;
  expect(await at(0)).toEqual([3, "x", { status: "Rejected" }]);
  expect(await at(25)).toEqual([4, "x", "InternalError", "busy", {}]);
  expect(await at(99)).toEqual([3, "x", { status: "Accepted" }]);
});

it("says that it has no answer to what nobody can decline", async () => {
  const { ask } = standIn([]);
  const { said } = await ask("UpdateFirmware", {});
  expect(said).toEqual([4, "x", "NotSupported", "a replay has no answer to this", {}]);
});
