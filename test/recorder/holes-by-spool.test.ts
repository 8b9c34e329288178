import { expect, it } from "vitest";
import { type LinkId, newLinkId } from "../../src/base/ids.ts";
import { createHolesBySpool } from "../../src/recorder/holes-by-spool.ts";

function harness(holes: readonly LinkId[]) {
  const open = new Set(holes);
  const intake = {
    withHoles: () => open,
    giveUpHoles(of: Iterable<LinkId>) {
      for (const linkId of of) open.delete(linkId);
    },
  };
  return { open, holes: createHolesBySpool(intake, () => [1, 2]) };
}

it("gives a hole up at the end of the spool that its link is in", () => {
  const [one, other] = [newLinkId(), newLinkId()];
  const { open, holes } = harness([]);
  open.add(one).add(other);
  holes.note(1, one);
  holes.note(2, other);
  holes.note(2, newLinkId());
  holes.giveUp([1]);
  expect([...open]).toEqual([other]);
  holes.giveUp([2]);
  expect(open.size).toBe(0);
});

it("keeps what an earlier run left until every spool was at its end, or its link is met", () => {
  const [one, other] = [newLinkId(), newLinkId()];
  const { open, holes } = harness([one, other]);
  holes.giveUp([1]);
  expect(open.size).toBe(2);
  holes.note(1, one);
  holes.giveUp([1]);
  expect([...open]).toEqual([other]);
  holes.giveUp([2]);
  expect(open.size).toBe(0);
});
