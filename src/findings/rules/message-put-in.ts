/** A message of a spliced link that the other side did not send, or does not see. */
import type { Json } from "../../exchange/message.ts";
import type { Aside } from "../../spool/intercept-notes.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cutFree, party } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** Told of, and about to come. */
type Announced = { aside: Pick<Aside, "seq" | "by" | "did"> | null };

export const messagePutIn = statefulRule<Announced>(
  {
    id: "message-put-in",
    title: "A message was put in by ocpptap",
    severity: "note",
    side: "ours",
    clause: "",
    explanation:
      "Usually ocpptap changes nothing of what a station and its CSMS say to each other. Where a route permits it, operators and further back-ends may call the station beside the CSMS, and faults may be made on purpose. This message is one that ocpptap sent in that way, or the answer to one, which went to whoever asked and not to the CSMS. From here on the link is not what the two of them would have seen without ocpptap.",
    remedy:
      "Nothing. Who it was stands in the sentence; to end it, take `commands`, `backends` or `faults` out of the route.",
  },
  {
    scope: "link",
    begin: () => parse(null),
    save: ({ aside }): Json => (aside === null ? null : [aside.seq, aside.by, aside.did]),
    parse,
  },
  {
    note({ body }, _link, state) {
      if (body.note === "aside") {
        const { seq, by, did } = body;
        state.aside = { seq, by: cutFree(by), did };
      }
      return nothing;
    },
    message({ seq, sender }, _link, state) {
      const { aside } = state;
      if (aside === null || aside.seq !== seq) return nothing;
      state.aside = null;
      const { by, did } = aside;
      const other = sender === "station" ? "csms" : "station";
      const sentence =
        did === "sent"
          ? `This was put in for ${by}: ${party[sender]} did not send it.`
          : `This answers ${by}: ${party[other]} did not get it.`;
      return [{ sentence, evidence: [seq], details: { by, did } }];
    },
  },
  { onlyUnusual: true },
);

function parse(saved: Json): Announced {
  const [seq, by, did] = listOf(saved);
  const isKnown = did === "sent" || did === "answered";
  if (typeof by !== "string" || !isKnown) return { aside: null };
  return { aside: { seq: numberOr(seq, 0), by, did } };
}
