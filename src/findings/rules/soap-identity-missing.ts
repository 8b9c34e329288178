/** A SOAP call that does not say which station it is about. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";

export const soapIdentityMissing = statelessRule(
  {
    id: "soap-identity-missing",
    title: "A SOAP call has no chargeBoxIdentity",
    severity: "warning",
    side: "station",
    clause: "OCPP-S 1.5 §4.3; OCPP-S 1.6 §4.3",
    explanation:
      "Over SOAP all stations may call the same URL; the header chargeBoxIdentity alone says which of them it is. It is mandatory in every call of either side. Without it ocpptap shows the call under the last part of the URL's path, which may be no station at all.",
    remedy:
      "Set the identity in the station's configuration. Where a gateway rewrites messages, let it keep SOAP headers.",
  },
  {
    message({ message, sender, seq }, link) {
      const isAsked = link.transport === "soap" && message.type === "call";
      if (!isAsked || link.isIdentified !== false) return nothing;
      return [
        {
          sentence: `${Party[sender]} called ${cut(message.action || "a service")} over SOAP without a chargeBoxIdentity.`,
          side: sender,
          evidence: [seq],
          details: { action: message.action },
        },
      ];
    },
  },
  { sorts: ["call"] },
);
