import { expect, it } from "vitest";
import { learn } from "../../src/translate/configuration.ts";
import { keyRowsOf, mutabilityOf, placeOf } from "../../src/translate/device-model.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("a place is a key, one of ours, or unknown in its component or variable", () => {
  const turn = turnOf(booted());
  const kindOf = (component: string, variable: string) =>
    placeOf(turn, { name: component }, { name: variable }).kind;
  expect(kindOf("TxCtrlr", "evconnectiontimeout")).toBe("key");
  expect(kindOf("ClockCtrlr", "DateTime")).toBe("made");
  expect(kindOf("ClockCtrlr", "Nope")).toBe("unknownVariable");
  expect(kindOf("Nope", "Nope")).toBe("unknownComponent");
  expect(kindOf("OCPP16LegacyCtrlr", "Anything")).toBe("key");
  expect(kindOf("ChargingStation", "PhaseRotation")).toBe("phaseRotation");
});

it("vendor keys are variables of the legacy component, under an escaped name", () => {
  const turn = turnOf(booted());
  learn(turn, { configurationKey: [{ key: "Led Mode", value: "2", readonly: true }] });
  const [row] = keyRowsOf(turn);
  expect(row).toMatchObject({ key: "Led Mode", variable: "Led=20Mode", dataType: "integer" });
  expect(row === undefined ? null : mutabilityOf(turn, row)).toBe("ReadOnly");
  const place = placeOf(turn, { name: "OCPP16LegacyCtrlr" }, { name: "Led=20Mode" });
  expect(place).toMatchObject({ kind: "key", row: { key: "Led Mode" } });
});
