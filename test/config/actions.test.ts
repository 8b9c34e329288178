import { expect, it } from "vitest";
import { actionsFrom } from "../../src/config/actions.ts";

it("takes names of actions as a list or as text, each once", () => {
  expect(actionsFrom("csms").parse("Reset, SetChargingProfile,Reset")).toEqual([
    ...["Reset", "SetChargingProfile"],
  ]);
  expect(actionsFrom("station").parse(["MeterValues", "TransactionEvent"])).toEqual([
    ...["MeterValues", "TransactionEvent"],
  ]);
  expect(actionsFrom("csms").parse([])).toEqual([]);
});

it("takes none that the other side calls, or nobody", () => {
  const told = (sender: "station" | "csms", names: string) =>
    actionsFrom(sender)
      .safeParse(names)
      .error?.issues.map(({ message }) => message);
  expect(told("csms", "Heartbeat")).toEqual(['"Heartbeat" is no action that a CSMS calls']);
  expect(told("station", "Reset")).toEqual(['"Reset" is no action that a station calls']);
  expect(told("csms", "reset")).toEqual(['"reset" is no action that a CSMS calls']);
  expect(told("csms", "DataTransfer")).toBeUndefined();
});
