import { expect, it } from "vitest";
import { createGroups } from "../../src/alerts/groups.ts";
import { limits } from "../../src/base/limits.ts";
import type { AlertConfig } from "../../src/config/alerts.ts";
import { alert, found, NOON_US } from "./samples.ts";

const at = (seconds: number) => NOON_US + seconds * 1_000_000;

function groupsOf(...alerts: AlertConfig[]) {
  const facts = { instance: "here", publicUrl: "https://tap.example" };
  return createGroups({ alerts, ...facts, before: [] });
}

it("collects before the first message, then tells what goes on, then that it is quiet", () => {
  const given = alert({ waitMs: 30_000, repeatMs: 600_000, quietMs: 3_600_000 });
  const groups = groupsOf(given);
  groups.take([found(), found({ station: "CP-2" })], at(0));
  expect(groups.due(at(29))).toEqual([]);
  groups.take([found({ station: "CP-3" })], at(29));
  expect(groups.due(at(30))).toMatchObject([
    { status: "open", findings: 3, stations: { count: 3 }, group: { rule: "call-timeout" } },
  ]);
  groups.take([found()], at(40));
  expect(groups.due(at(600))).toEqual([]);
  expect(groups.due(at(631))).toMatchObject([{ status: "ongoing", findings: 1 }]);
  expect(groups.due(at(3_639))).toEqual([]);
  const [quiet] = groups.due(at(3_641));
  expect(quiet).toMatchObject({ status: "quiet", findings: 0 });
  expect(quiet?.summary).toBe("It has not come back for 60 minutes.");
  expect(groups.size()).toBe(0);
});

it("says nothing of one noisy station where several are asked for, and one message of fifty", () => {
  const given = alert({ atLeast: { stations: 50 }, groupBy: ["rule", "firmware"] });
  const groups = groupsOf(given);
  for (let number = 0; number < 200; number += 1) groups.take([found()], at(number));
  expect(groups.due(at(201))).toEqual([]);
  const many = Array.from({ length: 49 }, (_, number) => found({ station: `CP-${number + 2}` }));
  groups.take(many, at(202));
  const notices = groups.due(at(203));
  expect(notices).toMatchObject([{ status: "open", stations: { count: 50 } }]);
  expect(notices[0]?.url).toContain("firmware=1.0");
  const idle = groupsOf(given);
  idle.take([found()], at(0));
  expect(idle.due(at(601))).toEqual([]);
  expect(idle.size()).toBe(0);
});

it("makes a bounded number of groups of a storm, and counts all of it", () => {
  const groups = groupsOf(alert({ groupBy: ["station"] }));
  const storm = Array.from({ length: 5_000 }, (_, number) => found({ station: `CP-${number}` }));
  groups.take(storm, at(0));
  expect(groups.size()).toBe(limits.alertGroupsMax + 1);
  const notices = groups.due(at(1));
  expect(notices.reduce((sum, { findings }) => sum + findings, 0)).toBe(5_000);
  const others = notices.find(({ group }) => Object.keys(group).length === 0);
  expect(others?.summary).toContain("groups too many to tell apart");
});

it("holds messages in quiet hours, but for errors", () => {
  const quietHours = { from: "11:00", to: "13:00" };
  const groups = groupsOf(alert({ quietHours }));
  groups.take([found({ severity: "warning" }), found({ rule: "json-invalid" })], at(0));
  expect(groups.due(at(1)).map(({ severity }) => severity)).toEqual(["error"]);
  expect(groups.due(at(3_601)).map(({ severity }) => severity)).toContain("warning");
});

it("goes on from where an earlier run was, without alerts that are gone", () => {
  const given = alert({ waitMs: 30_000 });
  const first = groupsOf(given, alert({ name: "gone" }));
  first.take([found({ alerts: [0, 1] })], at(0));
  const facts = { instance: "here", publicUrl: "https://tap.example" };
  const second = createGroups({ alerts: [given], ...facts, before: first.snapshot() });
  expect(second.size()).toBe(1);
  expect(second.due(at(31))).toMatchObject([{ alert: "faults", findings: 1 }]);
});

it("says nothing when it is quiet where that is not wanted, and forgets the group", () => {
  const groups = groupsOf(alert({ quietMs: 0, repeatMs: 60_000 }));
  groups.take([found()], at(0));
  expect(groups.due(at(1))).toHaveLength(1);
  expect(groups.due(at(62))).toEqual([]);
  expect(groups.size()).toBe(0);
});
