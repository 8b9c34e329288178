/** References to messages → the searches that fetch them. */
import type { MessageReference } from "../../console/contract.ts";

/** Terms of one query are bounded; below that, with the link's own. */
const RUNS_MAX = 50;

export function messagePath({ linkId, seq }: MessageReference): string {
  return `/messages/${linkId}/${seq}`;
}

/** Numbers that follow each other are one term; each query is about one link. */
export function evidenceQueries(references: readonly MessageReference[]): readonly string[] {
  const byLink = Map.groupBy(references, ({ linkId }) => linkId);
  return [...byLink].flatMap(([linkId, own]) => {
    const runs = runsOf(own.map(({ seq }) => seq));
    const queries: string[] = [];
    for (let from = 0; from < runs.length; from += RUNS_MAX) {
      const terms = runs.slice(from, from + RUNS_MAX);
      queries.push(`link:${linkId} (${terms.join(" OR ")})`);
    }
    return queries;
  });
}

/** `seq:3..5`, `seq:9` */
function runsOf(seqs: readonly number[]): readonly string[] {
  const runs: { from: number; to: number }[] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.to + 1 === seq) last.to = seq;
    else runs.push({ from: seq, to: seq });
  }
  return runs.map(({ from, to }) => (from === to ? `seq:${from}` : `seq:${from}..${to}`));
}
