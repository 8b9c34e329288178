/**
 * Spool records → rows. The middle of the recorder, without I/O: each record is parsed, paired and
 * inspected, and its rows go into the batch that is being built.
 */
import { problemOf } from "../base/errors.ts";
import type { LinkId } from "../base/ids.ts";
import type { PairOutcome } from "../exchange/pair.ts";
import type { SpoolRecord } from "../spool/record.ts";
import { type Batch, createBatch } from "./batch.ts";
import { giveUpHoles, takeGap } from "./gap-intake.ts";
import { createIntakeState, type IntakeDeps, type IntakeState, raise } from "./intake-state.ts";
import { leaveLink, takeClosed, takeNote, takeOpened, takeRefused } from "./link-intake.ts";
import type { LinkDefaults } from "./link-state.ts";
import { takeMessage, takeRaw } from "./message-intake.ts";
import { addTransactionRows, tickTransactions } from "./transaction-intake.ts";

export type Intake = {
  /** `instance`: whose spool it was in, where that is not the only one. */
  readonly take: (record: SpoolRecord, instance?: string) => void;
  /** The link goes no further here, and nobody knows how it ended. */
  readonly leave: (linkId: LinkId) => void;
  /** Time has come to this point: calls may time out. */
  readonly tick: (nowUs: number) => void;
  /** Everything of these links written so far has been read: what is still missing is gone. */
  readonly giveUpHoles: (of: Iterable<LinkId>) => void;
  /** Links of which messages are missing. */
  readonly withHoles: () => ReadonlySet<LinkId>;
  readonly batch: () => Batch;
  /** Hands over the batch; a new one begins. */
  readonly takeBatch: () => Batch;
  readonly state: IntakeState;
};

const SECOND_US = 1_000_000;

export function createIntake(config: LinkDefaults, deps: IntakeDeps): Intake {
  const defaults = { ...config };
  const state = createIntakeState(defaults, deps);
  return {
    take(record, instance = config.instance) {
      defaults.instance = instance;
      takeContained(state, record);
    },
    leave: (linkId) => leaveLink(state, linkId),
    tick: (nowUs) => tick(state, nowUs),
    giveUpHoles: (of) => giveUpHoles(state, of),
    withHoles: () => state.withHoles,
    batch: () => state.batch,
    takeBatch() {
      addTransactionRows(state);
      const taken = state.batch;
      state.batch = createBatch(taken);
      return taken;
    },
    state,
  };
}

/** A bug of ours in one record must not keep the others from being recorded. */
function takeContained(state: IntakeState, record: SpoolRecord): void {
  try {
    take(state, record);
  } catch (thrown) {
    const where = `${record.kind} ${record.seq} of link ${record.linkId}`;
    state.deps.observe({ name: "bug", role: "recorder", where, problem: problemOf(thrown) });
    if (record.kind === "message") takeRaw(state, record);
  }
}

function take(state: IntakeState, record: SpoolRecord): void {
  state.budget.begin(record.kind === "message" ? record.payload.length : 0);
  if (state.pairing.nextTimeoutUs() <= record.receivedAtUs) tick(state, record.receivedAtUs);
  switch (record.kind) {
    case "message":
      takeMessage(state, record);
      break;
    case "link-opened":
      takeOpened(state, record);
      break;
    case "link-refused":
      takeRefused(state, record);
      break;
    case "link-closed":
      takeClosed(state, record);
      break;
    case "gap":
      takeGap(state, record);
      break;
    case "note":
      takeNote(state, record);
      break;
    case "control-frame": {
      const link = state.engine.wants("control-frame") ? state.book.find(record.linkId) : null;
      if (link === null) return;
      state.book.touch(link.linkId);
      raise(state, { kind: "control-frame", atUs: record.receivedAtUs, record }, link);
    }
  }
}

function tick(state: IntakeState, nowUs: number): void {
  for (const outcome of state.pairing.step({ kind: "tick", nowUs })) timeOut(state, outcome, nowUs);
  tickTransactions(state, nowUs);
  const second = Math.floor(nowUs / SECOND_US);
  if (second === state.tickedSecond || !state.engine.wants("tick")) return;
  state.tickedSecond = second;
  for (const link of state.book.open.values()) {
    if (raise(state, { kind: "tick", atUs: nowUs }, link).length > 0) state.book.touch(link.linkId);
  }
}

function timeOut(state: IntakeState, outcome: PairOutcome, atUs: number): void {
  if (outcome.kind !== "timeout") return;
  const link = state.book.find(outcome.call.linkId);
  if (link === null) return;
  state.book.touch(link.linkId);
  raise(state, { kind: "exchange", atUs, outcome, cause: null }, link);
}
