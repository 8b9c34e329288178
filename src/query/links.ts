/** Links, newest first, with the gaps in their record. */
import { isoFromUs } from "../base/clock.ts";
import { type Leg, parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { cursorText, parseCursor } from "./cursor.ts";
import { rangeOf, type SearchRequest } from "./messages.ts";
import {
  detailsIn,
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
  textOrNullIn,
  textsIn,
} from "./reader.ts";

export type LinksRequest = Pick<SearchRequest, "fromUs" | "toUs" | "limit" | "cursor"> & {
  /** "": all. */
  readonly station: string;
  readonly linkId: string;
};

export async function readLinks(request: LinksRequest, deps: QueryDeps) {
  const cursor = request.cursor === "" ? null : parseCursor(request.cursor);
  const after = cursor?.after ?? null;
  const conditions = [
    "opened_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')",
    "opened_at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')",
    ...(request.station === "" ? [] : ["station_id = {station:String}"]),
    ...(request.linkId === "" ? [] : ["link_id = {linkId:UUID}"]),
    ...(after === null
      ? []
      : [
          "(opened_at, link_id) < (fromUnixTimestamp64Micro({cursorUs:Int64}, 'UTC'), {cursorLink:UUID})",
        ]),
  ];
  // FINAL: a link that closed has replaced its open row, merged or not.
  const stored = await readRows(
    `SELECT toUnixTimestamp64Micro(opened_at) AS opened_us, toUnixTimestamp64Micro(closed_at) AS closed_us,
  * FROM links FINAL WHERE ${conditions.join(" AND ")}
ORDER BY opened_at DESC, link_id DESC LIMIT {limit:UInt32}`,
    {
      ...rangeOf(request, deps),
      station: request.station,
      limit: request.limit + 1,
      ...(request.linkId === "" ? {} : { linkId: request.linkId }),
      ...(after === null ? {} : { cursorUs: cursor?.us, cursorLink: after.linkId }),
    },
    deps,
  );
  const shown = stored.slice(0, request.limit);
  const shownIds = shown.map((link) => textIn(link, "link_id"));
  const gaps = await readGaps(shownIds, deps);
  const changed = await readChanged(shown, deps);
  const last = shown.at(-1);
  const lastId = last === undefined ? null : parseLinkId(textIn(last, "link_id"));
  return {
    links: shown.map((link, index) => ({
      ...presentLink(link, gaps.get(shownIds[index] ?? "") ?? []),
      changedAt: changed.get(shownIds[index] ?? "") ?? null,
    })),
    next:
      stored.length > shown.length && last !== undefined && lastId !== null
        ? cursorText({ us: numberIn(last, "opened_us"), after: { linkId: lastId, seq: 0 } })
        : null,
  };
}

async function readGaps(links: readonly string[], deps: QueryDeps) {
  const stored =
    links.length === 0
      ? []
      : await readRows(
          `SELECT toUnixTimestamp64Micro(at) AS at_us, station_id, link_id, reason, from_seq, to_seq, messages
FROM gaps WHERE link_id IN {links:Array(UUID)} ORDER BY at, from_seq LIMIT {limit:UInt32}`,
          { links, limit: limits.findingRowsMax },
          deps,
        );
  return Map.groupBy(stored.map(presentGap), (gap) => gap.linkId);
}

/** What is found where ocpptap itself puts in, takes out or alters something. */
const CHANGING_RULES = ["message-put-in", "fault-on-purpose"];

/** When each was changed first, by link. */
async function readChanged(
  links: readonly StoredRow[],
  deps: QueryDeps,
): Promise<ReadonlyMap<string, string>> {
  if (links.length === 0) return new Map();
  const stored = await readRows(
    `SELECT link_id, toUnixTimestamp64Micro(min(at)) AS first_us FROM findings
WHERE station_id IN {stations:Array(String)} AND link_id IN {links:Array(UUID)}
  AND rule IN {rules:Array(String)}
GROUP BY link_id`,
    {
      stations: [...new Set(links.map((link) => textIn(link, "station_id")))],
      links: links.map((link) => textIn(link, "link_id")),
      rules: CHANGING_RULES,
    },
    deps,
  );
  return new Map(
    stored.map((row) => [textIn(row, "link_id"), isoFromUs(numberIn(row, "first_us"))]),
  );
}

export function presentGap(stored: StoredRow) {
  return {
    at: isoFromUs(numberIn(stored, "at_us")),
    stationId: textIn(stored, "station_id"),
    linkId: textIn(stored, "link_id"),
    reason: textIn(stored, "reason"),
    fromSeq: numberIn(stored, "from_seq"),
    toSeq: numberIn(stored, "to_seq"),
    messages: numberIn(stored, "messages"),
  };
}

function presentLink(stored: StoredRow, gaps: readonly ReturnType<typeof presentGap>[]) {
  const closedUs = numberOrNullIn(stored, "closed_us");
  return {
    linkId: textIn(stored, "link_id"),
    stationId: textIn(stored, "station_id"),
    instance: textIn(stored, "instance"),
    state: parseState(textIn(stored, "state")),
    openedAt: isoFromUs(numberIn(stored, "opened_us")),
    closedAt: closedUs === null ? null : isoFromUs(closedUs),
    route: textIn(stored, "route"),
    mode: textIn(stored, "mode"),
    leg: parseLeg(textIn(stored, "leg")),
    target: textIn(stored, "target"),
    upstreamUrl: textIn(stored, "upstream_url"),
    remoteAddress: textIn(stored, "remote_address"),
    status: numberIn(stored, "status"),
    subprotocolsOffered: textsIn(stored, "subprotocols_offered"),
    subprotocol: textOrNullIn(stored, "subprotocol"),
    ocppVersion: textOrNullIn(stored, "ocpp_version"),
    transport: parseTransport(textIn(stored, "transport")),
    extensions: textOrNullIn(stored, "extensions"),
    answerMs: numberIn(stored, "answer_ms"),
    closedBy: textOrNullIn(stored, "closed_by"),
    closedHow: textOrNullIn(stored, "closed_how"),
    closeCode: numberOrNullIn(stored, "close_code"),
    closeReason: textOrNullIn(stored, "close_reason"),
    error: textOrNullIn(stored, "error"),
    idleMs: numberOrNullIn(stored, "idle_ms"),
    messages: {
      station: numberIn(stored, "station_messages"),
      csms: numberIn(stored, "csms_messages"),
    },
    bytes: { station: numberIn(stored, "station_bytes"), csms: numberIn(stored, "csms_bytes") },
    details: detailsIn(stored, "details"),
    gaps,
  };
}

function parseTransport(text: string): "websocket" | "soap" | "http" {
  return text === "soap" || text === "http" ? text : "websocket";
}

function parseLeg(text: string): Leg {
  return text as Leg;
}

function parseState(text: string): "open" | "closed" | "refused" {
  return text as "open" | "closed" | "refused";
}
