import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { createAccount } from "../../../src/rehearse/playback/account.ts";

it("counts, and remembers the worst lag", () => {
  const account = createAccount();
  account.count("calls");
  account.count("sent");
  account.noteLag(12.4);
  account.noteLag(3);
  account.noteLoss("no-such-thing");
  account.noteLoss("no-such-thing");
  expect(account.totals()).toMatchObject({ calls: 1, sent: 1, answered: 0, lagMsMax: 12 });
  expect(account.losses()).toEqual({ "no-such-thing": 2 });
});

it("tells only so many actions and problems apart, and counts all", () => {
  const account = createAccount();
  const many = limits.comparisonGroupsMax + 50;
  for (let nth = 0; nth < many; nth += 1) {
    account.leaveOut("late", `Action${nth}`);
    account.noteProblem(`CP-${nth}`, `problem ${nth}`);
  }
  account.leaveOut("late", "Action0");
  const leftOut = account.leftOut();
  expect(leftOut.length).toBeLessThanOrEqual(limits.comparisonGroupsMax + 1);
  expect(leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(many + 1);
  expect(account.problems()).toHaveLength(20);
  account.noteProblem("CP-9", "problem 0");
  expect(account.problems()[0]).toEqual({ problem: "problem 0", stationId: "CP-0", count: 2 });
});
