import { expect, it } from "vitest";
import { momentsOf } from "../../src/findings/meter-moments.ts";
import { samplesOf } from "../../src/ocpp/samples.ts";
import { current, energy, power, voltage } from "../support/metering.ts";

const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
const usOf = (minute: number) => Date.UTC(2026, 0, 1, 0, minute) * 1000;

function moments(...told: readonly (readonly [number, readonly object[]])[]) {
  const meterValue = told.map(([minute, sampledValue]) => ({
    timestamp: at(minute),
    sampledValue,
  }));
  return momentsOf(samplesOf("1.6", "MeterValues", { meterValue }), usOf(9));
}

it("puts what is of one moment together, the oldest first", () => {
  expect(moments([2, [energy("1.5", "kWh")]], [1, [power(7, "kW"), current(10)]])).toMatchObject([
    { atUs: usOf(1), registerWh: null, powerW: 7_000, currentA: 10, productW: null },
    { atUs: usOf(2), registerWh: 1_500, powerW: null, currentA: null },
  ]);
});

it("adds up power over phases, and takes the current of the phase with most", () => {
  const phases = ["L1", "L2", "L3"].map((phase) => ({ ...power(1_000), phase }));
  const amperes = [current(4, "L1"), current(5, "L2"), current(0, "L3"), current(9, "N")];
  expect(moments([1, [...phases, ...amperes, voltage(230)]])).toMatchObject([
    { powerW: 3_000, currentA: 5, productW: 9 * 230 },
  ]);
  expect(moments([1, [power(2_900), ...phases]])).toMatchObject([{ powerW: 2_900 }]);
});

it("takes each phase's own voltage", () => {
  const told = [current(10, "L1"), current(10, "L2"), voltage(200), voltage(300, "L2-N")];
  expect(moments([1, told])).toMatchObject([{ productW: 5_000 }]);
});

it("leaves out other locations, and registers of one phase", () => {
  const inlet = { ...power(9), location: "Inlet" };
  expect(moments([1, [inlet, power(8), energy(7, "Wh", { phase: "L1" })]])).toMatchObject([
    { powerW: 8, registerWh: null },
  ]);
});

it("does not multiply a current that may be of one phase or of three", () => {
  expect(moments([1, [current(10), voltage(230)]])).toMatchObject([{ productW: null }]);
});
