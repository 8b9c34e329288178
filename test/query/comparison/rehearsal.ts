/** Rows of stations whose calls two CSMSs answered: the old one, and the one behind a shadow. */
import { parseStationId } from "../../../src/base/ids.ts";
import type { MessageRow } from "../../../src/store/rows.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../rows.ts";

/** An object: CALLRESULT; a text: CALLERROR of this code; null: none. */
export type Answer = object | string | null;

export type Rehearsed = {
  readonly station?: string;
  readonly action: string;
  /** Of the shadow's call; absent: the same. Null: nothing was sent. */
  readonly made?: string | null;
  readonly old: Answer;
  readonly new: Answer;
  /** Unit: ms; of the two answers. */
  readonly took?: readonly [number, number];
  /** After the epoch. Unit: ms. */
  readonly atMs?: number;
};

type Way = {
  readonly action: string;
  readonly answer: Answer;
  readonly tookMs: number;
  readonly shared: Partial<MessageRow>;
};

export function createRehearsal() {
  let seq = 1;

  function way({ action, answer, tookMs, shared }: Way, from: Partial<MessageRow>): MessageRow[] {
    const at = shared.receivedAtUs ?? EPOCH_US;
    const call = messageRow({
      ...{ ...shared, ...from, seq, action, sender: "station" },
      payload: JSON.stringify([2, `m${seq}`, action, {}]),
    });
    if (answer === null) return [call];
    const isError = typeof answer === "string";
    const answered = messageRow({
      ...{ ...shared, seq: seq + 1, action, sender: "csms", requestSeq: seq },
      ...{ receivedAtUs: at + tookMs * 1000, latencyUs: tookMs * 1000 },
      messageType: isError ? "callError" : "callResult",
      errorCode: isError ? answer : "",
      payload: JSON.stringify(isError ? [4, `m${seq}`, answer, "", {}] : [3, `m${seq}`, answer]),
    });
    return [call, answered];
  }

  /** Rows of one call of a station and all that came of it; links 1 (old) and 2 (shadow). */
  return (rehearsed: Rehearsed): MessageRow[] => {
    const { station = "CP-1", action, made = action, took = [10, 20], atMs = 0 } = rehearsed;
    const stationId = parseStationId(station);
    const receivedAtUs = EPOCH_US + atMs * 1000;
    const old = { stationId, receivedAtUs, linkId: linkIdOf(1) };
    const source = { fromLinkId: old.linkId, fromSeq: seq };
    const rows = way({ action, answer: rehearsed.old, tookMs: took[0], shared: old }, {});
    if (made !== null) {
      const shared: Partial<MessageRow> = {
        ...{ stationId, linkId: linkIdOf(2), leg: "shadow", ocppVersion: "2.0.1" },
        receivedAtUs: receivedAtUs + 1_000,
      };
      rows.push(...way({ action: made, answer: rehearsed.new, tookMs: took[1], shared }, source));
    }
    seq += 2;
    return rows;
  };
}
