/**
 * The synchronous half of the writer: decides whether a record finds room, and remembers exactly
 * what did not. In: records. Out: their bytes in the group, and gap records once there is room
 * again.
 *
 * Two states. *Open*: records go into the group. *Overflowed*, from the first message that found no
 * room until half of the buffer is free and every hole has been told: copies of messages and
 * control frames are dropped. The way back has this distance so that one overflow makes one hole
 * per link. What is not a message has a reserve of its own and is practically never dropped.
 */
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { createRecordEncoder, type RecordEncoder } from "./encode.ts";
import { RECORD_OVERHEAD_BYTES, type RecordKey } from "./format.ts";
import type { Group } from "./group.ts";
import { createHoles } from "./holes.ts";
import type { GapRecord, MessageRecord, SpoolRecord, WholeMessage } from "./record.ts";

export type Intake = {
  readonly append: (record: SpoolRecord) => boolean;
  readonly appendWhole: (message: WholeMessage) => boolean;
  /**
   * Tells holes as far as there is room, a bounded number at a time, and reopens after the last.
   */
  readonly settle: () => void;
  readonly isOverflowed: () => boolean;
  /** Holes that no gap record tells of yet. */
  readonly untold: () => number;
};

type Outcome = "put" | "full" | "impossible";

export type IntakeConfig = { readonly bufferBytesMax: number; readonly key: RecordKey };

export function createIntake(
  config: IntakeConfig,
  deps: { readonly group: Group; readonly observe: Observe },
): Intake {
  const { group, observe } = deps;
  const { bufferBytesMax } = config;
  const copyBytesMax = Math.floor(bufferBytesMax * (1 - limits.spoolReservePart));
  const reopenBytes = Math.floor(bufferBytesMax / 2);
  const { hasRoom, put, putWhole } = createPlaces(config.key, group);
  const holes = createHoles(limits.spoolGapsMax);
  let isOverflowed = false;
  const dropped = createDropped(observe);

  /** A link's holes come before anything later of it. */
  function tell(gaps: readonly GapRecord[]): void {
    for (const gap of gaps) if (put(gap, bufferBytesMax) !== "put") holes.add(gap);
  }

  function drop({ linkId, seq, receivedAtUs }: WholeMessage | MessageRecord): void {
    dropped.add();
    holes.add({ linkId, fromSeq: seq, toSeq: seq, receivedAtUs, reason: "buffer-full" });
  }

  function overflow(): void {
    isOverflowed = true;
    observe({ name: "spoolOverflowed" });
  }

  function append(record: SpoolRecord): boolean {
    const isCopy = record.kind === "message" || record.kind === "control-frame";
    if (isCopy && isOverflowed) {
      if (record.kind === "message") drop(record);
      return false;
    }
    if (holes.count() > 0) tell(holes.takeOf(record.linkId));
    const outcome = put(record, isCopy ? copyBytesMax : bufferBytesMax);
    if (outcome === "put") return true;
    if (record.kind === "message") drop(record);
    if (isCopy && outcome === "full") overflow();
    return false;
  }

  function appendWhole(message: WholeMessage): boolean {
    if (isOverflowed) {
      drop(message);
      return false;
    }
    if (holes.count() > 0) tell(holes.takeOf(message.linkId));
    const outcome = putWhole(message, copyBytesMax);
    if (outcome === "put") return true;
    drop(message);
    if (outcome === "full") overflow();
    return false;
  }

  function settle(): void {
    dropped.tell();
    if (isOverflowed && group.pendingBytes() > reopenBytes) return;
    for (let told = 0; told < limits.spoolGapsPerTurn && holes.count() > 0; told += 1) {
      if (!hasRoom(RECORD_OVERHEAD_BYTES, copyBytesMax)) return;
      const gap = holes.takeNext();
      if (gap !== null) put(gap, bufferBytesMax);
    }
    if (holes.count() > 0 || !isOverflowed) return;
    isOverflowed = false;
    observe({ name: "spoolRecovered", messages: dropped.takeAll() });
  }

  return { append, appendWhole, settle, isOverflowed: () => isOverflowed, untold: holes.count };
}

/** Messages that found no room: all since the last recovery, and those that nobody was told of. */
function createDropped(observe: Observe) {
  let all = 0;
  let untold = 0;
  return {
    add(): void {
      all += 1;
      untold += 1;
    },
    /** Not one by one: there may be thousands in a turn. */
    tell(): void {
      if (untold > 0) observe({ name: "spoolMessagesDropped", messages: untold });
      untold = 0;
    },
    takeAll(): number {
      const messages = all;
      all = 0;
      return messages;
    },
  };
}

type Places = {
  readonly hasRoom: (bytes: number, bytesMax: number) => boolean;
  /** `bytesMax` is how much may wait for the disk afterwards. */
  readonly put: (record: SpoolRecord, bytesMax: number) => Outcome;
  readonly putWhole: (message: WholeMessage, bytesMax: number) => Outcome;
};

function createPlaces(key: RecordKey, group: Group): Places {
  const encoder = createRecordEncoder(key);
  const hasRoom = (bytes: number, bytesMax: number) => group.pendingBytes() + bytes <= bytesMax;

  function place(bytes: number, encode: RecordEncoder["put"], bytesMax: number): Outcome {
    if (bytes > limits.spoolRecordBytesMax || bytes > bytesMax) return "impossible";
    if (!hasRoom(bytes, bytesMax)) return "full";
    group.append(bytes, encode);
    return "put";
  }

  return {
    hasRoom,
    put: (record, bytesMax) => place(encoder.measure(record), encoder.put, bytesMax),
    putWhole: (message, bytesMax) =>
      place(encoder.measureWhole(message), encoder.putWhole, bytesMax),
  };
}
