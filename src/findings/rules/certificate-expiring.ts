/** A station's certificate ends soon, or has ended. */
import { limits } from "../../base/limits.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, plural } from "../wording.ts";

const DAY_MS = 86_400_000;

export const certificateExpiring = statelessRule(
  {
    id: "certificate-expiring",
    title: "The station's certificate ends soon",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 security whitepaper A02; OCPP 2.0.1 Part 2 A02",
    explanation:
      "With security profile 3 a station shows a certificate each time it connects, and certificates end. From that moment on it is refused, and most stations cannot be reached any more to be given a new one: somebody has to go there.",
    remedy:
      "Renew it now: TriggerMessage SignChargePointCertificate (1.6: ExtendedTriggerMessage), or whatever your CSMS has for it, while the station is connected.",
  },
  {
    "link-opened"({ body, atUs }) {
      const certificate = body.tls?.certificate;
      if (certificate === undefined) return nothing;
      const leftMs = Date.parse(certificate.validTo) - atUs / 1000;
      if (!(leftMs < limits.certificateDaysMin * DAY_MS)) return nothing;
      const days = Math.max(0, Math.floor(leftMs / DAY_MS));
      return [
        {
          sentence: `The station's certificate (${cut(certificate.subject)}) ends in ${plural(days, "day")}, at ${certificate.validTo}.`,
          evidence: [],
          details: { ...certificate, identities: certificate.identities.join(", "), days },
        },
      ];
    },
  },
);
