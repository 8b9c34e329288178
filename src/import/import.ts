/**
 * A trace → the store, by the recorder's own intake, as if it had been recorded: parsed, paired,
 * judged by every rule that a trace without link events can bear out.
 *
 * Promised: the same file gives the same links, batches and tokens, so that importing it again, or
 * once more after it was interrupted, adds only what is not there yet. Memory is bounded by a
 * batch.
 */
import { createHash } from "node:crypto";
import { assert } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import { type LinkId, parseLinkId, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { isSound } from "../check/check.ts";
import { linesOf } from "../check/lines.ts";
import type { TraceRecord } from "../check/trace-fields.ts";
import {
  createTraceLinks,
  messageOn,
  type TraceLink,
  type TraceLinks,
} from "../check/trace-links.ts";
import { createTraceReader } from "../check/trace-reader.ts";
import type { Redact } from "../exchange/redact.ts";
import { rules } from "../findings/catalogue.ts";
import type { Severity } from "../findings/rule.ts";
import type { Observe } from "../observe/events.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { createIntake, type Intake } from "../recorder/intake.ts";
import type { FrozenInsert } from "../store/rows.ts";
import type { Survey } from "./survey.ts";

export type ImportOptions = {
  /** Of records that do not name theirs. */
  readonly station: string | null;
  readonly version: OcppVersion | null;
  readonly sender: Sender | null;
  readonly view: Sender;
};

export type ImportDeps = {
  readonly insert: (insert: FrozenInsert) => Promise<void>;
  /** Messages of this instance that are in the store already. */
  readonly known: (instance: string) => Promise<number>;
  /** What is hidden of what comes into the record. */
  readonly redact: Redact;
  readonly observe: Observe;
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly bytes: number; readonly messages: number }) => void;
};

export type Unreadable = { readonly line: number; readonly problem: string };

export type ImportSummary = {
  /** By which the imported messages are found: `instance` of each. */
  readonly instance: string;
  readonly lines: number;
  readonly messages: number;
  /** Of these, there before. */
  readonly known: number;
  readonly links: number;
  readonly stations: readonly string[];
  readonly unreadable: { readonly lines: number; readonly first: readonly Unreadable[] };
  /** Lines with an earlier time than the one before on their link: recorded at that one's time. */
  readonly backwards: number;
  /** Messages without a time: recorded as of the beginning of the import. */
  readonly untimed: number;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly findings: Readonly<Record<Severity, number>>;
};

type Run = {
  readonly options: ImportOptions;
  readonly deps: ImportDeps;
  readonly instance: string;
  readonly intake: Intake;
  readonly links: TraceLinks;
  readonly stations: Set<string>;
  readonly linkIds: Set<LinkId>;
  /** The link at work: what is found without one is not the trace's. */
  link: TraceLink | null;
  batches: number;
  counts: { -readonly [Name in keyof ImportSummary]: ImportSummary[Name] };
  readonly findings: Record<Severity, number>;
};

export async function importTrace(
  open: () => AsyncIterable<Buffer>,
  survey: Survey,
  options: ImportOptions,
  deps: ImportDeps,
): Promise<ImportSummary> {
  const run = begin(survey, options, deps);
  run.counts.known = await deps.known(run.instance);
  const reader = createTraceReader({ format: survey.format, view: options.view });
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of open()) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  for await (const { number, bytes: line } of linesOf(counted())) {
    deps.signal.throwIfAborted();
    run.counts.lines = number;
    const read = line === null ? tooLong : reader.read(line);
    if (read !== null && "problem" in read) noteUnreadable(run, read.problem);
    else if (read !== null) takeRecord(run, read);
    if (isFull(run.intake)) {
      await send(run);
      deps.onProgress({ bytes, messages: run.counts.messages });
    }
  }
  const left = reader.end();
  if (left !== null) noteUnreadable(run, left.problem);
  await send(run);
  // On its own: were it lost with messages that are there already, links would stay open for ever.
  run.links.leaveAll();
  await send(run, "always");
  return {
    ...run.counts,
    links: run.linkIds.size,
    stations: [...run.stations].sort(),
    findings: run.findings,
  };
}

