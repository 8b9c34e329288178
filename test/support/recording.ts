/** A link's life as a test tells it → what the recorder's intake makes of it. */
import { type Leg, type LinkId, newLinkId, type Sender } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import type { Rule } from "../../src/findings/rule.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createIntake, type Intake } from "../../src/recorder/intake.ts";
import type { Note, SpoolRecord } from "../../src/spool/record.ts";
import { columns } from "../../src/store/encode.ts";
import type { FrozenInsert, TableName } from "../../src/store/rows.ts";
import { messagesOf } from "./row-binary.ts";
import { closedOf, messageOf, openedOf, refusedOf } from "./spool.ts";

export const startUs = 1_790_000_000_000_000;
export const second = 1_000_000;

/** A row by its columns' names. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of frozen inserts, decoded the way ClickHouse reads them. */
export function rowsOf(inserts: readonly FrozenInsert[], table: TableName): Row[] {
  return inserts
    .filter((insert) => insert.table === table)
    .flatMap(({ body }): readonly (readonly unknown[])[] =>
      table === "messages" ? messagesOf(body) : linesOf(body),
    )
    .map((values) =>
      Object.fromEntries(columns[table].map((name, index) => [name, values[index]])),
    );
}

function linesOf(body: Buffer): unknown[][] {
  const lines = body.toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line): unknown[] => JSON.parse(line));
}

export type Recording = {
  readonly intake: Intake;
  readonly events: TapEvent[];
  /** Everything recorded so far, of all batches. */
  readonly rows: (table: TableName) => Row[];
  readonly link: (linkId?: LinkId) => RecordedLink;
  readonly take: (record: SpoolRecord) => void;
  readonly findings: () => (Row & { readonly details: Record<string, unknown> })[];
  readonly rulesFound: () => unknown[];
};

export type RecordedLink = {
  readonly linkId: LinkId;
  readonly open: (body?: Partial<ReturnType<typeof openedOf>["body"]>) => RecordedLink;
  /** A message of this sender, so long after the one before; `seq` defaults to the next. */
  readonly station: (payload: string, how?: Said) => RecordedLink;
  readonly csms: (payload: string, how?: Said) => RecordedLink;
  readonly note: (body: Note) => RecordedLink;
  /** What follows has times of the clock as it is then. */
  readonly setClock: (byUs: number) => RecordedLink;
  readonly gap: (fromSeq: number, toSeq: number) => RecordedLink;
  readonly refuse: (body: Partial<ReturnType<typeof refusedOf>["body"]>) => RecordedLink;
  readonly close: (body?: Partial<ReturnType<typeof closedOf>["body"]>) => RecordedLink;
  readonly tick: (afterMs: number) => RecordedLink;
};

type Said = {
  readonly afterMs?: number;
  readonly seq?: number;
  readonly opcode?: 1 | 2;
  /** Absent: the link's. */
  readonly leg?: Leg;
};

/**
 * Tests tell their stories with empty payloads, and begin them in the middle; those about schemas
 * and about beginnings ask for their rules.
 */
const defaultRules = rules.filter(
  ({ text: { id } }) => !id.startsWith("schema-") && id !== "boot-missing",
);

export function record(
  options: { readonly rules?: readonly Rule[]; readonly timeoutMs?: number } = {},
): Recording {
  const events: TapEvent[] = [];
  const intake = createIntake(
    { instance: "test", exchangeTimeoutMs: options.timeoutMs ?? 30_000 },
    {
      observe: (event) => events.push(event),
      publish: () => undefined,
      rules: options.rules ?? defaultRules,
    },
  );
  const inserts: FrozenInsert[] = [];
  const rows = (table: TableName) => {
    inserts.push(...intake.takeBatch().freeze(`t${inserts.length}`));
    return rowsOf(inserts, table);
  };
  const findings = () =>
    rows("findings").map((row) => ({ ...row, details: JSON.parse(String(row["details"])) }));
  return {
    intake,
    events,
    rows,
    link: (linkId = newLinkId()) => recordedLink(intake, linkId),
    take: intake.take,
    findings,
    rulesFound: () => findings().map((finding) => (finding as Row)["rule"]),
  };
}

function recordedLink(intake: Intake, linkId: LinkId): RecordedLink {
  let seq = 0;
  let atUs = startUs;
  let leg: Leg = "both";
  function say(sender: Sender, payload: string, said: Said) {
    const { afterMs = 100, seq: number, opcode = 1 } = said;
    seq = number ?? seq + 1;
    atUs += afterMs * 1000;
    const payloadOf = { payload: Buffer.from(payload), opcode };
    const how = { sender, leg: said.leg ?? leg, receivedAtUs: atUs, ...payloadOf };
    intake.take(messageOf(linkId, seq, how));
  }
  const at = () => ({ linkId, seq, receivedAtUs: atUs });
  const link: RecordedLink = {
    linkId,
    open(body = {}) {
      const opened = openedOf(linkId);
      leg = body.leg ?? leg;
      intake.take({ ...opened, ...at(), body: { ...opened.body, ...body } });
      return link;
    },
    station(payload, how = {}) {
      say("station", payload, how);
      return link;
    },
    csms(payload, how = {}) {
      say("csms", payload, how);
      return link;
    },
    note(body) {
      intake.take({ kind: "note", ...at(), body });
      return link;
    },
    setClock(byUs) {
      const body = { note: "clock-set", instance: "test", byUs } as const;
      intake.take({ kind: "note", ...at(), receivedAtUs: Math.min(atUs, atUs + byUs), body });
      atUs += byUs;
      return link;
    },
    gap(fromSeq, toSeq) {
      intake.take({ kind: "gap", ...at(), seq: toSeq, reason: "buffer-full", fromSeq, toSeq });
      return link;
    },
    refuse(body) {
      const refused = refusedOf(linkId);
      intake.take({ ...refused, ...at(), body: { ...refused.body, ...body } });
      return link;
    },
    close(body = {}) {
      const closed = closedOf(linkId, seq);
      intake.take({ ...closed, ...at(), body: { ...closed.body, ...body } });
      return link;
    },
    tick(afterMs) {
      atUs += afterMs * 1000;
      intake.tick(atUs);
      return link;
    },
  };
  return link;
}
