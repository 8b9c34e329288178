/**
 * The comparison of a replay as it goes on: what the record says of each played call, and what the
 * CSMS that it was played to answered, pair by pair. In: recorded calls and answers, rows of what was
 * played. Out: the same comparison as of a shadow's record. Bounded: a call is compared and forgotten
 * after a while, with what came of it until then.
 */
import type { StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import { compareOne, keyOf } from "../../query/comparison/pairing.ts";
import {
  answerBody,
  type Place,
  type SaidAnswer,
  type SaidCall,
} from "../../query/comparison/said.ts";
import { Tally } from "../../query/comparison/tally.ts";
import type { MessageRow } from "../../store/rows.ts";
import { messageOf } from "./playable.ts";
import type { RecordedMessage } from "./recorded.ts";

export type RunningComparison = {
  /** A call of the record is about to be played. */
  readonly asked: (stationId: StationId, message: RecordedMessage) => void;
  /** What the recorded CSMS answered to one. */
  readonly recordedAnswer: (message: RecordedMessage) => void;
  /** What was said to the other CSMS, or by it. */
  readonly played: (row: MessageRow) => void;
  /** Messages that were played so far, of both sides. */
  readonly messages: () => number;
  /** Everything that came is compared; nothing more is taken. */
  readonly end: () => ReturnType<Tally["result"]>;
};

export type ComparisonOptions = {
  /** Actions that are compared; null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly nowMs: () => number;
};

type Waiting = {
  readonly call: SaidCall;
  readonly made: SaidCall[];
  /** Of both sides, by the key of their call. */
  readonly answers: Map<string, SaidAnswer>;
  readonly sinceMs: number;
};

export function createRunningComparison({ only, nowMs }: ComparisonOptions): RunningComparison {
  const tally = new Tally();
  /** By the key of the recorded call, oldest first. */
  const waiting = new Map<string, Waiting>();
  /** Key of a played call → of the recorded one. */
  const sourceOf = new Map<string, string>();
  let messages = 0;

  function settle(key: string, { call, made, answers }: Waiting): void {
    waiting.delete(key);
    for (const { place } of made) sourceOf.delete(keyOf(place));
    const answerTo = (place: Place) => answers.get(keyOf(place)) ?? null;
    compareOne({ call, made, answerTo }, Number.POSITIVE_INFINITY, tally);
  }
  function settleOld(): void {
    const beforeMs = nowMs() - limits.playbackPairMs;
    for (const [key, each] of waiting) {
      if (each.sinceMs > beforeMs && waiting.size <= limits.playbackPairsMax) return;
      settle(key, each);
    }
  }
  function playedCall(row: MessageRow): void {
    const { linkId, seq, stationId, action, receivedAtUs: atUs, fromLinkId, fromSeq } = row;
    const source =
      fromLinkId === null || fromSeq === null ? null : { linkId: fromLinkId, seq: fromSeq };
    if (source === null) {
      if (isWanted(action)) tally.leaveOut("ownCall", action);
      return;
    }
    const key = keyOf(source);
    const known = waiting.get(key);
    if (known === undefined) {
      if (isWanted(action)) tally.leaveOut("sourceOutside", action);
      return;
    }
    const place = { linkId, seq };
    known.made.push({ kind: "call", side: "new", stationId, place, action, atUs, source });
    sourceOf.set(keyOf(place), key);
  }
  function playedAnswer(row: MessageRow): void {
    const { linkId, seq, requestSeq, receivedAtUs: atUs, latencyUs } = row;
    if (requestSeq === null) return;
    const request = { linkId, seq: requestSeq };
    const known = waiting.get(sourceOf.get(keyOf(request)) ?? "");
    const key = keyOf(request);
    // Of several, the first counts: a station hears no other.
    if (known === undefined || known.answers.has(key)) return;
    const body = answerBody({
      isError: row.messageType === "callError",
      errorCode: row.errorCode,
      payload: row.payloadEncoding === "utf8" && !row.isTruncated ? row.payload : "",
      ...{ version: row.ocppVersion, action: row.action },
      isHidden: row.redactions.length > 0,
    });
    const place = { linkId, seq };
    known.answers.set(key, {
      ...{ kind: "answer", side: "new", place, request, atUs, latencyUs, body },
    });
  }
  function isWanted(action: string): boolean {
    return only === null || only.has(action);
  }

  return {
    messages: () => messages,
    asked(stationId, message) {
      const { linkId, seq, action, atUs } = message;
      if (!isWanted(action)) return;
      const place = { linkId, seq };
      const call: SaidCall = {
        ...{ kind: "call", side: "old", stationId, place, action, atUs, source: null },
      };
      const entry = { call, made: [], answers: new Map(), sinceMs: nowMs() };
      waiting.set(keyOf(place), entry);
      settleOld();
    },
    recordedAnswer(message) {
      const answer = recordedAnswerOf(message);
      const key = answer === null ? "" : keyOf(answer.request);
      const known = waiting.get(key);
      if (answer === null || known === undefined || known.answers.has(key)) return;
      known.answers.set(key, answer);
    },
    played(row) {
      messages += 1;
      if (row.messageType === "call") {
        if (row.sender === "station") playedCall(row);
        else tally.leaveOut("newCommand", row.action);
      } else if (row.sender === "csms") {
        playedAnswer(row);
      }
    },
    end() {
      for (const [key, each] of waiting) settle(key, each);
      return tally.result();
    },
  };
}

/** Null: its call is not known. */
function recordedAnswerOf(
  message: RecordedMessage,
): (SaidAnswer & { readonly request: Place }) | null {
  const { linkId, seq, requestSeq, atUs, latencyUs, text, version, action, redactions } = message;
  if (requestSeq === null) return null;
  const parsed = text === null ? null : messageOf(text, version);
  const body = answerBody({
    isError: parsed?.type === "callError",
    errorCode: parsed?.type === "callError" ? parsed.errorCode : "",
    payload: text ?? "",
    ...{ version: version ?? "", action },
    isHidden: redactions.length > 0,
  });
  return {
    ...{ kind: "answer", side: "old", place: { linkId, seq }, atUs, latencyUs, body },
    request: { linkId, seq: requestSeq },
  };
}