const tooLong = { problem: `It is longer than ${limits.checkLineBytesMax} bytes` };

function begin(survey: Survey, options: ImportOptions, deps: ImportDeps): Run {
  const instance = `import:${survey.fingerprint.slice(0, 16)}`;
  const intake = createIntake(
    { instance, exchangeTimeoutMs: limits.exchangeTimeoutMs },
    {
      rules,
      redact: deps.redact,
      publish: () => undefined,
      keeps: ({ rule }) => run.link !== null && isSound(rule, run.link),
      onFinding: ({ severity }) => {
        run.findings[severity] += 1;
      },
      observe: (event) => {
        if (event.name === "bug" || event.name === "ruleDisabled") deps.observe(event);
      },
    },
  );
  const links = createTraceLinks(intake, {
    version: options.version,
    instance,
    idFor: (nth) => linkIdOf(`${survey.fingerprint} ${nth}`),
    linksMax: limits.importLinksMax,
  });
  const none = { lines: 0, messages: 0, known: 0, links: 0, backwards: 0, untimed: 0 };
  const run: Run = {
    ...{ options, deps, instance, intake, links },
    ...{ stations: new Set(), linkIds: new Set(), link: null, batches: 0 },
    counts: {
      ...none,
      instance,
      stations: [],
      unreadable: { lines: 0, first: [] },
      fromUs: null,
      toUs: null,
      findings: { error: 0, warning: 0, note: 0 },
    },
    findings: { error: 0, warning: 0, note: 0 },
  };
  return run;
}

/** A UUID of version 8 (RFC 9562 §5.8): a hash, the same for the same text. */
function linkIdOf(text: string): LinkId {
  const hex = createHash("sha256").update(text).digest("hex");
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${"89ab"[Number.parseInt(hex.slice(16, 17), 16) & 3]}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  const id = parseLinkId(`${a}-${b}-${c}-${d}-${e}`);
  assert(id !== null, "a hash makes a UUID");
  return id;
}

function takeRecord(run: Run, record: TraceRecord): void {
  const { options, counts, intake, links, deps } = run;
  const stationId = record.stationId ?? options.station;
  if (stationId === null) {
    throw new OperationalError("USAGE", {
      problem: `Line ${counts.lines} does not name its station, and --station does not say it`,
    });
  }
  const link = links.linkFor({ ...record, stationId }, deps.nowUs());
  if (run.stations.size < limits.importStationsTold) run.stations.add(stationId);
  if (run.linkIds.size < limits.closedLinksMax) run.linkIds.add(link.linkId);
  if (record.atUs === null) counts.untimed += 1;
  else if (record.atUs < link.atUs) counts.backwards += 1;
  const message = messageOn(link, record, options.sender);
  counts.messages += 1;
  counts.fromUs = Math.min(counts.fromUs ?? message.receivedAtUs, message.receivedAtUs);
  counts.toUs = Math.max(counts.toUs ?? 0, message.receivedAtUs);
  run.link = link;
  intake.take(message);
  intake.tick(message.receivedAtUs);
  run.link = null;
}

function noteUnreadable({ counts }: Run, problem: string): void {
  const { lines, first } = counts.unreadable;
  const told = { line: counts.lines, problem };
  counts.unreadable = {
    lines: lines + 1,
    first: first.length < limits.importProblemsTold ? [...first, told] : first,
  };
}

function isFull(intake: Intake): boolean {
  const batch = intake.batch();
  return batch.rows() >= limits.batchRowsMax || batch.size() >= limits.batchBytesMax;
}

/** Each batch is one insert a table, messages last: where those are there, all of it is. */
async function send(run: Run, when: "always" | "unknown" = "unknown"): Promise<void> {
  const { intake, deps, counts, instance } = run;
  if (intake.batch().rows() === 0) return;
  run.batches += 1;
  const inserts = intake.takeBatch().freeze(`${instance}:${run.batches}`);
  if (when === "unknown" && counts.messages <= counts.known) return;
  for (const insert of inserts) await deps.insert(insert);
}
