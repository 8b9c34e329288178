/** Configuration keys and the variables that they are, through the whole of both commands. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/exchange/message.ts";
import { keyRows, legacyComponent, phaseRotationKey } from "../../../src/translate/config-keys.ts";
import { readValue, writtenValue } from "../../../src/translate/variable-values.ts";
import { booted, type Stage } from "../../translate/stage.ts";

type Variable = { readonly component: JsonObject; readonly variable: JsonObject };

/** A station with these keys, which it changes as it is told. */
function answerFrom(it: Stage, keys: Map<string, string>): void {
  for (let count = 0; count < 20; count += 1) {
    const asked = it.pending("station");
    if (asked === null) return;
    const { key, value } = asked.payload as { key: Json; value?: string };
    if (asked.action === "ChangeConfiguration") {
      keys.set(String(key), value ?? "");
      it.answer("station", { status: "Accepted" });
      continue;
    }
    const names = Array.isArray(key) ? key.map(String) : [...keys.keys()];
    const configurationKey = names.flatMap((name) => {
      const kept = keys.get(name);
      return kept === undefined ? [] : [{ key: name, readonly: false, value: kept }];
    });
    it.answer("station", { configurationKey });
  }
}

/** The one list in the answer to this command. */
function resultsOf(
  it: Stage,
  keys: Map<string, string>,
  [action, payload]: readonly [string, JsonObject],
): readonly JsonObject[] {
  const before = it.sent.length;
  it.csms(action, payload);
  answerFrom(it, keys);
  const answer = it.sent.slice(before).find(({ leg, type }) => leg === "csms" && type !== "call");
  return (Object.values(answer?.payload ?? {})[0] ?? []) as readonly JsonObject[];
}

function set(it: Stage, keys: Map<string, string>, setVariableData: readonly JsonObject[]): Json {
  const results = resultsOf(it, keys, ["SetVariables", { setVariableData }]);
  return results.map((each) => each["attributeStatus"] ?? "");
}

function get(it: Stage, keys: Map<string, string>, item: Variable): Json {
  const [result] = resultsOf(it, keys, ["GetVariables", { getVariableData: [item] }]);
  return result?.["attributeValue"] ?? result?.["attributeStatus"] ?? "";
}

const usual = { boolean: "true", integer: "17", string: "abc", MemberList: "Voltage,SoC" };

it("what is written to a key is what is read from it", () => {
  for (const row of keyRows) {
    const written = writtenValue(row, usual[row.dataType]);
    expect(written.kind).toBe("value");
    if (written.kind === "value") {
      expect(readValue(row, written.value), row.key).toBe(usual[row.dataType]);
    }
  }
});

it.each(keyRows.map((row) => [`${row.component}.${row.variable}[${row.instance}]`, row] as const))(
  "%s is its key",
  (_name, row) => {
    const it = booted();
    const keys = new Map([[row.key, ""]]);
    const { instance } = row;
    const variable = instance === "" ? { name: row.variable } : { name: row.variable, instance };
    const item = { component: { name: row.component }, variable };
    const value = usual[row.dataType];
    const [status] = set(it, keys, [{ ...item, attributeValue: value }]) as string[];
    expect(status).toBe(row.mutability === "ReadOnly" ? "Rejected" : "Accepted");
    if (status !== "Accepted") keys.set(row.key, value);
    expect(get(it, keys, item)).toBe(value);
  },
);

it("any key of a vendor is a variable of the legacy component", () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _./é-]{0,15}$/);
  fc.assert(
    fc.property(name, fc.string({ maxLength: 100 }), (key, value) => {
      const it = booted();
      const keys = new Map([[key, "x"]]);
      // Its escaped name is known once the station has told of it.
      it.csms("GetBaseReport", { requestId: 1, reportBase: "FullInventory" });
      answerFrom(it, keys);
      it.drain();
      const reported = it.sent.flatMap(({ payload }) => {
        const { reportData } = payload as { reportData?: (Variable & JsonObject)[] };
        return (reportData ?? []).filter(({ component }) => component["name"] === legacyComponent);
      });
      expect(reported).toHaveLength(1);
      const component = { name: legacyComponent };
      const item = { component, variable: reported[0]?.variable ?? {} };
      expect(set(it, keys, [{ ...item, attributeValue: value }])).toEqual(["Accepted"]);
      expect(keys.get(key)).toBe(value);
      expect(get(it, keys, item)).toBe(value.trim());
    }),
    { numRuns: 60 },
  );
});

it("phase rotations of several connectors are one key, read before it is written", () => {
  const rotation = fc.constantFrom("RST", "RTS", "SRT", "STR", "TRS", "TSR", "");
  fc.assert(
    fc.property(rotation, rotation, rotation, (first, second, third) => {
      const it = booted();
      const keys = new Map([
        [phaseRotationKey, `0.${first || "Unknown"},1.RST,2.TRS`],
        ["NumberOfConnectors", "2"],
      ]);
      it.csms("GetBaseReport", { requestId: 1, reportBase: "FullInventory" });
      answerFrom(it, keys);
      it.drain();
      const at = (id: number) => ({
        component: id === 0 ? { name: "ChargingStation" } : { name: "EVSE", evse: { id } },
        variable: { name: "PhaseRotation" },
      });
      const writes = it.sent.filter(({ action }) => action === "ChangeConfiguration").length;
      const items = [
        { ...at(1), attributeValue: second },
        { ...at(2), attributeValue: third },
      ];
      expect(set(it, keys, items)).toEqual(["Accepted", "Accepted"]);
      const after = it.sent.filter(({ action }) => action === "ChangeConfiguration").length;
      expect(after - writes).toBe(1);
      expect([0, 1, 2].map((id) => get(it, keys, at(id)))).toEqual([first, second, third]);
    }),
    { numRuns: 50 },
  );
});
