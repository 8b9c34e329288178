/**
 * What a replay says and hears → rows, by the recorder's own intake, and into the store. In: records
 * as a relay's spool would have them. Out: each message's row at once, and writes in the background.
 *
 * Promised: everything is written before `close` resolves, or it says what was not; what waits for
 * the store is bounded, because whoever sends waits for `room`.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../base/clock.ts";
import { OperationalError } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import type { Redact } from "../../exchange/redact.ts";
import { rules } from "../../findings/catalogue.ts";
import type { Observe } from "../../observe/events.ts";
import { createIntake } from "../../recorder/intake.ts";
import type { FrozenInsert, MessageRow } from "../../store/rows.ts";
import type { ShadowRecord } from "../../translate/shadow/leg.ts";

export type Recording = ShadowRecord & {
  /** Resolves when there is room for more; rejects when the store takes nothing any more. */
  readonly room: () => Promise<void>;
  /** Messages that were written. */
  readonly written: () => number;
  readonly close: () => Promise<void>;
};

export type RecordingDeps = {
  /** Null: nothing is kept. */
  readonly insert: ((insert: FrozenInsert) => Promise<void>) | null;
  readonly redact: Redact;
  readonly onRow: (row: MessageRow) => void;
  readonly observe: Observe;
  readonly clock: Clock;
};

/** `instance`: whose messages these are, by which they are found. */
export function createRecording(instance: string, deps: RecordingDeps): Recording {
  const { insert, clock } = deps;
  let messages = 0;
  let written = 0;
  let batches = 0;
  let failure: unknown = null;
  let writing: Promise<void> | null = null;
  const intake = createIntake(
    { instance, exchangeTimeoutMs: limits.exchangeTimeoutMs },
    {
      rules,
      redact: deps.redact,
      publish(row) {
        messages += 1;
        deps.onRow(row);
      },
      observe: deps.observe,
    },
  );

  async function writeBatch(): Promise<void> {
    if (intake.batch().rows() === 0) return;
    batches += 1;
    const inserts = intake.takeBatch().freeze(`${instance}:${batches}`);
    const told = messages;
    if (insert === null || failure !== null) return;
    try {
      for (const each of inserts) await writeOne(insert, each);
      written = told;
    } catch (thrown) {
      failure = thrown;
    }
  }
  /** One write at a time: what comes meanwhile goes with the next. */
  function flush(): Promise<void> {
    writing ??= writeBatch().finally(() => {
      writing = null;
    });
    return writing;
  }
  const isFull = () =>
    intake.batch().rows() >= limits.batchRowsMax || intake.batch().size() >= limits.batchBytesMax;
  const timer = setInterval(() => {
    intake.tick(clock.nowUs());
    void flush();
  }, limits.playbackFlushMs);

  return {
    instance,
    spool: {
      append(record) {
        intake.take(record);
        return true;
      },
      whenWritten: (callback) => callback(),
    },
    async room() {
      while (isFull() && failure === null) await flush();
      if (failure !== null) throw failure;
    },
    written: () => written,
    async close() {
      clearInterval(timer);
      // The one that is under way, and what came meanwhile.
      await flush();
      await flush();
      if (failure !== null) throw failure;
    },
  };
}

/** The same batch under the same token is stored once, however often it is sent. */
async function writeOne(
  insert: (each: FrozenInsert) => Promise<void>,
  each: FrozenInsert,
): Promise<void> {
  for (let left = limits.playbackWritesMax; ; left -= 1) {
    try {
      await insert(each);
      return;
    } catch (thrown) {
      const isRetryable = thrown instanceof OperationalError && thrown.isRetryable;
      if (!isRetryable || left <= 1) throw thrown;
    }
    await delay(limits.playbackFlushMs);
  }
}
