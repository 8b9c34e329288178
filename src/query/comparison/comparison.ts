/**
 * The comparison of two CSMSs: what the one that stations use answered, against what the one that a
 * shadow rehearses did, pair by pair. In: a time, perhaps a station. Out: what differs, ranked, and
 * what could not be compared. Read from the newest message backwards, bounded in rows and time;
 * what was not reached is told, never guessed.
 */
import { setImmediate as turn } from "node:timers/promises";
import { isoFromUs } from "../../base/clock.ts";
import { limits } from "../../base/limits.ts";
import { SHADOW_LEG } from "../legs.ts";
import { numberIn, type QueryDeps, readRows, type StoredRow, textIn } from "../reader.ts";
import { createWindows, type Range } from "../windows.ts";
import { createPairing, type Pairing } from "./pairing.ts";
import { saidColumns, saidOf } from "./said.ts";
import type { Tally } from "./tally.ts";

export type ComparisonRequest = {
  /** "": of all. */
  readonly station: string;
  /** The instance of a replay, whose answers are compared then; "": those of shadows. */
  readonly replay: string;
  /** Inclusive; null: a day before `toUs`, of a replay all. Unit: µs since the epoch. */
  readonly fromUs: number | null;
  /** Exclusive; null: now. */
  readonly toUs: number | null;
};

export async function compareCsmss(request: ComparisonRequest, deps: QueryDeps) {
  const nowUs = deps.clock.nowUs();
  const toUs = request.toUs ?? nowUs + limits.clockAheadMs * 1000;
  const { station, replay } = request;
  const dayBeforeUs = Math.min(toUs, nowUs) - limits.comparisonMs * 1000;
  const fromUs = Math.max(0, request.fromUs ?? (replay === "" ? dayBeforeUs : 0));
  const asked = { station, replay, fromUs, toUs };
  const pairing = createPairing();
  const comparedFromUs = await readBack(asked, pairing, deps);
  const readToUs = toUs < nowUs ? await readLate(asked, pairing, deps) : nowUs;
  const settledUs = Math.min(nowUs, readToUs) - limits.comparisonSettleMs * 1000;
  const tally = await pairing.compare({ fromUs: comparedFromUs, toUs, settledUs }, () => {
    deps.signal?.throwIfAborted();
    return turn();
  });
  await countCommands({ ...asked, fromUs: comparedFromUs }, tally, deps);
  return {
    from: isoFromUs(fromUs),
    to: isoFromUs(Math.min(toUs, Math.max(nowUs, fromUs))),
    /** Later than `from` where there was too much to compare. */
    comparedFrom: isoFromUs(comparedFromUs),
    isWhole: comparedFromUs <= fromUs,
    /** Messages of the shadow's leg; without any there is nothing to compare. */
    shadowMessages: pairing.shadowMessages(),
    ...tally.result(),
  };
}

export type CsmsComparison = Awaited<ReturnType<typeof compareCsmss>>;

type Asked = Range & Pick<ComparisonRequest, "station" | "replay">;

/** Returns since when everything was read. */
async function readBack(asked: Asked, pairing: Pairing, deps: QueryDeps): Promise<number> {
  const { fromUs } = asked;
  const range = { fromUs, toUs: asked.toUs + limits.comparisonLateMs * 1000 };
  const windows = createWindows(asked, "newest");
  const startedMs = performance.now();
  let lastMs = 0;
  let rows = 0;
  for (let window = windows.next(lastMs); window !== null; window = windows.next(lastMs)) {
    const windowMs = performance.now();
    let after: StoredRow | null = null;
    do {
      const page = await readSome({ ...asked, ...window }, { range, after }, deps);
      for (const row of page) pairing.take(saidOf(row));
      rows += page.length;
      after = page.length < limits.comparisonPageRows ? null : (page.at(-1) ?? null);
      const isOver =
        rows >= limits.comparisonRowsMax ||
        performance.now() - startedMs > limits.comparisonBudgetMs;
      if (isOver && (after !== null || window.fromUs > fromUs)) {
        // Of the last instant there may be more.
        return after === null ? window.fromUs : numberIn(after, "received_at_us") + 1;
      }
    } while (after !== null);
    lastMs = performance.now() - windowMs;
  }
  return fromUs;
}

/**
 * Answers that came, and what a shadow sent, after the range. Returns until when everything was
 * read: later calls come with them, and must not use up what is there for the range itself.
 */
