/**
 * What the messages of a link were translated from: a note says so directly before its message, and
 * waits here until that comes. Few wait: more than one only where a message was relayed and not
 * recorded.
 */

import { parseLinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { MessageRef, Translated } from "../spool/record.ts";
import type { LinkState } from "./link-state.ts";

export function noteOrigin(link: LinkState, { note, seq, from }: Translated): void {
  // The record is ours, but a row that cannot be stored would stop all others.
  const linkId = parseLinkId(from.linkId);
  if (linkId === null) return;
  const known: Translated = { note, seq, from: { linkId, seq: from.seq } };
  link.translated = [...link.translated, known].slice(-limits.translatedNotesMax);
}

/** Of this message, also when asked again; not any more of those before it. */
export function takeOrigin(link: LinkState, seq: number): MessageRef | null {
  if (link.translated.length === 0) return null;
  const origin = link.translated.findLast((note) => note.seq === seq) ?? null;
  link.translated = link.translated.filter((note) => note.seq >= seq);
  return origin?.from ?? null;
}
