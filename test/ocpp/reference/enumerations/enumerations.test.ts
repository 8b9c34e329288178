import { expect, it } from "vitest";
import { actionsOf } from "../../../../src/ocpp/actions.ts";
import {
  enumerations,
  meaningOf,
} from "../../../../src/ocpp/reference/enumerations/enumerations.ts";
import { securityEvents } from "../../../../src/ocpp/reference/enumerations/open-lists.ts";
import { fieldReferences } from "../../../../src/ocpp/reference/reference.ts";
import { ocppVersions } from "../../../../src/ocpp/versions.ts";

/** Their fields are free text in the schemas. */
const OPEN = ["SecurityEvent", "ReasonCode"];

it("has no value that no schema knows", () => {
  const allowed = new Set<string>();
  for (const version of ocppVersions) {
    for (const action of actionsOf(version)) {
      for (const kind of ["request", "response", "send"] as const) {
        for (const { enumeration, values } of fieldReferences(version, action, kind)) {
          for (const { value } of values ?? []) allowed.add(`${enumeration} ${value}`);
        }
      }
    }
  }
  const unknown = [...enumerations]
    .filter(([name]) => !OPEN.includes(name))
    .flatMap(([name, values]) => [...values.keys()].map((value) => `${name} ${value}`))
    .filter((each) => !allowed.has(each));
  expect(unknown).toEqual([]);
  expect(allowed.size).toBeGreaterThan(400);
});

it("a security event is critical only in versions that have it", () => {
  for (const [name, { versions, criticalIn }] of securityEvents) {
    expect(versions, name).toEqual(expect.arrayContaining([...criticalIn]));
  }
});

it("names of peers find nothing", () => {
  expect(meaningOf("ChargePointStatus", "__proto__")).toBeNull();
  expect(meaningOf("constructor", "name")).toBeNull();
});
