import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { Fact } from "../../src/query/diagnosis/facts.ts";
import { foldSettings } from "../../src/query/settings.ts";

let seq = 0;
function fact(more: Partial<Fact>): Fact {
  seq += 1;
  return {
    ...{ atUs: seq, linkId: "L", seq, sender: "csms", type: "call", action: "", payload: {} },
    ...{ requestSeq: null, errorCode: "", transactionId: "", connectorId: null },
    ...{ evseId: null, idToken: "" },
    ...more,
  };
}

/** A call of the CSMS and the station's answer. */
function asked(action: string, call: object, answer: object): readonly Fact[] {
  const sent = fact({ action, payload: { ...call } });
  const type = "callResult";
  const sender = "station";
  return [sent, fact({ action, type, sender, payload: { ...answer }, requestSeq: sent.seq })];
}

const values = (facts: readonly Fact[]) =>
  foldSettings(facts).map(({ component, name, value }) => [
    component === null ? name : `${component}.${name}`,
    value,
  ]);

const reported = (...configurationKey: readonly object[]) =>
  asked("GetConfiguration", {}, { configurationKey, unknownKey: ["Nope"] });

it("1.6: takes what was reported, and what was accepted after it", () => {
  const change = (key: string, value: string, status: string) =>
    asked("ChangeConfiguration", { key, value }, { status });
  const settings = foldSettings([
    ...reported(
      { key: "HeartbeatInterval", readonly: false, value: "300" },
      { key: "NumberOfConnectors", readonly: true, value: "2" },
      { key: "NoValue", readonly: false },
    ),
    ...change("HeartbeatInterval", "60", "Accepted"),
    ...change("NumberOfConnectors", "9", "Rejected"),
    ...change("WebSocketPingInterval", "30", "RebootRequired"),
  ]);
  expect(settings).toMatchObject([
    { name: "HeartbeatInterval", value: "60", isReadOnly: false, source: "ChangeConfiguration" },
    { name: "NoValue", value: null, isHidden: false },
    { name: "NumberOfConnectors", value: "2", isReadOnly: true, source: "GetConfiguration" },
    { name: "WebSocketPingInterval", value: "30", needsReboot: true },
  ]);
});

it("a setting that waits for a boot has taken effect after one", () => {
  const changed = asked(
    "ChangeConfiguration",
    { key: "A", value: "1" },
    { status: "RebootRequired" },
  );
  const booted = fact({ action: "BootNotification", sender: "station" });
  expect(foldSettings([...changed, booted])).toMatchObject([{ needsReboot: false, value: "1" }]);
});

it("2.x: reads reports, answers and accepted settings, each by its component and instance", () => {
  const named = (name: string, more: object = {}) => ({ component: { name, ...more } });
  const evse = { evse: { id: 1, connectorId: 2 } };
  expect(
    values([
      fact({
        ...{ action: "NotifyReport", sender: "station" },
        payload: {
          reportData: [
            {
              ...named("Connector", { ...evse, instance: "left" }),
              variable: { name: "Available" },
              variableAttribute: [
                { value: "true", mutability: "ReadOnly" },
                { type: "Target", value: "false" },
              ],
            },
          ],
        },
      }),
      ...asked(
        "SetVariables",
        {
          setVariableData: [
            { ...named("A"), variable: { name: "X" }, attributeValue: "1" },
            { ...named("A"), variable: { name: "Y" }, attributeValue: "2" },
          ],
        },
        {
          setVariableResult: [
            { ...named("A"), variable: { name: "Y" }, attributeStatus: "Rejected" },
            { ...named("A"), variable: { name: "X" }, attributeStatus: "Accepted" },
          ],
        },
      ),
      ...asked(
        "GetVariables",
        {},
        {
          getVariableResult: [
            {
              ...named("A"),
              ...{ variable: { name: "Z", instance: "i" } },
              ...{ attributeStatus: "Accepted", attributeValue: "3" },
            },
            { ...named("A"), variable: { name: "Q" }, attributeStatus: "UnknownVariable" },
          ],
        },
      ),
    ]),
  ).toEqual([
    ["A.X", "1"],
    ["A.Z[i]", "3"],
    ["Connector[left] of EVSE 1, connector 2.Available", "true"],
    ["Connector[left] of EVSE 1, connector 2.Available (Target)", "false"],
  ]);
});

it("hides what may be a credential", () => {
  const [setting] = foldSettings(reported({ key: "AuthorizationKey", value: "0102030405" }));
  expect(setting).toMatchObject({ value: null, isHidden: true });
});

it("takes no word of a side whose word it is not, and nothing that nobody asked for", () => {
  const type = "callResult";
  const payload = { configurationKey: [{ key: "A", value: "1" }], status: "Accepted" };
  expect(
    values([
      fact({ action: "GetConfiguration", type, sender: "csms", payload }),
      fact({ action: "ChangeConfiguration", type, sender: "station", payload, requestSeq: 99_999 }),
      fact({ action: "NotifyReport", sender: "csms", payload: { reportData: [{}] } }),
      fact({ action: "GetConfiguration", type: "callError", sender: "station", payload }),
    ]),
  ).toEqual([]);
});

it("whatever a peer writes, it neither throws nor grows beyond its limit", () => {
  const odd = [null, 7, "text", [], {}, { key: 7 }, { key: "B", value: { deep: 1 } }];
  expect(values(reported(...(odd as readonly object[]), { key: "C", value: 5 }))).toEqual([
    ["B", null],
    ["C", "5"],
  ]);
  const many = Array.from({ length: limits.settingsMax }, (_, index) => ({ key: `K${index}` }));
  const settings = foldSettings([
    ...reported(...many),
    ...reported({ key: "one-too-many" }, { key: "K1", value: "x".repeat(9_999) }),
  ]);
  expect(settings.length).toBe(limits.settingsMax);
  expect(settings.find(({ name }) => name === "K1")?.value?.length).toBe(2_500);
});
