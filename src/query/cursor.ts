/**
 * Where a page ended: the place after its last message, or just a time down (or up) to which all
 * was searched. Text for a URL; opaque to those who pass it back.
 */
import { OperationalError } from "../base/errors.ts";
import { type LinkId, parseLinkId } from "../base/ids.ts";

export type Cursor = {
  readonly us: number;
  /** Messages of exactly `us` that come after this one are still to be shown; null: none are. */
  readonly after: { readonly linkId: LinkId; readonly seq: number } | null;
};

export function cursorText({ us, after }: Cursor): string {
  return after === null ? `${us}` : `${us}.${after.linkId}.${after.seq}`;
}

export function parseCursor(text: string): Cursor {
  const [us = "", link, seq = "", ...rest] = text.split(".");
  const linkId = link === undefined ? null : parseLinkId(link);
  const isWhole = link === undefined || (linkId !== null && isCount(seq));
  if (!isCount(us) || !isWhole || rest.length > 0) {
    throw new OperationalError("REQUEST_INVALID", {
      problem: "the cursor is none of ours",
      remedy:
        "Pass the `next` of the answer before, unchanged, or leave it out for the first page.",
    });
  }
  return { us: Number(us), after: linkId === null ? null : { linkId, seq: Number(seq) } };
}

function isCount(text: string): boolean {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
}
