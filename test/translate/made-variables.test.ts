import { expect, it } from "vitest";
import { madeVariables } from "../../src/translate/made-variables.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("tells what the boot told, what can be done, and each EVSE", () => {
  const turn = turnOf(booted());
  const named = madeVariables(turn).map(({ component, variable, instance, value }) => [
    `${component["name"]}.${variable}`,
    instance,
    value,
  ]);
  expect(named).toContainEqual(["ChargingStation.Model", "", "Fast-22"]);
  expect(named).toContainEqual(["MonitoringCtrlr.Available", "", "false"]);
  expect(named).toContainEqual(["EVSE.AllowReset", "", "false"]);
  expect(named).toContainEqual(["SecurityCtrlr.BasicAuthPassword", "", null]);
});
