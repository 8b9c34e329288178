/** Responses that took much longer than this action usually takes on this link. */
import type { Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { duration, nameOfCall, Party } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** Below this nobody waits. */
const FLOOR_MS = 2_000;
/** Fewer answers say nothing of what is usual. */
const ANSWERS_MIN = 20;
const ACTIONS_MAX = 32;
/** Durations fall into classes up to 1, 2, 4, … ms; the last one is everything above 2 min. */
const CLASSES = 18;

/** By the answering side and the action: how many answers fell into each class. */
type Usual = Map<string, number[]>;

export const slowResponse = statefulRule<Usual>(
  {
    id: "slow-response",
    title: "A response took much longer than usual",
    severity: "note",
    side: "csms",
    clause: "OCPP-J 1.6 §4.1.1; OCPP 2.0.1 Part 4 §4.1.1",
    explanation:
      "The answer came in time, but 99 of 100 answers to the same action on this link were faster, and it took more than two seconds. While a call is open its sender may send no other, so everything behind it waits, the driver at the station included.",
    remedy:
      "Look at what the answering side was busy with at that moment: a slow database, a queue, a restart. If it happens often, it announces time-outs.",
  },
  {
    scope: "link",
    begin: () => new Map(),
    // Without the classes above, of which most are empty for ever.
    save: (usual): Json =>
      [...usual].map(([key, counts]) => [
        ...[key, counts.slice(0, counts.findLastIndex((count) => count > 0) + 1)],
      ]),
    parse: (saved) => new Map(listOf(saved).flatMap(parseEntry)),
  },
  {
    message({ message, request, sender, seq, atUs }, _link, usual) {
      if (request === null || request.answerSeq !== seq) return nothing;
      if (message.type !== "callResult" && message.type !== "callError") return nothing;
      const tookUs = Math.max(0, atUs - request.atUs);
      const counts = countsFor(usual, sender, request.action);
      if (counts === null) return nothing;
      const tookMs = tookUs / 1000;
      const limitMs = tookMs < FLOOR_MS ? null : usualMsOf(counts);
      note(counts, tookMs);
      if (limitMs === null || tookMs <= limitMs) return nothing;
      return [
        {
          sentence: `${Party[sender]} took ${duration(tookUs)} to answer ${nameOfCall(request)}; 99 of 100 answers to this action came within ${duration(limitMs * 1000)}.`,
          side: sender,
          evidence: [request.seq, seq],
          details: { action: request.action, tookMs: Math.round(tookUs / 1000), usualMs: limitMs },
        },
      ];
    },
  },
  { sorts: ["callResult", "callError"] },
);

/** Null where there are too many actions already. */
function countsFor(usual: Usual, sender: Sender, action: string): number[] | null {
  const key = `${sender} ${action.length > 100 ? action.slice(0, 100) : action}`;
  let counts = usual.get(key);
  if (counts === undefined) {
    if (usual.size >= ACTIONS_MAX) return null;
    counts = new Array<number>(CLASSES).fill(0);
    usual.set(key, counts);
  }
  return counts;
}

/** Null where there were too few answers to tell. */
function usualMsOf(counts: readonly number[]): number | null {
  const answers = sumOf(counts);
  if (answers < ANSWERS_MIN) return null;
  const enough = Math.ceil(answers * 0.99);
  let faster = 0;
  const index = counts.findIndex((count) => {
    faster += count;
    return faster >= enough;
  });
  return 2 ** Math.max(0, index);
}

function note(counts: number[], ms: number): void {
  const at = Math.min(CLASSES - 1, Math.max(0, Math.ceil(Math.log2(Math.max(1, ms)))));
  counts[at] = (counts[at] ?? 0) + 1;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function parseEntry(saved: Json): readonly (readonly [string, number[]])[] {
  const [key, counts] = listOf(saved);
  const classes = Array.from({ length: CLASSES }, (_, at) => numberOr(listOf(counts)[at], 0));
  return typeof key === "string" ? [[key.slice(0, 600), classes]] : [];
}
