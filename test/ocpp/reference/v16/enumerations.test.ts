import { expect, it } from "vitest";
import { actionsOf } from "../../../../src/ocpp/actions.ts";
import { enumerations } from "../../../../src/ocpp/reference/enumerations/enumerations.ts";
import { fieldReferences } from "../../../../src/ocpp/reference/reference.ts";
import { enumerationOf16 } from "../../../../src/ocpp/reference/v16/enumerations.ts";

it("names the enumeration of every field that has one", () => {
  let seen = 0;
  for (const action of actionsOf("1.6")) {
    for (const kind of ["request", "response"] as const) {
      for (const { path, values, enumeration } of fieldReferences("1.6", action, kind)) {
        if (values === null) continue;
        seen++;
        expect(enumeration, `${action} ${kind} ${path}`).not.toBeNull();
        const known = [...(enumerations.get(enumeration ?? "")?.keys() ?? [])];
        expect(known, `${action} ${kind} ${path}`).toEqual(
          expect.arrayContaining(values.map(({ value }) => value)),
        );
      }
    }
  }
  expect(seen).toBeGreaterThan(40);
});

it("tells the same field name apart by action", () => {
  const path = "status";
  expect(enumerationOf16({ action: "Reset", kind: "response", path })).toBe("ResetStatus");
  expect(enumerationOf16({ action: "UnlockConnector", kind: "response", path })).toBe(
    "UnlockStatus",
  );
  expect(enumerationOf16({ action: "Reset", kind: "request", path: "none" })).toBeNull();
});
