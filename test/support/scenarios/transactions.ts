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
    sentence:
      /^The CSMS answered Authorize with Expired: the token was valid once and is no longer\.$/,
    live: says("1", "Authorize", { idTag: "CARD" }, { idTagInfo: { status: "Expired" } }),
  },
  "start-refused": {
    ...{ side: "csms", evidence: 2 },
    sentence: /StartTransaction of transaction 7 on connector 1 with ConcurrentTx: the token is al/,
    live: start16("1", {}, { transactionId: 7, idTagInfo: { status: "ConcurrentTx" } }),
  },
  "start-after-refusal": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^The CSMS answered transaction 7 on connector 1 with Invalid, and 400 Wh have flowed/,
    live: [
      ...start16("1", {}, { transactionId: 7, idTagInfo: invalid }),
      ...sample16("2", [energy(1_050)]),
      ...sample16("3", [energy(1_400)]),
    ],
  },
  "transaction-unfinished": {
    ...{ side: "station", evidence: 2 },
    sentence:
      /^No stop came for transaction 7 on connector 1, which began .* but another transacti/,
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
    sentence:
      /^The station sent StopTransaction for transaction 41, and no start of it is in the r/,
    live: [...booted16, ...stop16("1", { transactionId: 41 })],
  },
  "transaction-duplicated": {
    ...{ side: "csms", evidence: 3 },
    sentence:
      /^The station sent the stop of transaction 7 on connector 1 for the 2nd time, .* Inter/,
    live: [...start16("1"), ...stopFailed("2"), ...stopFailed("3")],
  },
  "transaction-id-placeholder": {
    ...{ side: "station", evidence: 2 },
    sentence: /^The station used the id -1 for .* on connector 1, which/,
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
    sentence:
      /sent event 3 of transaction tx-1 on EVSE 1 where 1 was due: 2 events before it are mi/,
    live: [...booted2, ...event2("1", "Started", 0), ...event2("2", "Updated", 3)],
  },
  "offline-replay": {
    side: "station",
    sentence:
      /^The station sent StartTransaction of .* on connector 1, which it dates 60 min ago\.$/,
    live: [
      ...status16("0", "Available", { timestamp: "{t}" }),
      ...start16("1", { timestamp: "{t-60m}" }),
    ],
  },
  "stopped-abnormally": {
    side: "station",
    sentence:
      /^The station ended transaction 7 on connector 1 after .* 2000 Wh with .* PowerLoss: t/,
    live: [...start16("1"), ...stop16("2", { reason: "PowerLoss" })],
  },
  "meter-decreasing": {
    ...{ side: "station", evidence: 2 },
    sentence: /of connector 1 went back: from 10000 Wh to 9400 Wh within/,
    live: [
      ...sample16("1", [energy(10_000)], minutes(2)),
      ...sample16("2", [energy(9_400)], minutes(1)),
    ],
  },
  "meter-jump": {
    ...{ side: "station", evidence: 2 },
    sentence: /jumped from 10000 Wh to 110000 Wh within 60 s: 100 kWh, on average 6000 kW/,
    live: [
      ...sample16("1", [energy(10_000)], minutes(2)),
      ...sample16("2", [energy(110_000)], minutes(1)),
    ],
  },
  "meter-unit-suspect": {
    side: "station",
    sentence:
      /the register grew by 5\.55 Wh in about 30 min, but the power says 5550 Wh: the regis/,
    live: Array.from({ length: 6 }, (_, at) =>
      sample16(String(at), [energy(100 + at * 1.85), power(11_100)], minutes(60 - at * 10)),
    ).flat(),
  },
  "meter-stop-mismatch": {
    ...{ side: "station", evidence: 2 },
    sentence: /^In transaction 7 at connector 1, meterStop 900 Wh is below meterStart 1000 Wh\.$/,
    live: [...start16("1"), ...stop16("2", { meterStop: 900 })],
  },
  "meter-billing-incomplete": {
    ...{ side: "station", evidence: 2 },
    sentence: /energy of transaction 7 at connector 1 cannot be billed .* meterStop are both 0\.$/,
    live: [...start16("1", { meterStart: 0 }), ...stop16("2", { meterStop: 0 })],
  },
  "meter-value-unreadable": {
    side: "station",
    sentence: /^The value "12,5" at meterValue\[0\]\.sampledValue\[0\] is no number\.$/,
    live: sample16("1", [energy("12,5", "kWh")]),
  },
  "meter-values-missing": {
    side: "station",
    sentence:
      /^The station has charged for [3-5].* min on connector 1, and has sent no .* is 60 s\.$/,
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
    sentence:
      /says that connector 1 is Charging, but for 1\d.* min its register stands at 10000 Wh/,
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
    sentence:
      /^The limit of 16 A for connector 1 .* set by TxProfile 5 .* not followed: 31\.9 A were/,
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
