/** Security events that a station reports. */
import { securityEvents } from "../../ocpp/reference/enumerations/open-lists.ts";
import { textIn } from "../fields.ts";
import { nothing, type Severity, statefulRule } from "../rule.ts";
import { cut, cutFree, inside, Party } from "../wording.ts";
import { isOfStation } from "./promises.ts";
import { countRepeat, repeatsOfStation, timesTold } from "./repeats.ts";

/**
 * The standards have one mark, `critical`: the CSMS has to be told at once. It holds for a start-up
 * as well as for a break-in, so the severity also asks whether the event belongs to a day's work.
 */
const routine: ReadonlySet<string> = new Set([
  ...["FirmwareUpdated", "SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot"],
  ...["ReconfigurationOfSecurityParameters", "MaintenanceLoginAccepted"],
]);

export const securityEvent = statefulRule(
  {
    id: "security-event",
    title: "The station reported a security event",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 security white paper A04; OCPP 2.0.1 Part 2 A04, Appendix 1",
    explanation:
      "Stations report what touches their security. The standard lists the events and calls some critical, which means that they have to be reported at once. Events of a day's work, such as a start or a set clock, are notes here; what may be an attack or a wrong setup is a warning, and an error where the standard calls it critical. Types that are not in the list are warnings, as nobody but the maker knows them.",
    remedy:
      "Find out whether somebody was at the station at that time: a technician, an update, a change of certificates. For certificates and TLS, compare what the CSMS offers with what the station trusts. For tampering and a cleared log, have the station looked at, and get its security log with GetLog.",
  },
  repeatsOfStation,
  {
    message(happening, { version }, repeats) {
      const { message, sender, seq, atUs } = happening;
      if (message.type !== "call" || sender !== "station" || !isOfStation(happening))
        return nothing;
      const type = textIn(message.callPayload, "type");
      const event = securityEvents.get(type) ?? null;
      const isCritical = event?.criticalIn.includes(version ?? "2.0.1") ?? null;
      const times = timesTold(countRepeat(repeats, type, atUs));
      if (times === null) return nothing;
      const info = textIn(message.callPayload, "techInfo");
      const critical = isCritical === true ? ", which the standard calls critical" : "";
      const says =
        event === null
          ? ", which is not in the standard's list"
          : `: ${inside(event.meaning).replace(/\.$/, "")}`;
      return [
        {
          sentence: `${Party.station} reported the security event ${type === "" ? '""' : cut(type)}${critical}${says}${info === "" ? "" : ` ("${cutFree(info)}")`}${times}.`,
          severity: severityOf(type, isCritical),
          evidence: [seq],
          details: {
            type: cut(type),
            isCritical,
            isKnown: event !== null,
          },
        },
      ];
    },
  },
  { actions: ["SecurityEventNotification"] },
);

function severityOf(type: string, isCritical: boolean | null): Severity {
  if (routine.has(type)) return "note";
  return isCritical === true ? "error" : "warning";
}
