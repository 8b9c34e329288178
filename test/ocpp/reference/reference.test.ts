import { describe, expect, it } from "vitest";
import { actionsOf } from "../../../src/ocpp/actions.ts";
import {
  explainAction,
  fieldReferences,
  listActions,
} from "../../../src/ocpp/reference/reference.ts";
import { ocppVersions } from "../../../src/ocpp/versions.ts";

describe("explainAction", () => {
  it("joins the schema's facts to our words", () => {
    const [authorize] = explainAction("Authorize", "1.6");
    expect(authorize).toMatchObject({
      action: "Authorize",
      version: "1.6",
      block: "Core",
      senders: ["station"],
      request: [
        {
          path: "idTag",
          type: "text",
          lengthMax: 20,
          isRequired: true,
          values: null,
          meaning: "The tag that was presented and shall be checked.",
        },
      ],
    });
    const status = authorize?.response?.find(({ path }) => path === "idTagInfo.status");
    expect(status?.enumeration).toBe("AuthorizationStatus");
    expect(status?.values?.[0]).toEqual({ value: "Accepted", meaning: "The tag may be used." });
  });

  it("takes the limits that the standard has, not those of the package", () => {
    const [change] = explainAction("ChangeConfiguration", "1.6");
    expect(change?.request.find(({ path }) => path === "value")?.lengthMax).toBe(500);
  });

  it("finds nothing for an action that no version has", () => {
    expect(explainAction("__proto__", null)).toEqual([]);
    expect(explainAction("StartTransaction", "2.1")).toEqual([]);
  });
});

describe("fieldReferences", () => {
  it("every value that a schema allows has a meaning, in every version", () => {
    const missing = new Set<string>();
    let values = 0;
    for (const version of ocppVersions) {
      for (const action of actionsOf(version)) {
        for (const kind of ["request", "response", "send"] as const) {
          for (const field of fieldReferences(version, action, kind)) {
            for (const { value, meaning } of field.values ?? []) {
              values++;
              if (meaning === null) missing.add(`${version} ${field.enumeration} ${value}`);
            }
          }
        }
      }
    }
    expect([...missing]).toEqual([]);
    expect(values).toBeGreaterThan(1000);
  });

  it("is empty for a message that does not exist", () => {
    expect(fieldReferences("1.6", "Nonsense", "request")).toEqual([]);
  });
});

describe("listActions", () => {
  it("lists each action once, in order, with its versions", () => {
    const all = listActions("1.6");
    const names = all.map(({ action }) => action);
    expect(names).toEqual([...actionsOf("1.6")].sort());
    expect(all.find(({ action }) => action === "DataTransfer")).toMatchObject({
      senders: ["station", "csms"],
      versions: ["1.6", "2.0.1", "2.1"],
    });
  });
});
