/** Findings of the messages of a page: by (link, seq), each rule once per message. */

import { limits } from "../base/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import { parseSeverity } from "./finding-rows.ts";
import type { RuleAndSeverity } from "./present.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "./reader.ts";

export type EvidenceOf = (row: MessageRow) => readonly RuleAndSeverity[];

export async function readEvidence(
  rows: readonly MessageRow[],
  deps: QueryDeps,
): Promise<EvidenceOf> {
  const stored: StoredRow[] = [];
  for (let at = 0; at < rows.length; at += limits.pageRowsMax) {
    stored.push(...(await readSome(rows.slice(at, at + limits.pageRowsMax), deps)));
  }
  const findings = Map.groupBy(stored, (row) =>
    key(textIn(row, "link_id"), numberIn(row, "evidence_seq")),
  );
  return (row) =>
    (findings.get(key(row.linkId, row.seq)) ?? []).map((finding) => ({
      rule: textIn(finding, "rule"),
      severity: parseSeverity(textIn(finding, "severity")),
    }));
}

/** One question for up to a page of the API: a parameter may not be longer than 128 KiB. */
function readSome(rows: readonly MessageRow[], deps: QueryDeps): Promise<readonly StoredRow[]> {
  return readRows(
    `SELECT link_id, evidence_seq, rule, severity FROM findings ARRAY JOIN evidence AS evidence_seq
WHERE at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND (link_id, evidence_seq) IN (
  SELECT arrayJoin(arrayZip({links:Array(UUID)}, {seqs:Array(UInt64)})))
GROUP BY link_id, evidence_seq, rule, severity ORDER BY min(at), rule`,
    {
      fromUs: rows.reduce(
        (least, row) => Math.min(least, row.receivedAtUs),
        Number.MAX_SAFE_INTEGER,
      ),
      links: rows.map((row) => row.linkId),
      seqs: rows.map((row) => row.seq),
    },
    deps,
  );
}

function key(linkId: string, seq: number): string {
  return `${linkId} ${seq}`;
}
