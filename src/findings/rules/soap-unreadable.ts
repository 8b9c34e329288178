/** A body that says it is SOAP and is none. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";

export const soapUnreadable = statelessRule(
  {
    id: "soap-unreadable",
    title: "A SOAP message could not be read",
    severity: "error",
    side: "station",
    clause: "SOAP 1.2 part 1 §5; OCPP-S 1.5 §4",
    explanation:
      "The message is not well-formed XML, has a DOCTYPE (which SOAP forbids, because it can name files and grow without bounds), or is nested or long beyond every real message. It went on as it came; ocpptap alone did not read it, so its action and station are not known.",
    remedy:
      "Look at the bytes: text that was not escaped (& and <), a wrong encoding, or a body cut off are the usual causes. A DOCTYPE is sent by no station and is an attack until proven otherwise.",
  },
  {
    message({ message, sender, seq }, link) {
      if (link.transport !== "soap" || message.type !== "malformed") return nothing;
      const { problem } = message;
      return [
        {
          sentence: `${Party[sender]} sent a SOAP message that cannot be read: ${cut(problem)}.`,
          side: sender,
          evidence: [seq],
          details: { problem: problem.slice(0, 500) },
        },
      ];
    },
  },
  { sorts: ["malformed"] },
);
