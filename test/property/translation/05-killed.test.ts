/** A crash anywhere loses and doubles nothing; the many ways of it are in translation-crashes.test.ts. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import { booted } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole, intOf, session } from "./session.ts";

it("killed anywhere, nothing is lost or doubled, and the energy is the station's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 90_000 }), (at, wh) => {
      const it = booted();
      const told = session(1, it.now, wh);
      let count = 0;
      const mayDie = () => {
        if (count++ !== at) return false;
        it.crash();
        it.up("station");
        it.up("csms");
        return true;
      };
      /** A station repeats what was not answered. */
      const until = (action: string, payload: Json): number => {
        const answered = () =>
          it.sent.findLast((e) => e.leg === "station" && e.action === action && e.type !== "call");
        const before = it.sent.length;
        it.station(action, payload);
        if (mayDie()) it.station(action, payload);
        it.drain(accepted);
        mayDie();
        const answer = answered();
        const isAnswered = answer !== undefined && it.sent.indexOf(answer) >= before;
        expect(isAnswered || it.state.live.station.open).toBeTruthy();
        return intOf(it.sent.slice(before)) || 1;
      };
      const int = until("StartTransaction", told.start);
      until("MeterValues", told.meter(int));
      until("StopTransaction", told.stop(int));
      it.drain(accepted);
      const events = eventsOf(it.sent);
      expectWhole(events);
      const ended = events.filter((each) => textIn(each, "eventType") === "Ended");
      expect(new Set(ended.map((each) => JSON.stringify(each))).size).toBe(1);
      expect(JSON.stringify(ended[0])).toContain(`"value":${100 + wh}`);
      expect(Object.keys(it.state.transactions)).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});
