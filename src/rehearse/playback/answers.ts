/**
 * The stand-in of one station: what its CSMS asks it → what it answers. As the recorded station did
 * where that was asked the same, else that it does not. Nothing of it reaches a station.
 */
import { limits } from "../../base/limits.ts";
import type { Call, Json, JsonObject } from "../../exchange/message.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import { isObject } from "../../translate/json.ts";
import { declinedAnswer } from "./declined.ts";
import type { RecordedAnswer, RecordedDay, RecordedStation } from "./recorded.ts";
import { withTimes, withTransactions } from "./rewrite.ts";
import type { Timeline } from "./timeline.ts";
import type { TransactionIds } from "./transaction-ids.ts";

export type StandIn = {
  /** The answer as a frame; `isRecorded`: a station gave it. `atUs`: how far the day has come. */
  readonly answerTo: (
    call: Call,
    version: OcppVersion,
    atUs: number,
  ) => Promise<{ readonly frame: string; readonly isRecorded: boolean }>;
};

export type StandInDeps = {
  readonly answersOf: RecordedDay["answersOf"];
  readonly ids: TransactionIds;
  /** Null: times stay as they were recorded. */
  readonly timeline: Timeline | null;
};

/** `payload`: of the recorded call, as `canonical` writes it. */
type Known = { readonly atUs: number; readonly payload: string; readonly answer: readonly Json[] };

export function createStandIn(
  { stationId }: Pick<RecordedStation, "stationId">,
  { answersOf, ids, timeline }: StandInDeps,
): StandIn {
  const byAction = new Map<string, readonly Known[]>();

  async function knownOf(action: string): Promise<readonly Known[]> {
    const known = byAction.get(action);
    if (known !== undefined) return known;
    if (byAction.size >= limits.playbackAnswerActionsMax) return [];
    const read = (await answersOf(stationId, action)).flatMap(knownFrom);
    byAction.set(action, read);
    return read;
  }

  return {
    async answerTo({ messageId, action, callPayload }, version, atUs) {
      const asked = canonical(withTransactions(callPayload, ids.recorded));
      const same = (await knownOf(action)).filter(({ payload }) => payload === asked);
      const known = same.findLast((each) => each.atUs <= atUs) ?? same[0];
      if (known === undefined) {
        const declined = declinedAnswer(version, action, callPayload);
        const frame =
          declined === null
            ? [4, messageId, "NotSupported", "a replay has no answer to this", {}]
            : [3, messageId, declined];
        return { frame: JSON.stringify(frame), isRecorded: false };
      }
      const [type = 3, , ...rest] = known.answer;
      const [payload = {}] = rest;
      if (type !== 3) return { frame: JSON.stringify([4, messageId, ...rest]), isRecorded: true };
      const message = { version, action, kind: "response" } as const;
      const timed = timeline === null ? payload : withTimes(payload, message, timeline.retold);
      const said = withTransactions(timed, (id) => ids.played(id) ?? id);
      return { frame: JSON.stringify([3, messageId, said]), isRecorded: true };
    },
  };
}

function knownFrom({ atUs, call, answer }: RecordedAnswer): readonly Known[] {
  const [asked, said] = [frameOf(call), frameOf(answer)];
  const payload = asked?.[3];
  if (payload === undefined || said === null || (said[0] !== 3 && said[0] !== 4)) return [];
  return [{ atUs, payload: canonical(payload), answer: said }];
}

function frameOf(text: string): readonly Json[] | null {
  try {
    const frame: unknown = JSON.parse(text);
    return Array.isArray(frame) ? (frame as readonly Json[]) : null;
  } catch {
    // The recorder has told that it is no JSON.
    return null;
  }
}

/** The same text for the same payload, in whatever order its fields stand. */
function canonical(payload: Json): string {
  return JSON.stringify(payload, (_, value: unknown) => {
    if (!isObject(value)) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries) satisfies JsonObject;
  });
}
