/** A SOAP call that was answered with a fault. */
import { nothing, statelessRule } from "../rule.ts";
import { codeOf, cut, Party, party, quoteOfError } from "../wording.ts";

export const soapFault = statelessRule(
  {
    id: "soap-fault",
    title: "A SOAP call was answered with a fault",
    severity: "warning",
    side: "csms",
    clause: "OCPP-S 1.5 §4.6; OCPP-S 1.6 §4.6; SOAP 1.2 part 1 §5.4",
    explanation:
      "A fault means that the call was not carried out at all. Its code says why: SecurityError, IdentityMismatch and UrlNotSupported are OCPP's own; Sender says that something in the message is wrong, Receiver that something failed inside who received it; MustUnderstand that a header was not understood.",
    remedy:
      "For IdentityMismatch compare chargeBoxIdentity with the identity that the other side knows; for UrlNotSupported the path; for Sender compare the message with the WSDL of its version; for Receiver look into the log of the side that answered.",
  },
  {
    message({ message, sender, seq, request }, link) {
      if (link.transport !== "soap" || message.type !== "callError") return nothing;
      if (/^HTTP-\d{3}$/.test(message.errorCode)) return nothing;
      const { errorCode, errorDescription } = message;
      const asker = sender === "csms" ? "station" : "csms";
      const quoted = quoteOfError(errorDescription, request);
      const said = quoted === "" ? "" : ` ("${quoted}")`;
      const action = request?.action ?? "";
      return [
        {
          sentence: `${Party[sender]} answered ${action === "" ? "a call" : cut(action)} of ${party[asker]} with the fault ${codeOf(errorCode, request)}${said}.`,
          side: sender,
          evidence: [...(request === null ? [] : [request.seq]), seq],
          details: { action, code: errorCode.slice(0, 200) },
        },
      ];
    },
  },
  { sorts: ["callError"] },
);
