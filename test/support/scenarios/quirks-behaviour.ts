/** Quirks of what stations and CSMSs do, each message for itself being right. */
import { once } from "node:events";
import type { Found, Quirk } from "./quirk.ts";
import { expectEqual } from "./quirk.ts";
import {
  accepted,
  asks,
  booted2,
  booted16,
  current,
  energy,
  event2,
  power,
  type Scenario,
  sample16,
  says,
  start16,
  status16,
  stop16,
} from "./scenario.ts";
import { stationScenarios } from "./stations.ts";
import { transactionScenarios } from "./transactions.ts";

/** The story of a rule is the quirk's, too. */
function asRule(
  number: number,
  title: string,
  from: Readonly<Record<string, Scenario>>,
  found: Found,
): Quirk {
  const scenario = from[found.rule];
  if (scenario === undefined || !("live" in scenario)) throw new Error(`${found.rule} is no story`);
  const { live, version = "1.6", says: values } = scenario;
  return { number, title, live, open: { version }, found: [{ says: values, ...found }] };
}

const zero = {
  ...{ chargingProfileId: 5, stackLevel: 0, chargingProfilePurpose: "TxProfile" },
  ...{ chargingProfileKind: "Relative", transactionId: 7 },
  chargingSchedule: {
    chargingRateUnit: "A",
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }],
  },
};

export const behaviourQuirks: readonly Quirk[] = [
  {
    ...{ number: 16, title: "the CSMS gives the id 0, which is legal" },
    live: [
      ...start16("1", {}, { transactionId: 0, idTagInfo: accepted }),
      ...stop16("2", { transactionId: 0 }),
    ],
    found: [{ rule: "transaction-id-placeholder", side: "csms", severity: "note" }],
  },
  asRule(16, "-1 of a station that began offline", transactionScenarios, {
    ...{ rule: "transaction-id-placeholder", side: "station", severity: "warning" },
  }),
  {
    ...{ number: 16, title: "a remote stop of a placeholder" },
    live: asks("r", "RemoteStopTransaction", { transactionId: -1 }, { status: "Rejected" }),
    found: [{ rule: "transaction-id-placeholder", side: "csms" }],
  },
  asRule(17, "a stop without a start", transactionScenarios, {
    ...{ rule: "stop-without-start", side: "station" },
  }),
  asRule(17, "a stop again and again after an error answer", transactionScenarios, {
    ...{ rule: "transaction-duplicated", side: "csms" },
  }),
  asRule(17, "a gap in seqNo", transactionScenarios, {
    ...{ rule: "transaction-event-gap", side: "station" },
  }),
  asRule(17, "old times", transactionScenarios, { rule: "offline-replay", side: "station" }),
  {
    ...{ number: 17, title: "events marked as offline" },
    open: { version: "2.0.1" },
    live: [...booted2, ...event2("1", "Started", 0, { offline: true, timestamp: "{t-30m}" })],
    found: [{ rule: "offline-replay", side: "station", severity: "note" }],
  },
  {
    ...{ number: 23, title: "hangs on a call right after the boot" },
    live: [...booted16, '< [2,"g","GetConfiguration",{}]'],
    found: [
      {
        ...{ rule: "call-timeout", side: "station" },
        says: ["GetConfiguration (id g)", "5 s", "BootNotification"],
      },
    ],
  },
  asRule(24, "no BootNotification after a reconnect", stationScenarios, {
    ...{ rule: "boot-missing", side: "station", severity: "note" },
  }),
  asRule(24, "Pending", stationScenarios, { rule: "boot-pending", side: "csms" }),
  asRule(24, "goes on before it was accepted", stationScenarios, {
    ...{ rule: "call-before-accepted", side: "station" },
  }),
  asRule(25, "accepts a trigger and sends nothing", stationScenarios, {
    ...{ rule: "trigger-not-honoured", side: "station" },
  }),
  asRule(30, "kWh labelled as Wh", transactionScenarios, {
    ...{ rule: "meter-unit-suspect", side: "station" },
  }),
  {
    ...{ number: 30, title: "ampere sent as watt" },
    live: [4, 3, 2, 1].flatMap((ago) =>
      sample16(
        String(ago),
        [
          power(16),
          ...["L1", "L2", "L3"].map((phase) => ({ ...current(16), phase })),
          { value: "230", measurand: "Voltage", unit: "V", phase: "L1-N" },
        ],
        `{t-${ago}m}`,
      ),
    ),
    found: [{ rule: "meter-unit-suspect", side: "station", says: ["ampere", "watt"] }],
  },
  {
    ...{ number: 30, title: "a register that is reset in the middle" },
    live: [10_000, 0, 100].flatMap((value, at) =>
      sample16(String(at), [energy(value)], `{t-${3 - at}m}`),
    ),
    found: [{ rule: "meter-decreasing", side: "station", says: ["reset"] }],
  },
  {
    ...{ number: 30, title: "meterStop 1 Wh below meterStart is tolerated" },
    live: [...booted16, ...start16("1"), ...stop16("2", { meterStop: 999 })],
    found: [],
  },
  {
    ...{ number: 30, title: "a negative start" },
    live: start16("1", { meterStart: -5 }),
    found: [{ rule: "meter-stop-mismatch", side: "station", says: ["-5 Wh"] }],
  },
  {
    ...{ number: 31, title: "a limit of 0 ends the transaction" },
    live: [
      ...start16("1"),
      ...status16("2", "Charging"),
      ...sample16("3", [current(16)]),
      ...asks("p", "SetChargingProfile", { connectorId: 1, csChargingProfiles: zero }, accepted),
      ...stop16("4", { reason: "Other" }),
    ],
    found: [{ rule: "limit-applied", side: "station", says: ["0 A", "connector 1"] }],
  },
  {
    ...{ number: 36, title: "all commands again after a mere reconnect" },
    live: says("h", "Heartbeat", {}, { currentTime: "{t}" }),
    async also({ station, csms }) {
      for (let at = 0; at < 24; at += 1) {
        const arrived = once(station, "message");
        const text = `[2,"${at}","ChangeConfiguration",{"key":"HeartbeatInterval","value":"300"}]`;
        csms.send(text);
        expectEqual(String((await arrived)[0]), text, "the command");
      }
    },
    found: [
      {
        ...{ rule: "command-burst", side: "csms" },
        says: ["more than 20 calls", "BootNotification"],
      },
    ],
  },
];
