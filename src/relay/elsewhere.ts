/**
 * Other instances and workers, as the relay knows them: types, and what is there without any. None
 * of these calls waits for anything but `endGhost`, which only a refused station waits for.
 */
import type { LinkId } from "../base/ids.ts";
import type { Gone } from "./early-bytes.ts";
import type { Link } from "./links.ts";
import type { Newcomer } from "./presence.ts";

export type Elsewhere = {
  /** A link is open here, or left over: the latest of its key. */
  readonly held: (link: Link) => void;
  readonly freed: (link: Link) => void;
  /**
   * After a refusal: the id of the ghost that another instance has ended, or null. Resolves in
   * bounded time, and at once where nobody can be asked.
   */
  readonly endGhost: (newcomer: Newcomer, status: number, gone: Gone) => Promise<LinkId | null>;
};

/** One process that shares nothing. */
export const NOWHERE_ELSE: Elsewhere = {
  held: () => undefined,
  freed: () => undefined,
  endGhost: () => Promise.resolve(null),
};
