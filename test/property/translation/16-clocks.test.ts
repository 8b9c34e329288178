/** Whatever the station's clock says. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { textIn } from "../../../src/findings/fields.ts";
import { booted } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole } from "./session.ts";

it("whatever a station's clock says, events keep the order of their arrival", () => {
  const clock = fc.constantFrom("1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "10:00", "");
  fc.assert(
    fc.property(clock, (timestamp) => {
      const it = booted();
      it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
      it.drain(accepted);
      const meterValue = [{ timestamp, sampledValue: [{ value: "5" }] }];
      it.station("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
      it.station("StopTransaction", { transactionId: 1, meterStop: 9, timestamp });
      it.drain(accepted);
      const events = eventsOf(it.sent);
      expect(events.map((each) => textIn(each, "eventType"))).toEqual([
        "Started",
        "Updated",
        "Ended",
      ]);
      expectWhole(events);
    }),
  );
});
