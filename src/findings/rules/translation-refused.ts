/** A message, or what it asks for, could not be translated at all. */
import { nothing, statelessRule } from "../rule.ts";
import { lossReports } from "./translation-losses.ts";

export const translationRefused = statelessRule(
  {
    id: "translation-refused",
    title: "A message cannot be carried into the other version",
    severity: "warning",
    side: "ours",
    clause: "",
    explanation:
      "The station and the CSMS speak different versions of OCPP, and ocpptap translates between them. What was asked here does not exist in the other version, or must not happen there, so nothing of it reached the other side: ocpptap answered with the refusal that the asker's own version defines, or dropped what nobody could use.",
    remedy:
      "See whether the CSMS can ask for the same in another way, or leave it out for stations of this version: it will be refused each time. Where the feature is needed, the station needs firmware of the newer version.",
  },
  {
    note: ({ body }, link) =>
      body.note === "translation-loss" && body.rule === "translation-refused"
        ? lossReports(body, link, "This could not be carried across")
        : nothing,
  },
);
