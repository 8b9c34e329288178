/**
 * The two legs of one open link and what moves between them: `splice.ts` moves bytes. Types only.
 */
import type { Socket } from "node:net";
import type { Clock } from "../base/clock.ts";
import type { LinkId, Sender } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import type { ClosedHow, SpoolWriter } from "../spool/record.ts";
import type { LentReads } from "./lent-reads.ts";
import type { ClosedByUs } from "./links.ts";
import type { LinkTap } from "./tap.ts";
import type { OpenValve } from "./valve.ts";

export type Legs = {
  readonly station: Socket;
  readonly csms: Socket;
  /** Where the CSMS's chunks may be borrowed. */
  readonly csmsReads: LentReads | null;
};

export type CrossingOptions = {
  readonly linkId: LinkId;
  readonly lingerMs: number;
  /** Hold each chunk until the record of its messages is on disk. */
  readonly isStrict: boolean;
  readonly strictHoldMsMax: number;
};

export type CrossingDeps = {
  readonly tap: LinkTap;
  readonly spool: Pick<SpoolWriter, "whenWritten">;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Absent: nothing may stand between the two. */
  readonly openValve?: OpenValve;
  /** Once, when nothing more will pass. */
  readonly onEnd: (end: CrossingEnd) => void;
};

/** What ended it first. Whether a Close frame came before is the tap's to say. */
export type CrossingEnd = {
  readonly closedBy: Sender | "ocpptap";
  readonly how: ClosedHow;
  readonly error: string;
  readonly atUs: number;
  /** The one that we put in, where we did. */
  readonly closeFrame?: { readonly code: number; readonly reason: string };
};

export type Crossing = {
  /** Bytes that were read before the crossing was there, in their order, before `start`. */
  readonly feed: (sender: Sender, chunk: Buffer) => void;
  /** From here on the sockets' own events count. */
  readonly start: () => void;
  /** Both senders stand between two messages, and nothing of them is held. */
  readonly isAtBoundary: () => boolean;
  /**
   * Ends both legs with FIN; at a shutdown with a Close frame before it, in each direction that
   * stands between two messages. `onEnd` is called at once; resolves when the CSMS has let go, or
   * late.
   */
  readonly close: (how: ClosedByUs) => Promise<void>;
  /** When the station's last byte came; null while we are the ones who do not read. */
  readonly stationHeardAtUs: () => number | null;
};
