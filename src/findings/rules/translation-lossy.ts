/** A message was translated, but not all of it could be carried across. */
import { nothing, statelessRule } from "../rule.ts";
import { lossReports } from "./translation-losses.ts";

export const translationLossy = statelessRule(
  {
    id: "translation-lossy",
    title: "Part of a message has no place in the other version",
    severity: "note",
    side: "ours",
    clause: "",
    explanation:
      "The station and the CSMS speak different versions of OCPP, and ocpptap translates between them. Most of what one version says the other can say, too; this cannot be said, so the message went on without it, or with the nearest thing that exists. The finding says what was left out and what stands in its place. The same loss is told at the first, the 10th and the 100th time on a link, not each time.",
    remedy:
      "Compare the two messages side by side. Where what is missing matters to you, look for it in the CSMS under what stands in its place; where it matters for billing or safety, keep this station with a CSMS of its own version.",
  },
  {
    note: ({ body }, link) =>
      body.note === "translation-loss" && body.rule === "translation-lossy"
        ? lossReports(body, link, "Not all of this message could be carried across")
        : nothing,
  },
);
