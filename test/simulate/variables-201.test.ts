import { expect, it } from "vitest";
import { createVariables201 } from "../../src/simulate/variables-201.ts";

const variables = () => createVariables201({ evses: 2, meterEveryMs: 30_000 });
const named = (component: string, variable: string) => ({
  component: { name: component },
  variable: { name: variable },
});
const heartbeat = named("OCPPCommCtrlr", "HeartbeatInterval");

it("reads what may be read and names what it does not know", () => {
  const secret = named("SecurityCtrlr", "BasicAuthPassword");
  const unknownVariable = named("OCPPCommCtrlr", "Nonsense");
  const unknownComponent = named("Nonsense", "Nonsense");
  const getVariableData = [heartbeat, secret, unknownVariable, unknownComponent];
  expect(variables().read({ getVariableData })).toEqual([
    { attributeStatus: "Accepted", attributeValue: "300", ...heartbeat },
    { attributeStatus: "Rejected", ...secret },
    { attributeStatus: "UnknownVariable", ...unknownVariable },
    { attributeStatus: "UnknownComponent", ...unknownComponent },
  ]);
});

it("writes what may be written", () => {
  const model = variables();
  const write = (item: object, attributeValue: string) =>
    model.write({ setVariableData: [{ attributeValue, ...item }] });
  expect(write(heartbeat, "60")).toEqual([{ attributeStatus: "Accepted", ...heartbeat }]);
  expect(model.get("OCPPCommCtrlr", "HeartbeatInterval")).toBe("60");
  expect(write(heartbeat, "soon")).toMatchObject([{ attributeStatus: "Rejected" }]);
  expect(write(named("ChargingStation", "EvseCount"), "9")).toMatchObject([
    { attributeStatus: "Rejected" },
  ]);
  model.set("OCPPCommCtrlr", "HeartbeatInterval", "5");
  expect(model.get("OCPPCommCtrlr", "HeartbeatInterval")).toBe("5");
});

it("reports every variable, the secret without its value", () => {
  const report = variables().report();
  expect(report.length).toBeGreaterThan(15);
  const secret = report.filter((item) => JSON.stringify(item).includes("BasicAuthPassword"));
  expect(JSON.stringify(secret)).not.toContain('"value"');
});
