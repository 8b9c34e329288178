/** Every call of either peer is answered exactly once, and in time. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import type { Json } from "../../../src/exchange/message.ts";
import type { LegName } from "../../../src/translate/live.ts";
import { booted, type Stage } from "../../translate/stage.ts";

const idToken = { idToken: "ABCDEF01", type: "ISO14443" };
const meterValue = [{ timestamp: "2026-05-01T10:00:00Z", sampledValue: [{ value: "5" }] }];
const timestamp = "2026-05-01T10:00:00Z";

const calls: readonly (readonly [LegName, string, Json])[] = [
  ["station", "Authorize", { idTag: "ABCDEF01" }],
  ["station", "Heartbeat", {}],
  ["station", "DataTransfer", { vendorId: "v" }],
  ["station", "SignCertificate", { csr: "x" }],
  ["station", "StatusNotification", { connectorId: 1, status: "Charging", errorCode: "NoError" }],
  ["station", "StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp }],
  ["station", "MeterValues", { connectorId: 1, transactionId: 1, meterValue }],
  ["station", "StopTransaction", { transactionId: 1, meterStop: 5, timestamp, idTag: "A" }],
  ["station", "StopTransaction", { transactionId: 2, meterStop: 5, timestamp }],
  ["station", "BootNotification", { chargePointVendor: "A", chargePointModel: "B" }],
  ["station", "Nonsense", {}],
  ["csms", "ClearCache", {}],
  ["csms", "Reset", { type: "OnIdle" }],
  ["csms", "UnlockConnector", { evseId: 1, connectorId: 1 }],
  ["csms", "GetBaseReport", { requestId: 1, reportBase: "FullInventory" }],
  ["csms", "TriggerMessage", { requestedMessage: "StatusNotification" }],
  ["csms", "RequestStartTransaction", { remoteStartId: 1, idToken, evseId: 2 }],
  ["csms", "RequestStopTransaction", { transactionId: "none" }],
  ["csms", "GetLog", { logType: "SecurityLog", requestId: 1, log: { remoteLocation: "x" } }],
  ["csms", "SetMonitoringBase", { monitoringBase: "All" }],
  ["csms", "Nonsense", {}],
];

type Act =
  | { readonly kind: "call"; readonly index: number }
  | { readonly kind: "reply"; readonly leg: LegName; readonly how: number }
  | { readonly kind: "pass"; readonly ms: number };

const leg = fc.constantFrom<LegName>("station", "csms");
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("call" as const),
    index: fc.integer({ min: 0, max: calls.length - 1 }),
  }),
  fc.record({ kind: fc.constant("reply" as const), leg, how: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
);

const replies: readonly Json[] = [{}, { status: "Accepted", idTokenInfo: { status: "Accepted" } }];

function reply(it: Stage, of: LegName, how: number): void {
  if (it.pending(of) === null) return;
  const payload = replies[how];
  if (payload === undefined) it.fail(of, "InternalError");
  else it.answer(of, payload);
}

const deadlineMs: Readonly<Record<LegName, number>> = {
  station: limits.stationAnswerMs,
  csms: limits.csmsAnswerMs,
};

it("whatever the other peer does or does not do", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.boolean(), (acts, isDurable) => {
      const it = booted({ settings: { ackMode: isDurable ? "durable" : "endToEnd" } });
      const asked = new Map<string, number>();
      const answered = new Map<string, number>();
      let read = it.sent.length;
      const look = (atMs: number) => {
        for (const { leg: of, type, messageId } of it.sent.slice(read)) {
          if (type === "call") continue;
          const key = `${of} ${messageId}`;
          expect(answered.has(key)).toBe(false);
          answered.set(key, atMs);
        }
        read = it.sent.length;
      };
      for (const [index, each] of acts.entries()) {
        if (each.kind === "reply") reply(it, each.leg, each.how);
        if (each.kind === "call") {
          const [of, action, payload] = calls[each.index] ?? ["csms", "Nonsense", {}];
          asked.set(`${of} ${index}`, it.now);
          it[of](action, payload, `${index}`);
        }
        for (let left = each.kind === "pass" ? each.ms : 0; left > 0; left -= 500) {
          it.pass(Math.min(500, left));
          look(it.now);
        }
        look(it.now);
      }
      for (let count = 0; count < 60; count += 1) {
        it.pass(500);
        look(it.now);
      }
      for (const [key, atMs] of asked) {
        const waitedMs = (answered.get(key) ?? Number.POSITIVE_INFINITY) - atMs;
        const most = deadlineMs[key.startsWith("csms") ? "csms" : "station"];
        expect(waitedMs, key).toBeLessThanOrEqual(most + 500);
      }
    }),
    { numRuns: 100 },
  );
});
