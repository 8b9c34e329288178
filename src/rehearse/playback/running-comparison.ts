/**
 * The comparison of a replay as it goes on: what the record says of each played call, and what the
 * CSMS that it was played to answered, pair by pair. In: recorded calls and answers, rows of what
 * was played. Out: the same comparison as of a shadow's record. Bounded: a call is compared and
 * forgotten after a while, with what came of it until then.
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

export function createRunningComparison(options: ComparisonOptions): RunningComparison {
  return new Running(options);
}

class Running implements RunningComparison {
  readonly #options: ComparisonOptions;
  readonly #tally = new Tally();
  /** By the key of the recorded call, oldest first. */
  readonly #waiting = new Map<string, Waiting>();
  /** Key of a played call → of the recorded one. */
  readonly #sourceOf = new Map<string, string>();
  #messages = 0;

  constructor(options: ComparisonOptions) {
    this.#options = options;
  }

  messages = () => this.#messages;

  asked = (stationId: StationId, { linkId, seq, action, atUs }: RecordedMessage) => {
    if (!this.#isWanted(action)) return;
    const place = { linkId, seq };
    const call: SaidCall = {
      ...{ kind: "call", side: "old", stationId, place, action, atUs, source: null },
    };
    const sinceMs = this.#options.nowMs();
    this.#waiting.set(keyOf(place), { call, made: [], answers: new Map(), sinceMs });
    this.#settleOld();
  };

  recordedAnswer = (message: RecordedMessage) => {
    const answer = recordedAnswerOf(message);
    if (answer !== null) this.#keep(keyOf(answer.request), answer);
  };

  played = (row: MessageRow) => {
    this.#messages += 1;
    if (row.messageType === "call") {
      if (row.sender === "station") this.#playedCall(row);
      else this.#tally.leaveOut("newCommand", row.action);
    } else if (row.sender === "csms") {
      const answer = playedAnswerOf(row);
      const source = answer === null ? undefined : this.#sourceOf.get(keyOf(answer.request));
      if (answer !== null && source !== undefined) this.#keep(source, answer);
    }
  };

  end = () => {
    for (const [key, each] of this.#waiting) this.#settle(key, each);
    return this.#tally.result();
  };

  /** Of several, the first counts: a station hears no other. */
  #keep(source: string, answer: AnswerOf): void {
    const answers = this.#waiting.get(source)?.answers;
    const key = keyOf(answer.request);
    if (answers?.has(key) === false) answers.set(key, answer);
  }

  #playedCall(row: MessageRow): void {
    const { linkId, seq, stationId, action, receivedAtUs: atUs, fromLinkId, fromSeq } = row;
    const hasSource = fromLinkId !== null && fromSeq !== null;
    const source = hasSource ? { linkId: fromLinkId, seq: fromSeq } : null;
    const key = source === null ? "" : keyOf(source);
    const known = this.#waiting.get(key);
    if (known !== undefined) {
      const place = { linkId, seq };
      known.made.push({ kind: "call", side: "new", stationId, place, action, atUs, source });
      this.#sourceOf.set(keyOf(place), key);
    } else if (this.#isWanted(action)) {
      this.#tally.leaveOut(source === null ? "ownCall" : "sourceOutside", action);
    }
  }

  #settle(key: string, { call, made, answers }: Waiting): void {
    this.#waiting.delete(key);
    for (const { place } of made) this.#sourceOf.delete(keyOf(place));
    const answerTo = (place: Place) => answers.get(keyOf(place)) ?? null;
    compareOne({ call, made, answerTo }, Number.POSITIVE_INFINITY, this.#tally);
  }

  #settleOld(): void {
    const beforeMs = this.#options.nowMs() - limits.playbackPairMs;
    for (const [key, each] of this.#waiting) {
      const isFull = this.#waiting.size > limits.playbackPairsMax;
      if (each.sinceMs > beforeMs && !isFull) return;
      this.#settle(key, each);
    }
  }

  #isWanted(action: string): boolean {
    const { only } = this.#options;
    return only === null || only.has(action);
  }
}

type AnswerOf = SaidAnswer & { readonly request: Place };

/** Null: its call is not known. */
function playedAnswerOf(row: MessageRow): AnswerOf | null {
  const { linkId, seq, requestSeq, receivedAtUs: atUs, latencyUs } = row;
  if (requestSeq === null) return null;
  const body = answerBody({
    isError: row.messageType === "callError",
    errorCode: row.errorCode,
    payload: row.payloadEncoding === "utf8" && !row.isTruncated ? row.payload : "",
    ...{ version: row.ocppVersion, action: row.action },
    isHidden: row.redactions.length > 0,
  });
  return {
    ...{ kind: "answer", side: "new", place: { linkId, seq }, atUs, latencyUs, body },
    request: { linkId, seq: requestSeq },
  };
}

/** Null: its call is not known. */
function recordedAnswerOf(message: RecordedMessage): AnswerOf | null {
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
