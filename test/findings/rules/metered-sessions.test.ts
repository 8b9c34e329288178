import { expect, it } from "vitest";
import { nothing, statefulRule } from "../../../src/findings/rule.ts";
import {
  markHoley,
  nameOfSession,
  noteSessions,
  numberOrNull,
  type Sessions,
  sessionsMemory,
  type Turn,
} from "../../../src/findings/rules/metered-sessions.ts";
import { energy, meteringStory } from "../../support/metering.ts";

function story(version: "1.6" | "2.0.1" = "1.6") {
  const turns: Turn[] = [];
  const states: Sessions[] = [];
  const text = { id: "listener", title: "", severity: "note", side: "ours" } as const;
  const rule = statefulRule({ ...text, clause: "", explanation: "", remedy: "" }, sessionsMemory, {
    message(happening, link, sessions) {
      states[0] = sessions;
      const turn = noteSessions(sessions, happening, link);
      if (turn !== null) turns.push(turn);
      return nothing;
    },
  });
  return { told: meteringStory(rule, version), turns, state: () => states[0] as Sessions };
}

it("follows a transaction of 1.6 from start to stop", () => {
  const { told, turns, state } = story();
  told
    .start(100)
    .sample([energy(110)])
    .sample([energy(120)])
    .stop(125);
  expect(turns).toMatchObject([
    { kind: "began", session: { place: "connector 1", startWh: 100, isWhole: true } },
    { kind: "ended", session: { transactionId: "7", firstWh: 110, lastWh: 120, startSeq: 1 } },
  ]);
  expect(turns.map(({ session, metered }) => nameOfSession(session, metered))).toEqual([
    "transaction 7 at connector 1",
    "transaction 7 at connector 1",
  ]);
  expect(state().open).toEqual([]);
});

it("follows a transaction of 2.x, with the contexts of its samples", () => {
  const { told, turns } = story("2.0.1");
  const sampledValue = [{ value: 1, context: "Transaction.Begin" }];
  told.event("Started", { sampledValue }).event("Updated").event("Ended");
  expect(turns).toMatchObject([
    { kind: "began" },
    { kind: "ended", session: { transactionId: "T7", hasBegin: true, hasEnd: false } },
  ]);
});

it("knows an end without a beginning for what it is", () => {
  const { told, turns } = story();
  told.stop(5);
  expect(turns).toMatchObject([{ kind: "ended", session: { isWhole: false, startWh: null } }]);
});

it("remembers a bounded number, and what may be missing", () => {
  const { told, state } = story("2.0.1");
  for (let at = 0; at < 40; at += 1) {
    told.event("Started", { transactionInfo: { transactionId: `T${at}` } });
  }
  expect(state().open).toHaveLength(16);
  markHoley(state());
  expect(state().open.every(({ isHoley }) => isHoley)).toBe(true);
});

it("comes back as it was saved, and whatever was saved", () => {
  const { told, state } = story();
  told.start(100).sample([energy(110)]);
  const saved = JSON.parse(JSON.stringify(sessionsMemory.save(state())));
  expect(sessionsMemory.parse(saved)).toEqual(state());
  for (const other of [null, 5, "x", [1, 2], [{}, [[1], ["a", {}], null]]]) {
    expect(() => sessionsMemory.parse(other)).not.toThrow();
  }
  expect([numberOrNull("5"), numberOrNull(5)]).toEqual([null, 5]);
});
