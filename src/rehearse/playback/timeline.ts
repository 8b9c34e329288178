/**
 * Times of a recorded day → times of its replay. What is in the day comes closer together by the
 * speed; what is before or after it keeps its distance to the day's beginning or end. So order is
 * kept, a session of an hour ago stays one, and nothing that is said is in the CSMS's future.
 */

export type Timeline = {
  /** When what was recorded then is played. Unit: ms since the epoch. */
  readonly dueMs: (recordedUs: number) => number;
  /** A time as a peer told it → as it is told now, RFC 3339; null where there is no such time. */
  readonly retold: (recordedUs: number) => string | null;
};

export type TimelineOptions = {
  /** The day: of the first and the last message that is played. Unit: µs since the epoch. */
  readonly fromUs: number;
  readonly toUs: number;
  /** When the replay begins. Unit: ms since the epoch. */
  readonly startMs: number;
  readonly speed: number;
};

/** `2026-11-21T09:00:00.000Z`; years with more or fewer digits are no times of OCPP. */
const CHARS = 24;

export function createTimeline({ fromUs, toUs, startMs, speed }: TimelineOptions): Timeline {
  const dueMs = (recordedUs: number) => {
    const before = Math.min(0, recordedUs - fromUs);
    const within = Math.min(Math.max(0, recordedUs - fromUs), toUs - fromUs);
    const after = Math.max(0, recordedUs - toUs);
    return startMs + (before + within / speed + after) / 1000;
  };
  return {
    dueMs,
    retold(recordedUs) {
      const date = new Date(Math.floor(dueMs(recordedUs)));
      const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
      return text.length === CHARS ? text : null;
    },
  };
}
