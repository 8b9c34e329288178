/** A transaction that ended for another reason than the driver, the CSMS or the car. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { evidenceOf, nameOfTransaction } from "./transaction-wording.ts";

/** OCPP 1.6 §7.36, 2.0.1 Part 2 §3.67. None said means Local. */
const usual: ReadonlySet<string> = new Set([
  ...["", "Local", "Remote", "EVDisconnected", "StoppedByEV"],
]);

/** Not usual, but somebody wanted it so. */
const planned: ReadonlyMap<string, string> = new Map([
  ["EnergyLimitReached", "the energy that was asked for had flowed"],
  ["SOCLimitReached", "the car's battery was as full as was asked for"],
  ["TimeLimitReached", "the time that was asked for was over"],
  ["LocalOutOfCredit", "the credit was used up"],
  ["MasterPass", "an operator's card stopped it"],
  ["UnlockCommand", "the CSMS unlocked the connector"],
  ["SoftReset", "the CSMS reset the station"],
  ["ImmediateReset", "the CSMS reset the station at once"],
]);

const unplanned: ReadonlyMap<string, string> = new Map([
  ["DeAuthorized", "the CSMS did not accept the token"],
  ["EmergencyStop", "somebody pressed the emergency stop"],
  ["HardReset", "the station was reset without waiting for its end"],
  ["Reboot", "the station restarted"],
  ["PowerLoss", "the station lost power"],
  ["Other", "the station does not say why"],
  ["GroundFault", "current flowed to ground"],
  ["OvercurrentFault", "too much current flowed"],
  ["PowerQuality", "the grid's voltage or frequency was not good enough"],
  ["Timeout", "the car was not plugged in or did not answer in time"],
]);

export const stoppedAbnormally = statelessRule(
  {
    id: "stopped-abnormally",
    title: "A transaction ended for an unusual reason",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §7.36; OCPP 2.0.1 Part 2 §3.67",
    explanation:
      "Most transactions end because the driver, the CSMS or the car ends them. This one has another reason. To the driver it looks as if charging broke off.",
    remedy:
      "For a fault (ground, overcurrent, power quality, emergency stop) look at the station's statuses at the same time and at the site. For power loss and reboots look at what else happened on this site then. For DeAuthorized look the token up in the CSMS.",
  },
  {
    transaction({ change, transaction, atUs }, link) {
      const { stopReason, startedAtUs, energyWh, stop, findings } = transaction;
      if (change !== "ended" || usual.has(stopReason)) return nothing;
      // What follows from a refusal that was told has been told.
      const wasRefused = findings.includes("start-refused");
      if (stopReason === "DeAuthorized" && wasRefused) return nothing;
      const isPlanned = planned.has(stopReason);
      const meaning =
        planned.get(stopReason) ?? unplanned.get(stopReason) ?? "this is no reason that OCPP knows";
      const energy = energyWh === null ? "" : ` and ${Math.round(energyWh)} Wh`;
      const after =
        transaction.start === null ? "" : ` after ${duration(atUs - startedAtUs)}${energy}`;
      return [
        {
          sentence: `The station ended ${nameOfTransaction(transaction)}${after} with the reason ${cut(stopReason)}: ${meaning}.`,
          ...(isPlanned ? { severity: "note" as const } : {}),
          ...(stopReason === "DeAuthorized" ? { side: "csms" as const } : {}),
          evidence: evidenceOf(link, stop),
          details: { transactionKey: transaction.key, reason: stopReason },
        },
      ];
    },
  },
);
