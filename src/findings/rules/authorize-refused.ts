/** The CSMS did not accept a token at Authorize. */
import { textIn } from "../fields.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { meaningOfStatus } from "./token-status.ts";

export const authorizeRefused = statelessRule(
  {
    id: "authorize-refused",
    title: "The CSMS refused a token",
    severity: "warning",
    side: "csms",
    clause: "OCPP 1.6 §4.1, §7.2; OCPP 2.0.1 Part 2 §C01, §3.3",
    explanation:
      "A driver held a card to the station (or used an app), the station asked the CSMS whether it may charge, and the CSMS said no. The station then does not start. To the driver it looks like a station that does not work.",
    remedy:
      "Look the token up in the CSMS: whether it is known, active, paid for, and allowed at this place. If every token of a station is refused, look at how the station reads cards (byte order, upper and lower case) and whether the CSMS knows the station's site.",
  },
  {
    message({ message, request, seq }) {
      if (message.type !== "callResult" || request === null) return nothing;
      const status =
        textIn(message.callPayload, "idTagInfo", "status") ||
        textIn(message.callPayload, "idTokenInfo", "status");
      if (status === "" || status === "Accepted") return nothing;
      return [
        {
          sentence: `The CSMS answered Authorize with ${cut(status)}: ${meaningOfStatus(status)}.`,
          evidence: [request.seq, seq],
          details: { status },
        },
      ];
    },
  },
  { actions: ["Authorize"] },
);
