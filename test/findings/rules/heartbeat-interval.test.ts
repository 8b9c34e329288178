import { expect, it } from "vitest";
import type { MessageHappening } from "../../../src/findings/happening.ts";
import { statelessRule } from "../../../src/findings/rule.ts";
import { intervalGiven } from "../../../src/findings/rules/heartbeat-interval.ts";
import { record } from "../../support/recording.ts";

/** The intervals that a conversation gives. */
function given(...messages: readonly ["station" | "csms", unknown][]): (number | null)[] {
  const found: (number | null)[] = [];
  const listener = statelessRule(
    {
      ...{ id: "listener", title: "", severity: "note", side: "ours", clause: "" },
      ...{ explanation: "", remedy: "" },
    },
    {
      message(happening: MessageHappening) {
        const interval = intervalGiven(happening);
        if (interval !== null) found.push(interval);
        return [];
      },
    },
  );
  const link = record({ rules: [listener] })
    .link()
    .open();
  for (const [sender, message] of messages) link[sender](JSON.stringify(message));
  return found;
}

const boot = ["station", [2, "1", "BootNotification", {}]] as const;

it("takes the interval of an accepted boot", () => {
  expect(given([...boot], ["csms", [3, "1", { status: "Accepted", interval: 300 }]])).toEqual([
    300,
  ]);
  expect(given([...boot], ["csms", [3, "1", { status: "Accepted", interval: -5 }]])).toEqual([0]);
  expect(given([...boot], ["csms", [3, "1", { status: "Pending", interval: 300 }]])).toEqual([]);
  expect(given([...boot], ["csms", [3, "1", { status: "Accepted", interval: "300" }]])).toEqual([]);
});

it("takes the setting that a station of 1.6 accepts", () => {
  const change = { key: "heartbeatInterval", value: "60" };
  expect(
    given(
      ["csms", [2, "1", "ChangeConfiguration", change]],
      ["station", [3, "1", { status: "Accepted" }]],
      ["csms", [2, "2", "ChangeConfiguration", { ...change, value: "90" }]],
      ["station", [3, "2", { status: "Rejected" }]],
      ["csms", [2, "3", "ChangeConfiguration", { key: "MeterInterval", value: "1" }]],
      ["station", [3, "3", { status: "Accepted" }]],
    ),
  ).toEqual([60]);
});

it("takes the variable that a station of 2.x accepts", () => {
  const name = { component: { name: "OCPPCommCtrlr" }, variable: { name: "HeartbeatInterval" } };
  const wanted = { setVariableData: [{ attributeValue: "120", ...name }] };
  const answer = (attributeStatus: string) => ({
    setVariableResult: [{ attributeStatus, ...name }],
  });
  expect(
    given(
      ["csms", [2, "1", "SetVariables", wanted]],
      ["station", [3, "1", answer("Accepted")]],
      ["csms", [2, "2", "SetVariables", wanted]],
      ["station", [3, "2", answer("Rejected")]],
    ),
  ).toEqual([120]);
});
