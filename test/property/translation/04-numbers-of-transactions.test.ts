/** A station never gets the same number twice; a number and a name are one transaction. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { booted, type Stage } from "../../translate/stage.ts";
import { accepted, intOf } from "./session.ts";

const acts = ["start", "stop", "crash", "adopt", "month"] as const;

/** number → name and name → number, as the state has them. */
function expectOneToOne(it: Stage): void {
  for (const [int, txId] of Object.entries(it.state.ints)) {
    expect(Number(int)).toBeGreaterThan(0);
    expect(Number(int)).toBeLessThan(2 ** 31);
    expect(it.state.transactions[txId]?.int).toBe(Number(int));
  }
  for (const [txId, { int }] of Object.entries(it.state.transactions)) {
    expect(it.state.ints[String(int)]).toBe(txId);
  }
}

it("over restarts, foreign numbers and months", () => {
  const act = fc.record({
    what: fc.constantFrom(...acts),
    foreign: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (list) => {
      const it = booted();
      /** Given by us: foreign numbers are the station's own. */
      const given = new Set<number>();
      let current = 0;
      for (const { what, foreign } of list) {
        it.pass(1_000);
        const timestamp = new Date(it.now).toISOString();
        if (what === "start") {
          const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp };
          current = intOf([...it.station("StartTransaction", start), ...it.drain(accepted)]);
          expect(given.has(current)).toBe(false);
          given.add(current);
        }
        if (what === "stop") {
          it.station("StopTransaction", { transactionId: current, meterStop: 5, timestamp });
        }
        if (what === "adopt") {
          const meterValue = [{ timestamp, sampledValue: [{ value: "5" }] }];
          it.station("MeterValues", { connectorId: 2, transactionId: foreign, meterValue });
        }
        if (what === "month") it.pass(31 * 86_400_000);
        if (what === "crash") {
          it.crash();
          it.up("station");
          it.up("csms");
        }
        it.drain(accepted);
        expectOneToOne(it);
      }
    }),
    { numRuns: 150 },
  );
});
