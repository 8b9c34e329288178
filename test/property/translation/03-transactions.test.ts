/** One start, one end, no gap, however often a station repeats itself. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { booted } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole, intOf, session } from "./session.ts";

const steps = ["start", "again", "meter", "stop", "stop again", "crash", "csms down"] as const;

it("one start, one end, no gap in the numbers, however often a station repeats itself", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 25 }), (acts) => {
      const it = booted();
      const ints = new Set<number>();
      let int = 0;
      let at = it.now;
      let told = session(1, at, 500);
      for (const act of acts) {
        if (act === "start") {
          at = it.now;
          told = session(1, at, 500);
        }
        if (act === "start" || act === "again") {
          const sent = [...it.station("StartTransaction", told.start), ...it.drain(accepted)];
          int = intOf(sent);
          if (act === "start" && int !== 0) expect(ints.has(int)).toBe(false);
          if (int !== 0) ints.add(int);
        }
        if (act === "meter" && int !== 0) it.station("MeterValues", told.meter(int));
        if (act.startsWith("stop") && int !== 0) it.station("StopTransaction", told.stop(int));
        if (act === "crash") {
          it.crash();
          it.up("station");
          it.up("csms");
        }
        if (act === "csms down") {
          it.down("csms");
          it.pass(5_000);
          it.up("csms");
        }
        it.drain(accepted);
        it.pass(1_000);
      }
      it.drain(accepted);
      expectWhole(eventsOf(it.sent));
      expect([...ints].every((each) => each > 0)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
