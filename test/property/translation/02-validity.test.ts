/** Whatever comes in, what goes out is valid. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { actionsOf } from "../../../src/ocpp/actions.ts";
import { booted, type Stage } from "../../translate/stage.ts";
import { accepted } from "./session.ts";

const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);
const names16 = [...actionsOf("1.6")];
const fieldNames = [
  ...["connectorId", "idTag", "meterStart", "meterStop", "timestamp", "transactionId", "reason"],
  ...["status", "errorCode", "info", "vendorId", "data", "type", "csr", "requestId", "techInfo"],
  ...["chargePointVendor", "chargePointModel", "iccid", "meterValue", "transactionData"],
];
const scalar = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom("2026-05-01T10:00:00Z", "1970-01-01T00:00:00", "Charging", "Accepted", "-1"),
);
const sampled = fc.record(
  { value: scalar, unit: scalar, measurand: scalar, context: scalar, format: scalar },
  { requiredKeys: [] },
);
const meterValue = fc.array(
  fc.record({ timestamp: scalar, sampledValue: fc.array(sampled, { maxLength: 4 }) }),
  { maxLength: 3 },
);
const callPayload = fc
  .record({
    fields: fc.dictionary(fc.constantFrom(...fieldNames), fc.oneof(scalar, anyJson)),
    samples: meterValue,
  })
  .map(({ fields, samples }) => ({ ...fields, meterValue: samples, transactionData: samples }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Whatever waits for the CSMS is answered, refused, or left alone. */
function respond(it: Stage, how: number): void {
  const call = it.pending("csms");
  if (call === null) return;
  if (how === 0) it.answer("csms", {});
  else if (how === 1) it.answer("csms", accepted());
  else if (how === 2) it.fail("csms", "InternalError");
  else it.pass(31_000);
}

it("whatever a station sends, each call has one answer and all that is sent is valid", () => {
  const call = fc.record({
    action: fc.constantFrom(...names16),
    payload: callPayload,
    how: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 12 }), (calls) => {
      const it = booted();
      for (const { action, payload, how } of calls) {
        if (action !== "BootNotification") it.station(action, payload);
        respond(it, how);
      }
      it.pass(120_000);
      const asked = it.sent.filter((each) => each.leg === "station" && each.type !== "call");
      const ids = asked.map(({ messageId }) => messageId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Object.keys(it.state.live.station.open)).toEqual([]);
      expect(it.effects.filter((e) => e.kind === "deadLetter" && e.why === "invalid")).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
