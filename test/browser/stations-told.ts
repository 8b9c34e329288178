/** What the pages of stations are shown: a fleet, and one station's day told through the intake. */
import { parseStationId } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import type { Record } from "../query/record.ts";
import { linkIdOf, messageRow } from "../query/rows.ts";
import {
  accepted16,
  isoAt,
  meterValue,
  minuteMs,
  start16,
  startUs,
  stop16,
  story,
} from "../sessions/tell.ts";

export const HOSTILE_ID = `%2F <img src=x onerror="window.owned=1">/?#&\u202E`;
/** More than a screen could hold, and than anybody makes rows for. */
export const FLEET = 3_000;
/** An hour after the stories began. */
export const nowUs = startUs + 60 * minuteMs * 1000;

const status = (word: string, errorCode = "NoError") => ({
  ...{ connectorId: 1, status: word, errorCode },
});

const bootOf = (firmwareVersion: string) => ({
  ...{ chargePointVendor: "ACME", chargePointModel: "One", firmwareVersion },
});

const booted = { status: "Accepted", currentTime: isoAt(0), interval: 300 };

const limitOf = (limit: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 5, stackLevel: 1, chargingProfilePurpose: "TxProfile" },
    ...{ chargingProfileKind: "Relative", transactionId: 7 },
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  },
});

const configuration = {
  configurationKey: [
    { key: "HeartbeatInterval", readonly: false, value: "300" },
    { key: "AuthorizationKey", readonly: false, value: "0102030405060708" },
    { key: "NumberOfConnectors", readonly: true, value: "1" },
  ],
};

const tls = {
  ...{ version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" },
  certificate: {
    ...{ subject: "CN=CP-1", issuer: "CN=<i>Depot CA</i>", serial: "0A2B", identities: ["CP-1"] },
    ...{ validFrom: "2026-01-01T00:00:00.000Z", validTo: "2026-12-11T00:00:00.000Z" },
    ...{ fingerprint: Array(32).fill("AB").join(":"), problem: null },
  },
};

/** CP-1: two firmwares, a session with a limit and a silence in it, a fault, and a broken link. */
export function tellDay() {
  const told = story({ rules, opened: { tls } })
    .says("BootNotification", bootOf("1.0"), booted)
    .says("BootNotification", bootOf("1.1"), booted, { afterMs: minuteMs })
    .says("StatusNotification", status("Available"))
    .asks("GetConfiguration", {}, configuration)
    .asks("ChangeConfiguration", { key: "HeartbeatInterval", value: "60" }, { status: "Accepted" })
    .says("StatusNotification", status("Preparing"), {}, { afterMs: minuteMs })
    .says("Authorize", { idTag: "CARD" }, { idTagInfo: { status: "Accepted" } })
    .says("StartTransaction", start16({ timestamp: isoAt(2 * minuteMs) }), accepted16())
    .says("StatusNotification", status("Charging"))
    .asks("SetChargingProfile", limitOf(16), { status: "Accepted" });
  // Half of it, ten minutes of nothing, the other half.
  for (const minute of [3, 4, 5, 6, 7, 18, 19, 20, 21]) {
    const value = meterValue(minute * minuteMs, 1_000 + minute * 120);
    const afterMs = minute === 18 ? 11 * minuteMs : minuteMs;
    told.says(
      "MeterValues",
      { connectorId: 1, transactionId: 7, meterValue: [value] },
      {},
      { afterMs },
    );
  }
  const stop = stop16({ timestamp: isoAt(22 * minuteMs), meterStop: 3_640, reason: "Remote" });
  told
    .says("StopTransaction", stop, {}, { afterMs: minuteMs })
    .says("StatusNotification", status("Faulted", "GroundFailure"), {}, { afterMs: minuteMs });
  told.link.close({ closedBy: "station", how: "reset", code: null });
  return told;
}

export async function tellFleet(record: Record): Promise<void> {
  await record.send(tellDay().recording.intake.takeBatch().freeze("day"));
  await record.insert({
    messages: [
      messageRow({
        ...{ stationId: parseStationId(HOSTILE_ID), linkId: linkIdOf(2), receivedAtUs: startUs },
        action: "BootNotification",
        payload: `[2,"1","BootNotification",{"chargePointVendor":"<b>x</b>","chargePointModel":"\u202E"}]`,
      }),
      ...Array.from({ length: FLEET }, (_, index) =>
        messageRow({
          stationId: parseStationId(`FLEET-${String(index).padStart(4, "0")}`),
          ...{ linkId: linkIdOf(3), seq: index + 1, receivedAtUs: startUs + index },
        }),
      ),
    ],
  });
}
