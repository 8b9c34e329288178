/** Rules about transactions, meters and limits. */
import {
  accepted,
  asks,
  booted2,
  booted16,
  current,
  energy,
  event2,
  power,
  type Scenarios,
  sample16,
  says,
  start16,
  status16,
  stop16,
} from "./scenario.ts";

const invalid = { status: "Invalid" };
const minutes = (count: number) => `{t-${count}m}`;

export const transactionScenarios: Scenarios = {
  "authorize-refused": {
    ...{ side: "csms", evidence: 2 },
    says: ["Authorize", "Expired"],
    live: says("1", "Authorize", { idTag: "CARD" }, { idTagInfo: { status: "Expired" } }),
  },
  "start-refused": {
    ...{ side: "csms", evidence: 2 },
    says: ["StartTransaction", "transaction 7", "connector 1", "ConcurrentTx"],
    live: start16("1", {}, { transactionId: 7, idTagInfo: { status: "ConcurrentTx" } }),
  },
  "start-after-refusal": {
    ...{ side: "station", evidence: 2 },
    says: ["transaction 7", "connector 1", "Invalid", "400 Wh"],
    live: [
      ...start16("1", {}, { transactionId: 7, idTagInfo: invalid }),
      ...sample16("2", [energy(1_050)]),
      ...sample16("3", [energy(1_400)]),
    ],
  },
  "transaction-unfinished": {
    ...{ side: "station", evidence: 2 },
    says: ["transaction 7", "connector 1", "another transaction"],
    live: [
      ...start16("1"),
      ...start16(
        "2",
        { idTag: "OTHER", meterStart: 2_000, timestamp: "{t+1s}" },
        {
          ...{ transactionId: 8, idTagInfo: accepted },
        },
      ),
    ],
  },
  "stop-without-start": {
    side: "station",
    says: ["StopTransaction", "transaction 41"],
    live: [...booted16, ...stop16("1", { transactionId: 41 })],
  },
  "transaction-duplicated": {
    ...{ side: "csms", evidence: 3 },
    says: ["stop of transaction 7", "connector 1", "2nd time", "InternalError"],
    live: [...start16("1"), ...stopFailed("2"), ...stopFailed("3")],
  },
  "transaction-id-placeholder": {
    ...{ side: "station", evidence: 2 },
    says: ["id -1", "connector 1"],
    live: [
      `> ${JSON.stringify([2, "1", "StartTransaction", { connectorId: 1, idTag: "CARD", meterStart: 1_000, timestamp: "{t}" }])}`,
      ...stop16("2", { transactionId: -1 }),
      ...says("3", "MeterValues", {
        ...{ connectorId: 1, transactionId: -1 },
        meterValue: [{ timestamp: "{t}", sampledValue: [energy(1_100)] }],
      }),
    ],
  },
  "transaction-event-gap": {
    ...{ side: "station", version: "2.0.1", evidence: 2 },
    says: ["event 3", "tx-1", "EVSE 1", "2 events"],
    live: [...booted2, ...event2("1", "Started", 0), ...event2("2", "Updated", 3)],
  },
  "offline-replay": {
    side: "station",
    says: ["StartTransaction", "connector 1", "60 min"],
    live: [
      ...status16("0", "Available", { timestamp: "{t}" }),
      ...start16("1", { timestamp: "{t-60m}" }),
    ],
  },
  "stopped-abnormally": {
    side: "station",
    says: ["transaction 7", "connector 1", "2000 Wh", "PowerLoss"],
    live: [...start16("1"), ...stop16("2", { reason: "PowerLoss" })],
  },
  "meter-decreasing": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "10000 Wh", "9400 Wh"],
    live: [
      ...sample16("1", [energy(10_000)], minutes(2)),
      ...sample16("2", [energy(9_400)], minutes(1)),
    ],
  },
  "meter-jump": {
    ...{ side: "station", evidence: 2 },
    says: ["10000 Wh", "110000 Wh", "100 kWh", "6000 kW"],
    live: [
      ...sample16("1", [energy(10_000)], minutes(2)),
      ...sample16("2", [energy(110_000)], minutes(1)),
    ],
  },
  "meter-unit-suspect": {
    side: "station",
    says: ["5.55 Wh", "30 min", "5550 Wh", "kWh"],
    live: Array.from({ length: 6 }, (_, at) =>
      sample16(String(at), [energy(100 + at * 1.85), power(11_100)], minutes(60 - at * 10)),
    ).flat(),
  },
  "meter-stop-mismatch": {
    ...{ side: "station", evidence: 2 },
    says: ["transaction 7", "connector 1", "900 Wh", "1000 Wh"],
    live: [...start16("1"), ...stop16("2", { meterStop: 900 })],
  },
  "meter-billing-incomplete": {
    ...{ side: "station", evidence: 2 },
    says: ["transaction 7", "connector 1", "both 0"],
    live: [...start16("1", { meterStart: 0 }), ...stop16("2", { meterStop: 0 })],
  },
  "meter-value-unreadable": {
    side: "station",
    says: ["12,5", /meterValue.*0.*sampledValue.*0/],
    live: sample16("1", [energy("12,5", "kWh")]),
  },
  "meter-values-missing": {
    side: "station",
    says: ["connector 1", /[3-5].* min/, "60 s"],
    trace: [
      ...asks(
        "c",
        "ChangeConfiguration",
        { key: "MeterValueSampleInterval", value: "60" },
        accepted,
      ),
      ...start16("1"),
      ...status16("2", "Charging"),
      ...["5m", ...status16("3", "SuspendedEV")],
    ],
  },
  "charging-stalled": {
    ...{ side: "station", evidence: 2 },
    says: ["connector 1", "Charging", /1\d.* min/, "10000 Wh"],
    trace: [
      ...status16("0", "Charging"),
      ...Array.from({ length: 4 }, (_, at) => [
        ...sample16(String(at), [energy(10_000), power(0)]),
        "5m",
      ]).flat(),
    ],
  },
  "limit-applied": {
    ...{ side: "station", severity: "warning", evidence: 2 },
    says: ["16 A", "connector 1", "TxProfile 5", "31.9 A"],
    trace: [
      ...status16("0", "Charging"),
      ...asks(
        "p",
        "SetChargingProfile",
        { connectorId: 1, csChargingProfiles: profile() },
        accepted,
      ),
      ...Array.from({ length: 6 }, (_, at) => [
        "60s",
        ...sample16(`m${at}`, [current(31.9)]),
      ]).flat(),
    ],
  },
};

/** The CSMS answers the stop with an error, so it is sent again. */
function stopFailed(id: string): string[] {
  const [stop = ""] = stop16(id);
  return [stop, `< [4,"${id}","InternalError","",{}]`];
}

function profile(): object {
  return {
    ...{ chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
    ...{ chargingProfileKind: "Relative", transactionId: 7 },
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
    },
  };
}