async function readLate(asked: Asked, pairing: Pairing, deps: QueryDeps): Promise<number> {
  const late = { fromUs: asked.toUs, toUs: asked.toUs + limits.comparisonLateMs * 1000 };
  const reading = { range: { ...asked, toUs: late.toUs }, after: null, isLate: true };
  const page = await readSome({ ...asked, ...late }, reading, deps);
  for (const row of page) pairing.take(saidOf(row));
  const last = page.at(-1);
  const isCut = page.length >= limits.comparisonPageRows && last !== undefined;
  return isCut ? numberIn(last, "received_at_us") : late.toUs;
}

type Reading = {
  /** Whoever has a shadow in it is compared. */
  readonly range: Range;
  readonly after: StoredRow | null;
  /** The oldest first. */
  readonly isLate?: boolean;
};

/** Calls of stations that have a shadow, and answers to stations; of both CSMSs. */
function readSome(asked: Asked, { range, after, isLate }: Reading, deps: QueryDeps) {
  const order = isLate === true ? "ASC" : "DESC";
  const beyond =
    after === null
      ? ""
      : `AND (received_at, link_id, seq) < (${at("afterUs")}, {afterLink:UUID}, {afterSeq:UInt64})`;
  return readRows(
    `SELECT ${saidColumns} FROM messages
WHERE received_at >= ${at("fromUs")} AND received_at < ${at("toUs")} ${beyond}
  AND ((sender = 'station' AND message_type = 'call')
    OR (sender = 'csms' AND message_type IN ('callResult', 'callError')))
  AND ${ofRehearsal(asked)} AND ${ofShadowed(asked)}
ORDER BY received_at ${order}, link_id ${order}, seq ${order} LIMIT {limit:UInt32}`,
    {
      ...{ fromUs: asked.fromUs, toUs: asked.toUs },
      ...{ station: asked.station, replay: asked.replay },
      ...{ firstUs: range.fromUs, lastUs: range.toUs, limit: limits.comparisonPageRows },
      ...(after === null
        ? {}
        : {
            afterUs: numberIn(after, "received_at_us"),
            afterLink: textIn(after, "link_id"),
            afterSeq: numberIn(after, "seq"),
          }),
    },
    deps,
  );
}

/** Nobody rehearses what a CSMS does of its own accord: it is counted, and no more. */
async function countCommands(asked: Asked, tally: Tally, deps: QueryDeps): Promise<void> {
  const { fromUs, toUs, station, replay } = asked;
  const stored = await readRows(
    `SELECT if(${SHADOW_LEG}, 'newCommand', 'oldCommand') AS reason,
  leftUTF8(action, ${limits.comparisonWordCharsMax}) AS named, count() AS amount FROM messages
WHERE received_at >= ${at("fromUs")} AND received_at < ${at("toUs")}
  AND sender = 'csms' AND message_type = 'call' AND ${ofRehearsal(asked)} AND ${ofShadowed(asked)}
GROUP BY reason, named ORDER BY amount DESC, named LIMIT {limit:UInt32}`,
    {
      ...{ fromUs, toUs, station, replay, firstUs: fromUs },
      ...{ lastUs: toUs + limits.comparisonLateMs * 1000, limit: limits.comparisonGroupsMax },
    },
    deps,
  );
  for (const row of stored) {
    const reason = textIn(row, "reason") === "newCommand" ? "newCommand" : "oldCommand";
    tally.leaveOut(reason, textIn(row, "named"), numberIn(row, "amount"));
  }
}

/** Instances that are no relay's, but a replay's, begin so. */
export const REPLAY_PREFIX = "replay-";

const OF_SHADOWS = `${SHADOW_LEG} AND NOT startsWith(instance, '${REPLAY_PREFIX}')`;
const OF_REPLAY = `${SHADOW_LEG} AND instance = {replay:String}`;

/** Of a replay the calls that it played, and what was answered to them, are the old side. */
function ofRehearsal({ replay }: Asked): string {
  if (replay === "") return `(leg = 'both' OR (${OF_SHADOWS}))`;
  return `((${OF_REPLAY}) OR (leg = 'both' AND (link_id, coalesce(request_seq, seq)) IN (
    SELECT assumeNotNull(from_link_id), assumeNotNull(from_seq) FROM messages
    WHERE ${OF_REPLAY} AND sender = 'station' AND from_seq IS NOT NULL
      AND received_at >= ${at("firstUs")} AND received_at < ${at("lastUs")})))`;
}

function ofShadowed({ station, replay }: Asked): string {
  if (station !== "") return "station_id = {station:String}";
  return `station_id IN (SELECT station_id FROM messages
    WHERE ${replay === "" ? OF_SHADOWS : OF_REPLAY}
    AND received_at >= ${at("firstUs")} AND received_at < ${at("lastUs")})`;
}

/** A time of ours as the column's type. */
function at(parameter: string): string {
  return `fromUnixTimestamp64Micro({${parameter}:Int64}, 'UTC')`;
}
