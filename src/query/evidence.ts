/** Findings of the messages of a page: by (link, seq), each rule once per message. */

import type { MessageRow } from "../store/rows.ts";
import { parseSeverity } from "./finding-rows.ts";
import type { RuleAndSeverity } from "./present.ts";
import { numberIn, type QueryDeps, readRows, textIn } from "./reader.ts";

export type EvidenceOf = (row: MessageRow) => readonly RuleAndSeverity[];

/** One question for the whole page, however many messages it has. */
export async function readEvidence(
  rows: readonly MessageRow[],
  deps: QueryDeps,
): Promise<EvidenceOf> {
  if (rows.length === 0) return () => [];
  const stored = await readRows(
    `SELECT link_id, evidence_seq, rule, severity FROM findings ARRAY JOIN evidence AS evidence_seq
WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND (link_id, evidence_seq) IN (
  SELECT arrayJoin(arrayZip({links:Array(UUID)}, {seqs:Array(UInt64)})))
GROUP BY link_id, evidence_seq, rule, severity ORDER BY min(at), rule`,
    {
      fromUs: rows.reduce((least, row) => Math.min(least, row.receivedAtUs), Infinity),
      links: rows.map((row) => row.linkId),
      seqs: rows.map((row) => row.seq),
    },
    deps,
  );
  const findings = Map.groupBy(stored, (row) =>
    key(textIn(row, "link_id"), numberIn(row, "evidence_seq")),
  );
  return (row) =>
    (findings.get(key(row.linkId, row.seq)) ?? []).map((finding) => ({
      rule: textIn(finding, "rule"),
      severity: parseSeverity(textIn(finding, "severity")),
    }));
}

function key(linkId: string, seq: number): string {
  return `${linkId} ${seq}`;
}
