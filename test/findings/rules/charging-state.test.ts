import { expect, it } from "vitest";
import { nothing, type Rule, statelessRule } from "../../../src/findings/rule.ts";
import {
  type ChargingStateTold,
  chargingStateIn,
  resolved,
} from "../../../src/findings/rules/charging-state.ts";
import { energy, meteringStory } from "../../support/metering.ts";

function listener(): { rule: Rule; heard: ChargingStateTold[] } {
  const heard: ChargingStateTold[] = [];
  const text = { id: "listener", title: "", severity: "note", side: "ours" } as const;
  const rule = statelessRule(
    { ...text, clause: "", explanation: "", remedy: "" },
    {
      message(happening, link) {
        const told = chargingStateIn(happening, link);
        if (told !== null) heard.push(told);
        return nothing;
      },
    },
  );
  return { rule, heard };
}

it("reads the status and the end of 1.6", () => {
  const { rule, heard } = listener();
  meteringStory(rule)
    .status("Charging")
    .sample([energy(1)])
    .stop(5, { reason: "Other" });
  expect(heard).toEqual([
    { place: "connector 1", transactionId: "", state: "Charging", reason: "" },
    { place: "transaction 7", transactionId: "7", state: "Ended", reason: "Other" },
  ]);
});

it("reads the charging state of 2.x, and not its connector's status", () => {
  const { rule, heard } = listener();
  const story = meteringStory(rule, "2.0.1").status("Occupied").event("Updated");
  story.event("Updated", { transactionInfo: { chargingState: "SuspendedEV" } });
  story.event("Ended", { transactionInfo: { stoppedReason: "Remote" } });
  expect(heard).toEqual([
    { place: "EVSE 1", transactionId: "T7", state: "SuspendedEV", reason: "" },
    { place: "EVSE 1", transactionId: "T7", state: "Ended", reason: "Remote" },
  ]);
});

it("finds the place of a transaction that was seen there", () => {
  const places = new Map([["EVSE 1", { transactionId: "T7" }]]);
  expect(resolved(places, "transaction T7")).toBe("EVSE 1");
  expect(resolved(places, "transaction T8")).toBe("transaction T8");
  expect(resolved(places, "connector 2")).toBe("connector 2");
});
