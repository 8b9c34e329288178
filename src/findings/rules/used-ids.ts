/**
 * The message ids that each sender of a link used lately, with a checksum of the message: what
 * tells a call under a used id from one that was sent again. Bounded per sender.
 */
import { crc32 } from "node:zlib";
import { limits } from "../../base/limits.ts";
import { keyOf, sideOf } from "../../exchange/calls.ts";
import type { Json } from "../../exchange/message.ts";
import type { MessageHappening } from "../happening.ts";
import { numberOr } from "./counts.ts";

export type Use = {
  readonly action: string;
  readonly seq: number;
  readonly atUs: number;
  readonly checksum: number;
  readonly bytes: number;
};

/** By leg and sender, then by id; the use longest ago comes first. */
export type UsedIds = Map<number, Map<string, Use>>;

export const usedIdsMemory = {
  scope: "link" as const,
  begin: (): UsedIds => new Map(),
  save: (used: UsedIds): Json =>
    [...used].map(([side, uses]) => [
      side,
      [...uses].map(([id, use]) => [id, use.action, use.seq, use.atUs, use.checksum, use.bytes]),
    ]),
  parse: parseUsedIds,
};

/** Remembers a call's id. Gives the earlier use, and whether this is the very same message. */
export function noteUse(
  used: UsedIds,
  { message, record, leg, sender, seq, atUs }: MessageHappening,
): { readonly earlier: Use; readonly isSame: boolean } | null {
  if (message.type !== "call" && message.type !== "send") return null;
  const side = sideOf(leg, sender);
  const uses = used.get(side) ?? new Map<string, Use>();
  used.set(side, uses);
  const id = keyOf(message.messageId);
  const action = message.action.slice(0, limits.columnCharsMax);
  const { payloadBytes: bytes, payload } = record;
  const use: Use = { action, seq, atUs, checksum: crc32(payload), bytes };
  const earlier = uses.get(id) ?? null;
  uses.delete(id);
  uses.set(id, use);
  const [oldest] = uses.size > limits.usedIdsMax ? uses.keys() : [];
  if (oldest !== undefined) uses.delete(oldest);
  if (earlier === null) return null;
  return { earlier, isSame: earlier.checksum === use.checksum && earlier.bytes === use.bytes };
}

function parseUsedIds(saved: Json): UsedIds {
  const used: UsedIds = new Map();
  for (const entry of listOf(saved)) {
    const [side, uses] = listOf(entry);
    if (typeof side !== "number") continue;
    used.set(side, new Map(listOf(uses).flatMap(parseUse)));
  }
  return used;
}

function parseUse(saved: Json): readonly (readonly [string, Use])[] {
  const [id, action, seq, atUs, checksum, bytes] = listOf(saved);
  if (typeof id !== "string" || typeof action !== "string") return [];
  const use = {
    action,
    seq: numberOr(seq, 0),
    atUs: numberOr(atUs, 0),
    checksum: numberOr(checksum, 0),
    bytes: numberOr(bytes, 0),
  };
  return [[id, use]];
}

export function listOf(saved: Json | undefined): readonly Json[] {
  return Array.isArray(saved) ? saved : [];
}
