/** Stored findings → the API's, with what the catalogue has to say about their rule. */
import { isoFromUs } from "../base/clock.ts";
import { ruleText } from "../findings/catalogue.ts";
import type { Severity, Side } from "../findings/rule.ts";
import { detailsIn, numberIn, numbersIn, type StoredRow, textIn } from "./reader.ts";

export const findingColumns = `toUnixTimestamp64Micro(at) AS at_us, rule, severity, side, station_id,
  link_id, evidence, sentence, details`;

export function presentFinding(stored: StoredRow) {
  const rule = textIn(stored, "rule");
  // A rule of a newer or older version is shown by its id.
  const text = ruleText(rule);
  return {
    rule,
    severity: parseSeverity(textIn(stored, "severity")),
    side: parseSide(textIn(stored, "side")),
    at: isoFromUs(numberIn(stored, "at_us")),
    stationId: textIn(stored, "station_id"),
    linkId: textIn(stored, "link_id"),
    evidence: numbersIn(stored, "evidence"),
    sentence: textIn(stored, "sentence"),
    details: detailsIn(stored, "details"),
    title: text?.title ?? rule,
    explanation: text?.explanation ?? "",
    remedy: text?.remedy ?? "",
    clause: text?.clause ?? "",
  };
}

export type PresentedFinding = ReturnType<typeof presentFinding>;

/** Only our recorder writes these columns. */
export function parseSeverity(text: string): Severity {
  return text as Severity;
}

export function parseSide(text: string): Side {
  return text as Side;
}
