import { expect, it } from "vitest";
import { statelessRule } from "../../../src/findings/rule.ts";
import { remoteStartNotStarted } from "../../../src/findings/rules/remote-start-not-started.ts";
import { secondsTold } from "../../../src/findings/rules/settings-told.ts";
import { record } from "../../support/recording.ts";

const setting = {
  ...{ key: "ConnectionTimeOut", component: "TxCtrlr", variable: "EVConnectionTimeOut" },
};

/** What each message of a conversation tells. */
function toldIn(talk: (link: ReturnType<ReturnType<typeof record>["link"]>) => void): unknown[] {
  const told: unknown[] = [];
  const listener = statelessRule(remoteStartNotStarted.text, {
    message(happening) {
      told.push(secondsTold(happening, setting));
      return [];
    },
  });
  const recording = record({ rules: [listener] });
  talk(recording.link().open());
  return told;
}

it("reads it from what a 1.6 station says of its configuration", () => {
  const told = toldIn((link) =>
    link
      .csms(`[2,"1","GetConfiguration",{"key":["ConnectionTimeOut"]}]`)
      .station(
        `[3,"1",{"configurationKey":[{"key":"HeartbeatInterval","value":"5"},{"key":"connectiontimeout","value":"90"}]}]`,
      )
      .csms(`[2,"2","ChangeConfiguration",{"key":"ConnectionTimeOut","value":"60"}]`)
      .station(`[3,"2",{"status":"Accepted"}]`)
      .csms(`[2,"3","ChangeConfiguration",{"key":"ConnectionTimeOut","value":"61"}]`)
      .station(`[3,"3",{"status":"Rejected"}]`),
  );
  expect(told).toEqual([null, 90, null, 60, null, null]);
});

it("reads it from the variables of a 2.x station", () => {
  const variable = `"component":{"name":"TxCtrlr"},"variable":{"name":"EVConnectionTimeOut"}`;
  const told = toldIn((link) =>
    link
      .csms(`[2,"1","GetVariables",{"getVariableData":[{${variable}}]}]`)
      .station(
        `[3,"1",{"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"45",${variable}}]}]`,
      )
      .csms(`[2,"2","SetVariables",{"setVariableData":[{"attributeValue":"50",${variable}}]}]`)
      .station(`[3,"2",{"setVariableResult":[{"attributeStatus":"Accepted",${variable}}]}]`)
      .csms(`[2,"3","SetVariables",{"setVariableData":[{"attributeValue":"51",${variable}}]}]`)
      .station(`[3,"3",{"setVariableResult":[{"attributeStatus":"Rejected",${variable}}]}]`)
      .station(
        `[2,"4","NotifyReport",{"reportData":[{${variable},"variableAttribute":[{"type":"Target","value":"1"},{"value":"55"}]}]}]`,
      ),
  );
  expect(told).toEqual([null, 45, null, 50, null, null, 55]);
});

it("takes only seconds for seconds", () => {
  for (const value of [`"-1"`, `"soon"`, `""`, `null`, `"1e9"`, `{}`]) {
    const told = toldIn((link) =>
      link
        .csms(`[2,"1","GetConfiguration",{}]`)
        .station(
          `[3,"1",{"configurationKey":[null,{"key":"ConnectionTimeOut","value":${value}}]}]`,
        ),
    );
    expect(told).toEqual([null, null]);
  }
  const off = toldIn((link) =>
    link
      .csms(`[2,"1","GetConfiguration",{}]`)
      .station(`[3,"1",{"configurationKey":[{"key":"ConnectionTimeOut","value":"0"}]}]`),
  );
  expect(off).toEqual([null, 0]);
});
