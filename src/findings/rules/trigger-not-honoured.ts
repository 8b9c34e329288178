/** Messages that a station promised to send and did not. */
import { integerIn, textIn } from "../fields.ts";
import { cut, duration, Party } from "../wording.ts";
import { type Heard, promiseRule } from "./promise-rule.ts";
import type { Promised } from "./promises.ts";

/** Some stations ask their meter or their modem first; most send within a second. */
const WITHIN_US = 30_000_000;

/** What is asked for by another name than that of the message, or may come as another. */
const sentAs: ReadonlyMap<string, readonly string[]> = new Map([
  ["MeterValues", ["MeterValues", "TransactionEvent"]],
  [
    "FirmwareStatusNotification",
    ["FirmwareStatusNotification", "SignedFirmwareStatusNotification"],
  ],
  ["SignChargePointCertificate", ["SignCertificate"]],
  ["SignChargingStationCertificate", ["SignCertificate"]],
  ["SignV2GCertificate", ["SignCertificate"]],
  ["SignV2G20Certificate", ["SignCertificate"]],
  ["SignCombinedCertificate", ["SignCertificate"]],
]);

/** What stands for itself. Others, as custom triggers, promise nothing that we know. */
const plain: ReadonlySet<string> = new Set([
  ...["BootNotification", "Heartbeat", "StatusNotification", "TransactionEvent"],
  ...["DiagnosticsStatusNotification", "LogStatusNotification"],
  "PublishFirmwareStatusNotification",
]);

export const triggerNotHonoured = promiseRule(
  {
    id: "trigger-not-honoured",
    title: "A triggered message was promised and did not come",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §5.17; OCPP 2.0.1 Part 2 F06",
    explanation:
      "With TriggerMessage the CSMS asks for a message, such as MeterValues or StatusNotification, and Accepted promises that it is going to be sent. Some stations accept every trigger and send nothing, so a CSMS that waits for the message waits for ever.",
    remedy:
      "Do not build on triggers with this model and firmware: let the station send by itself, with MeterValueSampleInterval or ClockAlignedDataInterval for meter values. Report it to the maker, with both messages: NotImplemented would have been the honest answer.",
  },
  {
    scope: "link",
    asking: ["TriggerMessage", "ExtendedTriggerMessage"],
    heeding: [...new Set([...plain, ...[...sentAs.values()].flat()])],
    wanted(callPayload) {
      const want = textIn(callPayload, "requestedMessage");
      if (!plain.has(want) && !sentAs.has(want)) return null;
      const connectorId = connectorIn(callPayload);
      return { want, connectorId, evseId: evseIn(callPayload), idToken: "" };
    },
    accepting: ["Accepted"],
    withinUs: () => WITHIN_US,
    hear: (promised, heard) => isWanted(promised, heard),
    tell(promised, { waitedUs, times }) {
      const { want, connectorId, evseId } = promised;
      const again = times === 1 ? "" : `, for the ${times}th time in a row`;
      return {
        sentence: `${Party.station} agreed to send ${cut(want)}${placeOf(promised)}, but did not within ${duration(waitedUs)}${again}.`,
        details: { requestedMessage: want, connectorId, evseId, times },
      };
    },
  },
);

function isWanted({ want, connectorId, evseId }: Promised, heard: Heard): boolean {
  const { action, callPayload } = heard;
  if (!(sentAs.get(want)?.includes(action) ?? action === want)) return false;
  // 2.x: meter values of a transaction come as its event, with the reason Trigger.
  if (want === "MeterValues" && action === "TransactionEvent") {
    return textIn(callPayload, "triggerReason") === "Trigger";
  }
  return fits(connectorId, connectorIn(callPayload)) && fits(evseId, evseIn(callPayload));
}

/** 0 stands for the whole station, and what does not say where it is from may be from there. */
function fits(wanted: number | null, sent: number | null): boolean {
  return wanted === null || wanted === 0 || sent === null || sent === wanted;
}

function connectorIn(callPayload: unknown): number | null {
  return integerIn(callPayload, "connectorId") ?? integerIn(callPayload, "evse", "connectorId");
}

function evseIn(callPayload: unknown): number | null {
  return integerIn(callPayload, "evseId") ?? integerIn(callPayload, "evse", "id");
}

function placeOf({ connectorId, evseId }: Promised): string {
  if (evseId !== null) return ` of EVSE ${evseId}`;
  return connectorId === null ? "" : ` of connector ${connectorId}`;
}
