/** Stories about meters: a station of 1.6 at connector 1, or of 2.0.1 at EVSE 1, told in samples. */
import type { Rule } from "../../src/findings/rule.ts";
import { type RecordedLink, type Recording, record, startUs } from "./recording.ts";

type Sampled = Readonly<Record<string, unknown>>;
export type How = { readonly afterMs?: number };

export const MINUTE_MS = 60_000;

export const power = (value: number, unit = "W"): Sampled => ({
  ...{ value: String(value), measurand: "Power.Active.Import", unit },
});
export const current = (value: number, phase?: string): Sampled => ({
  ...{ value: String(value), measurand: "Current.Import", unit: "A" },
  ...(phase === undefined ? {} : { phase }),
});
export const voltage = (value: number, phase = "L1-N"): Sampled => ({
  ...{ value: String(value), measurand: "Voltage", unit: "V", phase },
});
export const energy = (value: number | string, unit = "Wh", more: Sampled = {}): Sampled => ({
  ...{ value: String(value), measurand: "Energy.Active.Import.Register", unit, ...more },
});

export type MeteringStory = {
  readonly recording: Recording;
  readonly link: RecordedLink;
  /** A MeterValues of connector 1 and transaction 7, one minute after what came before it. */
  readonly sample: (sampledValue: readonly Sampled[], how?: How) => MeteringStory;
  /** StartTransaction, answered with transaction 7. */
  readonly start: (meterStart: unknown, how?: How) => MeteringStory;
  readonly stop: (meterStop: unknown, more?: Sampled, how?: How) => MeteringStory;
  readonly status: (status: string, how?: How) => MeteringStory;
  readonly event: (eventType: string, more?: Sampled, how?: How) => MeteringStory;
  /** SetChargingProfile with one period, accepted. */
  readonly limit: (limit: number, unit: "A" | "W", profile?: Sampled) => MeteringStory;
  readonly sentences: () => unknown[];
};

export function meteringStory(rule: Rule, version: "1.6" | "2.0.1" = "1.6"): MeteringStory {
  const recording = record({ rules: [rule] });
  const subprotocol = `ocpp${version}`;
  const link = recording.link().open({ subprotocol });
  let id = 0;
  let atMs = startUs / 1000;
  const timestamp = () => new Date(atMs).toISOString();
  function call(
    sender: "station" | "csms",
    action: string,
    { payload, answer, how }: { payload: () => object; answer: object; how?: How },
  ) {
    const afterMs = how?.afterMs ?? 1_000;
    id += 1;
    atMs += afterMs;
    link[sender](JSON.stringify([2, String(id), action, payload()]), { afterMs });
    const other = sender === "station" ? "csms" : "station";
    link[other](JSON.stringify([3, String(id), answer]), { afterMs: 0 });
    return story;
  }
  const evse = { id: 1, connectorId: 1 };
  const story: MeteringStory = {
    ...{ recording, link },
    sample(sampledValue, how = { afterMs: MINUTE_MS }) {
      const where = version === "1.6" ? { connectorId: 1, transactionId: 7 } : { evseId: 1 };
      const payload = () => ({ ...where, meterValue: [{ timestamp: timestamp(), sampledValue }] });
      return call("station", "MeterValues", { payload, answer: {}, how });
    },
    start(meterStart, how = {}) {
      const payload = () => ({ connectorId: 1, idTag: "A", meterStart, timestamp: timestamp() });
      const answer = { transactionId: 7, idTagInfo: { status: "Accepted" } };
      return call("station", "StartTransaction", { payload, answer, how });
    },
    stop(meterStop, more = {}, how = {}) {
      const payload = () => ({ transactionId: 7, meterStop, timestamp: timestamp(), ...more });
      return call("station", "StopTransaction", { payload, answer: {}, how });
    },
    status(status, how = {}) {
      const payload = () => ({ connectorId: 1, status, errorCode: "NoError" });
      return call("station", "StatusNotification", { payload, answer: {}, how });
    },
    event(eventType, more = {}, how = {}) {
      const transactionInfo = { transactionId: "T7", ...(more["transactionInfo"] as object) };
      const { sampledValue } = more;
      const where = more["evse"] === null ? {} : { evse };
      const meterValue = () =>
        sampledValue === undefined
          ? {}
          : { meterValue: [{ timestamp: timestamp(), sampledValue }] };
      const payload = () => ({
        ...{ eventType, timestamp: timestamp(), ...where, seqNo: id, triggerReason: "Trigger" },
        ...{ transactionInfo, ...meterValue() },
      });
      return call("station", "TransactionEvent", { payload, answer: {}, how });
    },
    limit(limit, unit, profile = {}) {
      const csChargingProfiles = {
        ...{ chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
        ...{ chargingProfileKind: "Relative", ...profile },
        chargingSchedule: {
          chargingRateUnit: unit,
          chargingSchedulePeriod: [{ startPeriod: 0, limit }],
        },
      };
      const payload = () => ({ connectorId: 1, csChargingProfiles });
      return call("csms", "SetChargingProfile", { payload, answer: { status: "Accepted" } });
    },
    sentences: () => recording.findings().map((finding) => finding["sentence" as never]),
  };
  return story;
}
