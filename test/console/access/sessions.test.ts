import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { createSessions, type Person } from "../../../src/console/access/sessions.ts";
import { handClock } from "./keys.ts";

const person = (name: string, isGood = () => true): Person => ({
  ...{ name, role: "viewer", how: "token", isGood },
});

it("is found by its secret until it is ended or over, or its token is no longer taken", () => {
  const { nowMs, go } = handClock(0);
  const sessions = createSessions(1_000, nowMs);
  let isGood = true;
  const first = sessions.begin(person("ops", () => isGood));
  const second = sessions.begin(person("ops"));
  expect(first.secret).toMatch(/^[\w-]{43}$/);
  expect(sessions.find(first.secret)).toMatchObject({
    name: "ops",
    role: "viewer",
    endsAtMs: 1_000,
  });
  expect([sessions.find("x"), sessions.find("")]).toEqual([null, null]);
  isGood = false;
  expect([sessions.find(first.secret), first.session.isGood()]).toEqual([null, false]);
  sessions.end(second.secret);
  expect([sessions.find(second.secret), second.session.isGood()]).toEqual([null, false]);
  const third = sessions.begin(person("ops"));
  go(1_000);
  expect([sessions.find(third.secret), third.session.isGood()]).toEqual([null, false]);
});

it("the oldest of a name goes, and the oldest of all", () => {
  const sessions = createSessions(1_000, () => 0);
  const own = Array.from({ length: limits.sessionsOfNameMax + 1 }, () =>
    sessions.begin(person("a")),
  );
  expect(own.map(({ secret }) => sessions.find(secret) !== null).indexOf(true)).toBe(1);
  for (let n = 0; n < limits.sessionsMax - limits.sessionsOfNameMax; n += 1) {
    sessions.begin(person(`n${n}`));
  }
  expect(own.map(({ session }) => session.isGood()).indexOf(true)).toBe(1);
  const last = sessions.begin(person("z"));
  expect(own.map(({ session }) => session.isGood()).indexOf(true)).toBe(2);
  expect(last.session.isGood()).toBe(true);
});
