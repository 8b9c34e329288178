/**
 * What makes the store see every batch exactly once, however the recorder ends. In `data/recorder`:
 *
 * - `intent-N`: batch N frozen, with its tokens, and the state after it; written before the
 *   first byte is sent. A restart that finds one sends exactly that again, and the tokens make the
 *   store take it once.
 * - `state-N`: the whole state after batch N; `delta-N`: what batch N changed. Written when all of
 *   batch N was acknowledged: that is the commit. Then the intent goes.
 *
 * State of the recorder = the newest `state-N` and every `delta` after it. No file is ever changed.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { assert } from "../base/assert.ts";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import type { Disk } from "../spool/disk.ts";
import type { SpoolPosition } from "../spool/record.ts";
import { readSealed, writeSealed } from "../spool/sealed-file.ts";
import {
  type PositionEntry,
  positionEntries,
  positionsOf,
  type SpoolPositions,
} from "../spool/spools.ts";
import { columns } from "../store/encode.ts";
import type { FrozenInsert, TableName } from "../store/rows.ts";

/** One batch, frozen. */
export type Intent = {
  readonly number: number;
  /** Where it ends in each spool. */
  readonly to: SpoolPositions;
  readonly inserts: readonly FrozenInsert[];
  /** Lines of state; the whole of it where `isWhole`, else what changed. */
  readonly state: string;
  readonly isWhole: boolean;
};

export type Checkpoint = {
  /**
   * Part of every token, so that none is ever used again, also after this directory was deleted.
   */
  readonly epoch: string;
  /** Number of the newest committed batch; 0 for none. */
  readonly committed: () => number;
  /** True when the next batch should bring the whole state. */
  readonly isWholeDue: () => boolean;
  readonly writeIntent: (intent: Intent) => Promise<void>;
  /** May be called again with the same intent after it failed. */
  readonly commit: (intent: Intent) => Promise<void>;
};

export type Loaded = {
  readonly checkpoint: Checkpoint;
  /** After the newest committed batch; none where there is none. */
  readonly positions: SpoolPositions;
  /** Texts of state, to be applied in order; none on a first start. */
  readonly states: readonly string[];
  /**
   * Announced and not committed: to be sent again before anything else. Its state is not in
   * `states`.
   */
  readonly intent: Intent | null;
  /** Files that could not be believed. */
  readonly damaged: readonly string[];
};

/** 2: messages are RowBinary. 3: `to` tells of several spools. */
const FORMAT = 3;
const FORMAT_ONE_SPOOL = 2;

/** Columns that came after batches of this format were first written, which did not name theirs. */
const laterColumns = {
  messages: ["from_link_id", "from_seq", "transport", "redactions"],
  links: ["leg", "transport"],
  findings: ["leg"],
  gaps: [],
  transactions: [],
} as const satisfies Record<TableName, readonly string[]>;

function earlierColumns(table: TableName): readonly string[] {
  const later: readonly string[] = laterColumns[table];
  return columns[table].filter((name) => !later.includes(name));
}

type Found = { readonly kind: string; readonly number: number };

export async function loadCheckpoint(dir: string, disk: Disk): Promise<Loaded> {
  await disk.makeDir(dir);
  const found = (await disk.list(dir)).map(parseName).filter((name) => name !== null);
  const damaged: string[] = [];
  const read = async (kind: string, number: number): Promise<(Intent & Origin) | null> => {
    const sealed = await readSealed(join(dir, `${kind}-${number}`), disk);
    const intent = sealed === null ? null : parseIntent(sealed);
    if (intent === null) damaged.push(`${kind}-${number}`);
    return intent;
  };
  const numbersOf = (kind: string) =>
    found.flatMap((name) => (name.kind === kind ? [name.number] : [])).sort((a, b) => a - b);
  const chain: (Intent & Origin)[] = [];
  for (const number of numbersOf("state").reverse()) {
    const whole = await read("state", number);
    if (whole === null) continue;
    chain.push(whole);
    break;
  }
  for (const number of numbersOf("delta")) {
    const before = chain.at(-1)?.number;
    if (before === undefined || number <= before) continue;
    const delta = await read("delta", number);
    if (delta !== null) chain.push(delta);
  }
  const last = chain.at(-1);
  const intentNumber = numbersOf("intent").findLast((number) => number > (last?.number ?? 0));
  const intent = intentNumber === undefined ? null : await read("intent", intentNumber);
  const epoch = intent?.epoch ?? last?.epoch ?? randomBytes(4).toString("hex");
  // Numbers go on behind every file there is: a name, once used, never means another batch.
  const newest = Math.max(0, ...found.map(({ number }) => number));
  const committed = intent === null ? newest : intent.number - 1;
  return {
    checkpoint: createCheckpoint({ dir, epoch, committed }, disk),
    positions: last?.to ?? new Map(),
    states: chain.map(({ state }) => state),
    intent,
    damaged,
  };
}

