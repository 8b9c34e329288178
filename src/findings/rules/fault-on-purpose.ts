/** Somebody has set a fault for this station, and ocpptap did it. */
import { nothing, statelessRule } from "../rule.ts";
import { cut, cutFree, party } from "../wording.ts";

export const faultOnPurpose = statelessRule(
  {
    id: "fault-on-purpose",
    title: "A fault was made on purpose",
    severity: "note",
    side: "ours",
    clause: "",
    explanation:
      "For tests, an operator may set faults for a station: ocpptap then delays, drops, doubles, reorders or breaks its messages, answers them itself, or closes the link. It did so to this message. What follows from it on this link (a call without an answer, an answer twice, a message that is not JSON) is the test, and nobody's mistake; what ocpptap put in is marked as such in the record.",
    remedy:
      "Nothing, if a test is under way: see whether both sides bear it. Otherwise look at the faults on purpose in the console, where each says who set it and until when, and remove it.",
  },
  {
    note({ body }) {
      if (body.note !== "fault-on-purpose") return nothing;
      const { seq, sender, did, made } = body;
      const fault = cut(body.fault);
      const detail = cutFree(body.detail);
      const done = did === "nothing" ? "could do nothing to" : "acted on";
      return [
        {
          sentence: `The fault on purpose ${fault} ${done} this message of ${party[sender]}: ${detail}.`,
          evidence: made === undefined ? [seq] : [seq, made],
          details: { fault, did, detail },
        },
      ];
    },
  },
);
