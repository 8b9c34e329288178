/**
 * The readiness report: from recorded traffic alone, what of each 1.6 station crosses to a 2.0.1
 * CSMS. In: a time, stations, the options of the route they would be on. Out: one report a station.
 * Bounded in time, memory and rows; other work has its turns in between.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { limits } from "../base/limits.ts";
import { parseMessage } from "../exchange/parse.ts";
import type { QueryDeps } from "../query/reader.ts";
import {
  type Conversation,
  listRehearsed,
  type OfStation,
  type RehearsedStation,
  readConversation,
  readRuleCounts,
  readSetKeys,
  readTransfers,
  readUses,
} from "../query/rehearsed.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Settings } from "../translate/settings.ts";
import { judge } from "./judge.ts";
import { createRehearsal, type Rehearsed } from "./replay.ts";
import type { StationReadiness } from "./report.ts";
import { tablesOf } from "./tables.ts";

export type ReadinessRequest = OfStation & {
  /** Stations behind this one; "" from the first. */
  readonly after: string;
  readonly limit: number;
};

export type ReadinessPage = {
  readonly stations: readonly StationReadiness[];
  /** The last station of this page; null where there are no more. */
  readonly next: string | null;
};

/** `station` of the request: "" for all. Ends early, after a station, where time is used up. */
export async function readReadiness(
  request: ReadinessRequest,
  settings: Settings,
  deps: QueryDeps,
): Promise<ReadinessPage> {
  const startedMs = performance.now();
  const listed = await listRehearsed({ ...request, limit: request.limit + 1 }, deps);
  const wanted = listed.slice(0, request.limit);
  const stations: StationReadiness[] = [];
  for (const station of wanted) {
    deps.signal?.throwIfAborted();
    stations.push(await reportOf(station, request, { settings, deps }));
    if (performance.now() - startedMs > limits.readinessBudgetMs) break;
  }
  const isMore = stations.length < listed.length;
  return { stations, next: isMore ? (stations.at(-1)?.stationId ?? null) : null };
}

/** All of them, some at a time, up to `limit`. */
export async function* readinessPages(
  request: Omit<ReadinessRequest, "after">,
  settings: Settings,
  deps: QueryDeps,
): AsyncGenerator<ReadinessPage> {
  let left = request.limit;
  for (let after: string | null = ""; after !== null && left > 0; ) {
    const limit = Math.min(limits.readinessPageMax, left);
    const page = await readReadiness({ ...request, after, limit }, settings, deps);
    yield page;
    after = page.next;
    left -= page.stations.length;
  }
}

async function reportOf(
  station: RehearsedStation,
  { fromUs, toUs }: ReadinessRequest,
  { settings, deps }: { readonly settings: Settings; readonly deps: QueryDeps },
): Promise<StationReadiness> {
  const asked = { station: station.stationId, fromUs, toUs };
  const [uses, transfers, sets, rules] = await Promise.all([
    readUses(asked, deps),
    readTransfers(asked, deps),
    readSetKeys(asked, deps),
    readRuleCounts(asked, deps),
  ]);
  const isTranslatable = uses.some(({ version }) => version === "1.6");
  const conversation: Conversation = isTranslatable
    ? await readConversation(asked, deps)
    : { rows: [], isCut: false };
  const rehearsed = isTranslatable ? await rehearse(station, conversation.rows, settings) : null;
  const facts = {
    ...{ station, uses, transfers, sets, rules, conversation, rehearsed, settings },
  };
  const tables = tablesOf(facts);
  return { ...tables, ...judge(tables, facts) };
}

/** `rows`: oldest first. Gives way to other work now and then. */
export async function rehearse(
  { stationId, vendor, model, firmware }: RehearsedStation,
  rows: readonly MessageRow[],
  settings: Settings,
): Promise<Rehearsed> {
  const boot =
    model === ""
      ? null
      : {
          ...{ chargePointVendor: vendor, chargePointModel: model },
          ...(firmware === "" ? {} : { firmwareVersion: firmware }),
        };
  const rehearsal = createRehearsal(stationId, settings, boot);
  for (const [index, row] of rows.entries()) {
    if (index % limits.rehearsedAtOnce === limits.rehearsedAtOnce - 1) await nextTurn();
    // Messages of a time before its firmware spoke 1.6, and plain HTTP.
    if (row.ocppVersion !== "1.6" && row.ocppVersion !== "") continue;
    if (row.transport !== "") continue;
    const { linkId, seq, sender, receivedAtUs: atUs, payloadBytes, isTruncated } = row;
    const payload = Buffer.from(row.payload, row.payloadEncoding);
    const framing = { opcode: 1, isTruncated, payloadBytes, version: "1.6" } as const;
    rehearsal.hear({ linkId, seq, sender, atUs, message: parseMessage(payload, framing) });
  }
  return rehearsal.end();
}
