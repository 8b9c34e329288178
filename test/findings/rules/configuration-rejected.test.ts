import { expect, it } from "vitest";
import { configurationRejected } from "../../../src/findings/rules/configuration-rejected.ts";
import { record } from "../../support/recording.ts";

function changed(key: string, value: string, status: string, times = 1) {
  const told = record({ rules: [configurationRejected] });
  const link = told.link().open();
  for (let at = 0; at < times; at += 1) {
    link.csms(`[2,"c","ChangeConfiguration",${JSON.stringify({ key, value })}]`);
    link.station(`[3,"c",{"status":"${status}"}]`);
  }
  return told.findings();
}

it("names the key and the value that was rejected", () => {
  expect(changed("MeterValueSampleInterval", "1", "Rejected")).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [1, 2],
      sentence:
        "The station did not take what the CSMS set: MeterValueSampleInterval = 1 (Rejected).",
      details: { settings: [{ name: "MeterValueSampleInterval", status: "Rejected" }] },
    },
  ]);
});

it("blames the station where it does not know a key that it must have", () => {
  expect(changed("HeartbeatInterval", "60", "NotSupported")).toMatchObject([{ side: "station" }]);
  expect(changed("VendorThing", "60", "NotSupported")).toMatchObject([{ side: "csms" }]);
});

it("never shows a secret", () => {
  for (const key of ["AuthorizationKey", "VendorPassword", "Remark"]) {
    const findings = changed(key, "hunter2hunter2", "Rejected");
    expect(findings).toMatchObject([
      { sentence: `The station did not take what the CSMS set: ${key} (Rejected).` },
    ]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  }
});

it("notes what is taken only after a restart", () => {
  expect(changed("HeartbeatInterval", "60", "RebootRequired")).toMatchObject([
    {
      severity: "note",
      sentence: "The station takes HeartbeatInterval = 60 only after a restart.",
    },
  ]);
});

it("does not tell the same refusal every time", () => {
  expect(changed("VendorThing", "60", "NotSupported", 12)).toMatchObject([
    {},
    { sentence: expect.stringContaining(", for the 10th time.") },
  ]);
});

it("is silent about a setting that is taken", () => {
  expect(changed("HeartbeatInterval", "60", "Accepted")).toEqual([]);
});

it("tells the variables of 2.x one by one, with their values in whatever order", () => {
  const variable = (name: string, rest: object) => ({
    ...{ component: { name: "OCPPCommCtrlr" }, variable: { name } },
    ...rest,
  });
  const names = ["HeartbeatInterval", "WebSocketPingInterval", "RetryBackOffWaitMinimum"];
  const set = names.map((name, at) => variable(name, { attributeValue: String(10 + at) }));
  const results = [...names, "BasicAuthPassword", "Other"].toReversed().map((name) =>
    variable(name, {
      attributeStatus: name.startsWith("Web")
        ? "RebootRequired"
        : name.startsWith("Heart")
          ? "Accepted"
          : "Rejected",
    }),
  );
  const told = record({ rules: [configurationRejected] });
  const link = told.link().open({ subprotocol: "ocpp2.0.1" });
  link.csms(`[2,"c","SetVariables",${JSON.stringify({ setVariableData: set })}]`);
  link.station(`[3,"c",${JSON.stringify({ setVariableResult: results })}]`);
  expect(told.findings()).toMatchObject([
    {
      severity: "warning",
      sentence:
        "The station did not take what the CSMS set: OCPPCommCtrlr.Other (Rejected), OCPPCommCtrlr.BasicAuthPassword (Rejected), OCPPCommCtrlr.RetryBackOffWaitMinimum = 12 (Rejected).",
    },
    {
      severity: "note",
      sentence: "The station takes OCPPCommCtrlr.WebSocketPingInterval = 11 only after a restart.",
    },
  ]);
});

it("names only a few of many, and survives odd results", () => {
  const results = Array.from({ length: 500 }, (_, at) => ({
    ...{ component: { name: "C" }, variable: { name: `v${at}` }, attributeStatus: "Rejected" },
  }));
  const told = record({ rules: [configurationRejected] });
  const link = told.link().open({ subprotocol: "ocpp2.0.1" });
  for (const setVariableResult of [results, null, [null, 3, {}]]) {
    link.csms(`[2,"c","SetVariables",{"setVariableData":5}]`);
    link.station(`[3,"c",${JSON.stringify({ setVariableResult })}]`);
  }
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringMatching(/C\.v2 \(Rejected\) and 97 others\.$/) },
  ]);
});
