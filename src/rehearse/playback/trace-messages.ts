/**
 * Records of one station's trace, in their order → its messages as the recorder would have them:
 * each with its link, its number, and an answer with its call. Bounded, whatever the trace says.
 */
import { createHash } from "node:crypto";
import { assert } from "../../base/assert.ts";
import { type LinkId, otherSender, parseLinkId, type Sender } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { TraceRecord } from "../../check/trace-fields.ts";
import { decodeText } from "../../exchange/decode.ts";
import { messageOf } from "./playable.ts";
import type { RecordedMessage } from "./recorded.ts";

type OpenCall = { readonly seq: number; readonly action: string; readonly atUs: number };
type TraceLink = { readonly linkId: LinkId; seq: number; readonly open: Map<string, OpenCall> };

/** Times never go back: a line with an earlier one has that of the line before. */
export function createTraceMessages(): (record: TraceRecord) => RecordedMessage {
  const linkOf = createTraceLinks();
  let atUs = 0;
  return (record) => {
    atUs = Math.max(atUs, record.atUs ?? 0);
    const link = linkOf(record);
    link.seq = Math.max(link.seq + 1, record.seq ?? 0);
    const { seq, linkId } = link;
    const sender = record.sender ?? "station";
    const text = record.isTruncated ? null : decodeText(record.payload);
    const own = { linkId, seq, atUs, sender, text, version: record.version };
    const { action, request } = readOn(link, own);
    return {
      ...{ ...own, action, redactions: record.redactions ?? [] },
      requestSeq: request?.seq ?? null,
      latencyUs: request === null ? null : atUs - request.atUs,
    };
  };
}

function createTraceLinks(): (record: TraceRecord) => TraceLink {
  const links = new Map<string, TraceLink>();
  return ({ linkKey, stationId }) => {
    const key = linkKey ?? "";
    const known = links.get(key);
    if (known !== undefined) return known;
    const linkId = parseLinkId(key) ?? linkIdOf(`${stationId} ${key}`);
    const made: TraceLink = { linkId, seq: 0, open: new Map() };
    links.set(key, made);
    forgetOldest(links, limits.playbackLinksMax);
    return made;
  };
}

type Own = Pick<RecordedMessage, "seq" | "atUs" | "sender" | "text" | "version">;

function readOn(link: TraceLink, { seq, atUs, sender, text, version }: Own) {
  const nothing = { action: "", request: null };
  if (text === null) return nothing;
  const message = messageOf(text, version);
  if (message.type === "call") {
    const { action } = message;
    link.open.set(keyOf(sender, message.messageId), { seq, action, atUs });
    forgetOldest(link.open, limits.shadowCallsMax);
    return { action, request: null };
  }
  if (message.type !== "callResult" && message.type !== "callError") return nothing;
  const key = keyOf(otherSender(sender), message.messageId);
  const request = link.open.get(key) ?? null;
  link.open.delete(key);
  return { action: request?.action ?? "", request };
}

function keyOf(caller: Sender, messageId: string): string {
  return `${caller} ${messageId}`;
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) map.delete(oldest);
}

/** Of a link that the trace names in its own way: a UUID of version 8 (RFC 9562 §5.8). */
function linkIdOf(key: string): LinkId {
  const hex = createHash("sha256").update(`replay ${key}`).digest("hex");
  const [a, b, c, d] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(13, 16), hex.slice(17, 20)];
  const id = parseLinkId(`${a}-${b}-8${c}-8${d}-${hex.slice(20, 32)}`);
  assert(id !== null, "a hash makes a UUID");
  return id;
}
