import { expect, it } from "vitest";
import { standIn } from "../../../src/translate/shadow/stand-in.ts";
import { newState } from "../../../src/translate/storage.ts";

const state = {
  ...newState("CP-1", "0123456789abcdef"),
  localList: { csmsVersion: 4, stationVersion: 4 },
  configuration: {
    heartbeatinterval: { key: "HeartbeatInterval", value: "300", isReadonly: false },
    secret: { key: "Secret", value: null, isReadonly: true },
  },
};

it("tells the configuration that was observed, all of it or by keys", () => {
  const all = [
    { key: "HeartbeatInterval", readonly: false, value: "300" },
    { key: "Secret", readonly: true },
  ];
  expect(standIn(state, "GetConfiguration", {})).toEqual({ configurationKey: all, unknownKey: [] });
  expect(standIn(state, "GetConfiguration", { key: ["secret", "Other", 7] })).toEqual({
    ...{ configurationKey: [all[1]], unknownKey: ["Other"] },
  });
});

it("tells the version of the local list that the primary CSMS sent, or 0", () => {
  expect(standIn(state, "GetLocalListVersion", {})).toEqual({ listVersion: 4 });
  const unknown = newState("CP-1", "0123456789abcdef");
  expect(standIn(unknown, "GetLocalListVersion", {})).toEqual({ listVersion: 0 });
});

it("cannot trigger, and does nothing else", () => {
  for (const action of ["TriggerMessage", "ExtendedTriggerMessage"]) {
    expect(standIn(state, action, {})).toEqual({ status: "NotImplemented" });
  }
  for (const action of ["RemoteStopTransaction", "Reset", "ChangeConfiguration", "__proto__"]) {
    expect(standIn(state, action, {})).toBeNull();
  }
});
