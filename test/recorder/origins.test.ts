import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { unknownLink } from "../../src/recorder/link-state.ts";
import { noteOrigin, takeOrigin } from "../../src/recorder/origins.ts";

const other = newLinkId();
const note = (seq: number, from = { linkId: other, seq: 10 * seq }) =>
  ({ note: "translated", seq, from }) as const;

function linkWith(...seqs: readonly number[]) {
  const link = unknownLink(newLinkId(), 1, { instance: "test", exchangeTimeoutMs: 1 });
  for (const seq of seqs) noteOrigin(link, note(seq));
  return link;
}

it("gives a message what was noted for its number, also when asked again", () => {
  const link = linkWith(1, 3);
  expect(takeOrigin(link, 1)).toEqual({ linkId: other, seq: 10 });
  expect(takeOrigin(link, 1)).toEqual({ linkId: other, seq: 10 });
  expect(takeOrigin(link, 2)).toBeNull();
  expect(takeOrigin(link, 3)).toEqual({ linkId: other, seq: 30 });
});

it("lets go of notes whose message never came", () => {
  const link = linkWith(1, 2, 5);
  takeOrigin(link, 5);
  expect(link.translated.map(({ seq }) => seq)).toEqual([5]);
});

it("keeps a bounded number", () => {
  const link = linkWith(...Array.from({ length: 100 }, (_, at) => at + 1));
  expect(link.translated).toHaveLength(limits.translatedNotesMax);
  expect(takeOrigin(link, 100)).not.toBeNull();
});

it("takes no link id that the store would refuse", () => {
  const link = linkWith();
  noteOrigin(link, note(1, { linkId: "x" as typeof other, seq: 1 }));
  expect(takeOrigin(link, 1)).toBeNull();
});
