import { expect, it } from "vitest";
import { createOwnLook, foundInOwnState } from "../../src/alerts/own-state.ts";
import { limits } from "../../src/base/limits.ts";
import { alert, NOON_US } from "./samples.ts";

const well = { storeProblem: null, recorderLagSeconds: 1, unready: [] };

it("finds a store that is down, a recorder that lags, and roles that are not ready", () => {
  expect(foundInOwnState(well)).toEqual([]);
  const unready = ["relay", "relay.2", "shadow"].map((role) => ({ role, detail: "in use" }));
  const found = foundInOwnState({ storeProblem: "refused", recorderLagSeconds: 90, unready });
  expect(found.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    "store-down error",
    "recorder-lag warning",
    "relay-not-ready error",
    "relay.2-not-ready error",
    "shadow-not-ready warning",
  ]);
});

it("looks now and then, and only where an alert wants it", async () => {
  let nowUs = NOON_US;
  let asked = 0;
  const deps = {
    clock: { nowUs: () => nowUs },
    feeding: { problem: () => "it is down", failingSinceUs: () => NOON_US },
    askRoles: async () => {
      asked += 1;
      return { recorderLagSeconds: null, unready: [] };
    },
  };
  const look = createOwnLook([alert(), alert({ on: "ocpptap" })], deps);
  expect(await look()).toEqual([]);
  nowUs += limits.alertOwnStateMs * 1000;
  expect(await look()).toMatchObject([{ rule: "store-down", alerts: [1], station: "" }]);
  expect(await look()).toEqual([]);
  expect(asked).toBe(1);
  const none = createOwnLook([alert()], deps);
  nowUs += limits.alertOwnStateMs * 1000;
  expect(await none()).toEqual([]);
});
