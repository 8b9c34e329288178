/**
 * In which spool an explanation of missing messages may still stand. A gap record stands before
 * everything later of its link, and a link's records are all in one spool: at the end of that
 * spool no explanation follows.
 */
import type { LinkId } from "../base/ids.ts";
import type { Intake } from "./intake.ts";

export type HolesBySpool = {
  /** A record of this link was taken from this worker's spool. */
  readonly note: (worker: number, linkId: LinkId) => void;
  /** All of these spools that was written was taken. */
  readonly giveUp: (ended: readonly number[]) => void;
};

/** Holes that an earlier run left are in a spool that nobody knows: they wait for all. */
export function createHolesBySpool(
  intake: Pick<Intake, "withHoles" | "giveUpHoles">,
  spools: () => readonly number[],
): HolesBySpool {
  const bySpool = new Map<number, Set<LinkId>>();
  const found = new Set(intake.withHoles());
  const seen = new Set<number>();

  return {
    note(worker, linkId) {
      if (!intake.withHoles().has(linkId)) return;
      const links = bySpool.get(worker) ?? new Set();
      bySpool.set(worker, links.add(linkId));
      found.delete(linkId);
    },
    giveUp(ended) {
      for (const worker of ended) {
        const links = bySpool.get(worker);
        if (links !== undefined) intake.giveUpHoles(links);
        bySpool.delete(worker);
        if (found.size > 0) seen.add(worker);
      }
      if (found.size === 0 || !spools().every((worker) => seen.has(worker))) return;
      intake.giveUpHoles(found);
      found.clear();
    },
  };
}
