import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { samplesOf } from "../../src/ocpp/samples.ts";
import { createBook, createTransaction } from "../../src/sessions/book.ts";
import { noteEnergy, noteRegister, noteSamples, thinned } from "../../src/sessions/meter.ts";
import { isoAt, startUs } from "./tell.ts";

const hourMs = 3_600_000;
function transactionOf() {
  const at = { linkId: newLinkId(), seq: 1, atUs: startUs, instance: "i", version: null };
  return createTransaction(createBook(parseStationId("CP-1"), 0), at);
}
const at = (ms: number, ...sampledValue: object[]) => ({ timestamp: isoAt(ms), sampledValue });
const read = (...meterValue: object[]) => samplesOf("1.6", "MeterValues", { meterValue });
const value = (measurand: string, of: number, more: object = {}) => ({
  ...{ measurand, value: String(of) },
  ...more,
});
const register = (of: number, more: object = {}) =>
  value("Energy.Active.Import.Register", of, more);
const us = (ms: number) => startUs + ms * 1000;

it("sums phases of power and register, and takes the greatest current", () => {
  const transaction = transactionOf();
  const phases = (measurand: string, ...of: number[]) =>
    of.map((one, index) => value(measurand, one, { phase: `L${index + 1}` }));
  noteSamples(
    transaction,
    read(
      at(
        0,
        ...phases("Power.Active.Import", 1_000, 2_000, 3_000),
        ...phases("Current.Import", 5, 9, 7),
        value("Current.Import", 99, { phase: "N" }),
        ...phases("Energy.Active.Import.Register", 10, 20, 30),
        value("SoC", 55, { unit: "Percent" }),
      ),
    ),
    1,
  );
  expect(transaction.samples).toEqual([
    { atUs: us(0), energyWh: 60, powerW: 6_000, currentA: 9, socPercent: 55 },
  ]);
});

it("does not add what is told for all phases to what is told for each", () => {
  const transaction = transactionOf();
  const power = "Power.Active.Import";
  noteSamples(
    transaction,
    read(at(0, value(power, 3_000), value(power, 1_000, { phase: "L1" }))),
    1,
  );
  expect(transaction.samples[0]?.powerW).toBe(3_000);
});

it("stays with the place where it first read the register", () => {
  const transaction = transactionOf();
  noteSamples(transaction, read(at(0, register(100, { location: "Outlet" }))), 1);
  noteSamples(transaction, read(at(9, register(9_000, { location: "Inlet" }))), 1);
  noteSamples(
    transaction,
    read(at(20, register(9_500, { location: "Inlet" }), register(200, { location: "Outlet" }))),
    1,
  );
  expect(transaction).toMatchObject({ energyWh: 100, energySource: "registers" });
});

it("uses the best evidence of energy, and says which", () => {
  const power = transactionOf();
  const kw = (ms: number, of: number) => at(ms, value("Power.Active.Import", of, { unit: "kW" }));
  noteSamples(power, read(kw(0, 6), kw(hourMs / 4, 6), kw(hourMs / 2, 6)), 1);
  expect(power).toMatchObject({ energyWh: 3_000, energySource: "power" });
  const intervals = transactionOf();
  const interval = (ms: number) => at(ms, value("Energy.Active.Import.Interval", 250));
  noteSamples(intervals, read(interval(0), interval(1)), 1);
  expect(intervals).toMatchObject({ energyWh: 500, energySource: "intervals" });
  noteSamples(intervals, read(at(2, register(10)), at(3, register(400))), 1);
  expect(intervals).toMatchObject({ energyWh: 390, energySource: "registers" });
  intervals.meterStartWh = 0;
  intervals.meterStopWh = 401;
  noteEnergy(intervals);
  expect(intervals).toMatchObject({ energyWh: 401, energySource: "meter-start-stop" });
  expect(transactionOf()).toMatchObject({ energyWh: null, energySource: "none" });
});

it("does not guess the power over a long silence", () => {
  const transaction = transactionOf();
  const watts = (ms: number) => at(ms, value("Power.Active.Import", 6_000));
  noteSamples(transaction, read(watts(0), watts(5 * hourMs)), 1);
  expect(transaction).toMatchObject({ energyWh: null, energySource: "none" });
});

it("keeps samples in order, each moment once, also those that come late", () => {
  const transaction = transactionOf();
  noteSamples(transaction, read(at(20, register(3))), 1);
  noteSamples(transaction, read(at(0, register(1)), at(10, register(2))), 1);
  noteSamples(transaction, read(at(10, value("Power.Active.Import", 7))), 1);
  noteRegister(transaction, 4, us(30));
  expect(transaction.samples.map(({ atUs, energyWh, powerW }) => [atUs, energyWh, powerW])).toEqual(
    [
      [us(0), 1, null],
      [us(10), 2, 7],
      [us(20), 3, null],
      [us(30), 4, null],
    ],
  );
});

it("takes the time of receipt where the station told none", () => {
  const transaction = transactionOf();
  noteSamples(transaction, read({ sampledValue: [register(5)] }), 77);
  expect(transaction.samples[0]?.atUs).toBe(77);
});

it("is bounded, and keeps the first and the last", () => {
  const transaction = transactionOf();
  for (let minute = 0; minute < 2_000; minute += 1) {
    noteSamples(transaction, read(at(minute * 60_000, register(minute))), 1);
  }
  expect(transaction.samples.length).toBeLessThanOrEqual(limits.transactionSamplesMax);
  expect(transaction.samples.at(0)?.energyWh).toBe(0);
  expect(transaction.samples.at(-1)?.energyWh).toBe(1_999);
  expect(transaction).toMatchObject({ energyWh: 1_999 });
});

it("thins evenly", () => {
  expect(thinned([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
});
