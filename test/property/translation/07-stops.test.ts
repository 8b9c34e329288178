/** A stop is acknowledged whatever it names. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { booted, deadLetters } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole, session } from "./session.ts";

it("a stop with whatever number is acknowledged", () => {
  const number = fc.constantFrom<Json>(0, -1, 77, 2 ** 31, "12", 1.5, null, "none");
  fc.assert(
    fc.property(number, fc.boolean(), fc.boolean(), (transactionId, isOpen, adoptUnknown) => {
      const it = booted({ settings: { adoptUnknown } });
      const told = session(1, it.now, 10);
      if (isOpen) it.station("StartTransaction", told.start);
      it.drain(accepted);
      const stop = { ...told.stop(1), transactionId };
      const sent = it.station("StopTransaction", stop);
      const answers = sent.filter(({ leg, type }) => leg === "station" && type !== "call");
      expect(answers.map(({ type }) => type)).toEqual(["callResult"]);
      it.drain(accepted);
      expectWhole(eventsOf(it.sent));
      expect(deadLetters(it).filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual(
        [],
      );
    }),
  );
});