function createCheckpoint(
  start: { readonly dir: string; readonly epoch: string; readonly committed: number },
  disk: Disk,
): Checkpoint {
  const { dir, epoch } = start;
  let { committed } = start;
  let deltas = 0;
  let deltaBytes = 0;
  let wholeBytes = 0;
  // The first commit of a run is a whole one: whatever was found is then history.
  let hasWhole = false;

  async function removeBefore(number: number): Promise<void> {
    for (const name of await disk.list(dir)) {
      const found = parseName(name);
      const isOld = found === null ? name.endsWith(".tmp") : found.number < number;
      if (isOld) await disk.unlink(join(dir, name));
    }
  }

  async function commit(intent: Intent): Promise<void> {
    assert(intent.number === committed + 1, "batches are committed one after another");
    const kind = intent.isWhole ? "state" : "delta";
    const sealed = sealedOf({ ...intent, inserts: [] }, epoch);
    const bytes = await writeSealed(join(dir, `${kind}-${intent.number}`), sealed, disk);
    await disk.unlink(join(dir, `intent-${intent.number}`));
    if (intent.isWhole) await removeBefore(intent.number);
    committed = intent.number;
    hasWhole ||= intent.isWhole;
    if (intent.isWhole) wholeBytes = bytes;
    deltas = intent.isWhole ? 0 : deltas + 1;
    deltaBytes = intent.isWhole ? 0 : deltaBytes + bytes;
  }

  return {
    epoch,
    committed: () => committed,
    isWholeDue() {
      const { recorderDeltaBytesMax, recorderDeltasPerWhole, recorderDeltasMax } = limits;
      const bytesMax = Math.max(recorderDeltaBytesMax, recorderDeltasPerWhole * wholeBytes);
      return !hasWhole || deltas >= recorderDeltasMax || deltaBytes >= bytesMax;
    },
    writeIntent: (intent) =>
      writing(dir, async () => {
        await writeSealed(join(dir, `intent-${intent.number}`), sealedOf(intent, epoch), disk);
      }),
    commit: (intent) => writing(dir, () => commit(intent)),
  };
}

/** Its disk is not the store's: whoever reads what is wrong must not look there. */
async function writing(dir: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (systemCodeOf(cause) === null) throw cause;
    const details = { dir, problem: problemOf(cause) };
    throw new OperationalError("RECORDER_FILES_UNWRITABLE", details, { cause });
  }
}

type Origin = { readonly epoch: string };

function sealedOf(intent: Intent, epoch: string) {
  const { number, to, isWhole, inserts } = intent;
  const facts: Json = {
    format: FORMAT,
    epoch,
    number,
    to: positionEntries(to),
    isWhole,
    inserts: inserts.map(({ table, rows, token, columns: own }) => ({
      ...{ table, rows, token },
      columns: own ?? columns[table],
    })),
  };
  const bodies = inserts.map(({ table, body }) => ({ name: table, body }));
  const state = { name: "state", body: Buffer.from(intent.state, "utf8") };
  return { facts, sections: [...bodies, state] };
}

/** Null where it was written by a version with another format. */
function parseIntent(
  sealed: NonNullable<Awaited<ReturnType<typeof readSealed>>>,
): (Intent & Origin) | null {
  // The CRC was right, so only the format's number can make this something else.
  const facts = sealed.facts as {
    readonly format: number;
    readonly epoch: string;
    readonly number: number;
    /** Of format 2, a position in the only spool. */
    readonly to: readonly PositionEntry[] | SpoolPosition | null;
    readonly isWhole: boolean;
    readonly inserts: readonly {
      readonly table: TableName;
      readonly rows: number;
      readonly token: string;
      readonly columns?: readonly string[];
    }[];
  };
  if (facts.format !== FORMAT && facts.format !== FORMAT_ONE_SPOOL) return null;
  const { epoch, number, isWhole } = facts;
  const to = parsePositions(facts.to);
  const inserts = facts.inserts.map((insert, index) => ({
    ...insert,
    columns: insert.columns ?? earlierColumns(insert.table),
    body: sealed.sections[index]?.body ?? Buffer.alloc(0),
  }));
  const state = sealed.sections.at(-1)?.body.toString("utf8") ?? "";
  return { epoch, number, to, isWhole, inserts, state };
}

function parsePositions(to: readonly PositionEntry[] | SpoolPosition | null): SpoolPositions {
  if (to === null) return new Map();
  return "segment" in to ? new Map([[1, to]]) : positionsOf(to);
}

function parseName(name: string): Found | null {
  const match = /^(intent|state|delta)-(\d{1,15})$/.exec(name);
  return match?.[1] === undefined ? null : { kind: match[1], number: Number(match[2]) };
}
