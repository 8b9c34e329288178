import { expect, it } from "vitest";
import { nothing, statefulRule } from "../../../src/findings/rule.ts";
import {
  evidenceOf,
  nameOfSeries,
  noteRegisters,
  type Registers,
  registersMemory,
  type Step,
} from "../../../src/findings/rules/registers.ts";
import { energy, meteringStory } from "../../support/metering.ts";

function story() {
  const steps: Step[] = [];
  const states: Registers[] = [];
  const text = { id: "listener", title: "", severity: "note", side: "ours" } as const;
  const rule = statefulRule({ ...text, clause: "", explanation: "", remedy: "" }, registersMemory, {
    message(happening, link, registers) {
      states[0] = registers;
      steps.push(...noteRegisters(registers, happening, link));
      return nothing;
    },
  });
  return { told: meteringStory(rule), steps, state: () => states[0] as Registers };
}

it("gives the step from one sample of a series to the next", () => {
  const { told, steps } = story();
  told
    .sample([energy(5, "Wh", { phase: "L1" })])
    .sample([energy(7, "Wh", { phase: "L1" }), energy(9)]);
  expect(steps).toMatchObject([{ before: { valueWh: 5, seq: 1 }, now: { valueWh: 7, seq: 3 } }]);
  expect(steps.map(nameOfSeries)).toEqual(["Energy.Active.Import.Register (L1) of connector 1"]);
  expect(steps.map(evidenceOf)).toEqual([[1, 3]]);
});

it("does not name messages of another link", () => {
  const { told, steps } = story();
  told.sample([energy(5)]);
  const again = told.recording.link().open({ subprotocol: "ocpp1.6" });
  const meterValue = [{ sampledValue: [energy(6)] }];
  again.station(JSON.stringify([2, "1", "MeterValues", { connectorId: 1, meterValue }]), {
    afterMs: 90_000,
  });
  expect(steps.map(evidenceOf)).toEqual([[1]]);
});

it("leaves meterStart and meterStop alone", () => {
  const { told, steps, state } = story();
  told.start(5).stop(6);
  expect(steps).toEqual([]);
  expect(state().series.size).toBe(0);
});

it("remembers a bounded number of series", () => {
  const { told, state } = story();
  told.sample(
    Array.from({ length: 500 }, (_, at) => energy(at, "Wh", { location: `place ${at}` })),
  );
  expect(state().series.size).toBe(32);
});

it("comes back as it was saved, and whatever was saved", () => {
  const { told, state } = story();
  told.sample([energy(5)]);
  const saved = JSON.parse(JSON.stringify(registersMemory.save(state())));
  expect(registersMemory.parse(saved)).toEqual(state());
  for (const other of [null, 5, "x", [1, 2], [{}, [[1], ["a", {}], null]]]) {
    expect(() => registersMemory.parse(other)).not.toThrow();
  }
});
