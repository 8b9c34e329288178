import { expect, it } from "vitest";
import { actionsOf } from "../../src/ocpp/schemas.ts";
import { isValid, type Subject } from "../../src/ocpp/validator.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";
import { createWarmer } from "../../src/ocpp/warm.ts";

it("compiles the usual messages of a version once, one at a step", () => {
  const compiled: Subject[] = [];
  const warmer = createWarmer((subject) => compiled.push(subject));
  warmer.step();
  warmer.want(null);
  for (const version of ocppVersions) {
    warmer.want(version);
    warmer.want(version);
  }
  expect(compiled).toEqual([]);
  warmer.step();
  expect(compiled).toEqual([{ version: "1.6", action: "BootNotification", kind: "request" }]);
  for (let steps = 0; steps < 100; steps += 1) warmer.step();
  expect(compiled).toHaveLength(3 * 14);
  for (const { version, action } of compiled) expect(actionsOf(version)).toContain(action);
});

it("leaves verdicts as they are", () => {
  const warmer = createWarmer();
  warmer.want("2.1");
  for (let steps = 0; steps < 14; steps += 1) warmer.step();
  expect(isValid({ version: "2.1", action: "Heartbeat", kind: "request" }, {})).toBe(true);
  expect(isValid({ version: "2.1", action: "Authorize", kind: "request" }, {})).toBe(false);
});
