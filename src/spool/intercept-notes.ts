/** What the record says of intercepts; see `relay/intercept.ts`. Types only. */
import type { Sender } from "../base/ids.ts";

/**
 * Directly before the message of this link with that `seq`, which is on one leg of a spliced link
 * only, as its record says. From here on the link is not byte-identical.
 */
export type Aside = {
  readonly note: "aside";
  readonly seq: number;
  /** Who put it in, or whom it answers: `operator anna`, `backend energy`, `fault slow`. */
  readonly by: string;
  /** `sent`: its `sender` never did, ocpptap did. `answered`: it did not go on. */
  readonly did: "sent" | "answered";
};

/** What stood in the link to take or to put in messages does not any more, wholly or in part. */
export type InterceptEnded = { readonly note: "intercept-ended"; readonly problem: string };

/** What a fault on purpose did to a message of this link; what it put in has an `aside` of its own. */
export type FaultOnPurpose = {
  readonly note: "fault-on-purpose";
  /** Its name. */
  readonly fault: string;
  /** The message that it was done to. */
  readonly seq: number;
  readonly sender: Sender;
  /** `nothing`: it could not be done. */
  readonly did:
    | "delayed"
    | "dropped"
    | "duplicated"
    | "reordered"
    | "corrupted"
    | "answered"
    | "closed"
    | "nothing";
  readonly detail: string;
  /** The message that was put in for it; absent: none. */
  readonly made?: number;
};
