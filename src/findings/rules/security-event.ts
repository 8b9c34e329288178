/** Security events that a station reports. */
import { textIn } from "../fields.ts";
import { nothing, type Severity, statefulRule } from "../rule.ts";
import { cut, cutFree, Party } from "../wording.ts";
import { isOfStation } from "./promises.ts";
import { countRepeat, repeatsOfStation, timesTold } from "./repeats.ts";

/**
 * The standards' list (1.6 security white paper, "Security events"; 2.0.1 Part 2 Appendix 1) has one
 * mark, `critical`: the CSMS has to be told at once. It holds for a start-up as well as for a break-in,
 * so the severity also asks whether the event belongs to a day's work.
 */
type SecurityEvent = {
  readonly isCritical: boolean;
  readonly isRoutine: boolean;
  readonly says: string;
};

const routine = (isCritical: boolean, says: string) => ({ isCritical, isRoutine: true, says });
const alarming = (isCritical: boolean, says: string) => ({ isCritical, isRoutine: false, says });

const events: ReadonlyMap<string, SecurityEvent> = new Map([
  ["FirmwareUpdated", routine(true, "its firmware was updated")],
  ["SettingSystemTime", routine(true, "its clock was set")],
  ["StartupOfTheDevice", routine(true, "it started")],
  ["ResetOrReboot", routine(true, "it was reset or restarted")],
  ["ReconfigurationOfSecurityParameters", routine(false, "a security setting was changed")],
  ["MaintenanceLoginAccepted", routine(true, "somebody logged in for maintenance")],
  ["MaintenanceLoginFailed", alarming(true, "somebody failed to log in for maintenance")],
  ["SecurityLogWasCleared", alarming(true, "its security log was cleared")],
  ["MemoryExhaustion", alarming(true, "its memory is exhausted")],
  ["TamperDetectionActivated", alarming(true, "somebody tampered with it")],
  ["AttemptedReplayAttacks", alarming(false, "somebody sent it old messages again")],
  ["InvalidMessages", alarming(false, "it gets messages that are not valid")],
  ["FailedToAuthenticateAtCsms", alarming(false, "the CSMS did not accept its credentials")],
  [
    "FailedToAuthenticateAtCentralSystem",
    alarming(false, "the CSMS did not accept its credentials"),
  ],
  ["CsmsFailedToAuthenticate", alarming(false, "it did not accept the CSMS's credentials")],
  [
    "CentralSystemFailedToAuthenticate",
    alarming(false, "it did not accept the CSMS's credentials"),
  ],
  ["InvalidFirmwareSignature", alarming(false, "the signature of a firmware is not valid")],
  [
    "InvalidFirmwareSigningCertificate",
    alarming(false, "a firmware is signed with a certificate that is not valid"),
  ],
  ["InvalidCsmsCertificate", alarming(false, "the CSMS's certificate is not valid")],
  ["InvalidCentralSystemCertificate", alarming(false, "the CSMS's certificate is not valid")],
  [
    "InvalidChargingStationCertificate",
    alarming(false, "it was given a certificate that is not valid"),
  ],
  [
    "InvalidChargePointCertificate",
    alarming(false, "it was given a certificate that is not valid"),
  ],
  ["InvalidTLSVersion", alarming(false, "the CSMS offers only TLS versions that it must not use")],
  [
    "InvalidTLSCipherSuite",
    alarming(false, "the CSMS offers only TLS ciphers that it must not use"),
  ],
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
    message(happening, _link, repeats) {
      const { message, sender, seq, atUs } = happening;
      if (message.type !== "call" || sender !== "station" || !isOfStation(happening))
        return nothing;
      const type = textIn(message.callPayload, "type");
      const event = events.get(type) ?? null;
      const times = timesTold(countRepeat(repeats, type, atUs));
      if (times === null) return nothing;
      const info = textIn(message.callPayload, "techInfo");
      const critical = event?.isCritical === true ? ", which the standard calls critical" : "";
      const says = event === null ? ", which is not in the standard's list" : `: ${event.says}`;
      return [
        {
          sentence: `${Party.station} reported the security event ${type === "" ? '""' : cut(type)}${critical}${says}${info === "" ? "" : ` ("${cutFree(info)}")`}${times}.`,
          severity: severityOf(event),
          evidence: [seq],
          details: {
            type: cut(type),
            isCritical: event?.isCritical ?? null,
            isKnown: event !== null,
          },
        },
      ];
    },
  },
  { actions: ["SecurityEventNotification"] },
);

function severityOf(event: SecurityEvent | null): Severity {
  if (event?.isRoutine === true) return "note";
  return event?.isCritical === true ? "error" : "warning";
}
