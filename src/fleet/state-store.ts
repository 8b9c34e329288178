/**
 * What a translator has to remember through restarts, and through a move of its station to another
 * instance: small JSON documents, a set of them under each name. One interface, two stores (a file
 * on this machine, Redis), one contract for both, tested (`test/fleet/contract.ts`).
 *
 * Whoever opens a name owns it, and fences off whoever had it before. All failures are
 * `OperationalError`s with one of these codes:
 *
 * | code | what happened | stored? | what the caller does |
 * |---|---|---|---|
 * | STATE_TAKEN | opened again since, here or elsewhere | no | stop: it has a new owner |
 * | STATE_UNAVAILABLE | no answer, disk space, permission | not known | the same write again |
 * | STATE_DAMAGED | what is stored cannot be read | not known | open again; an operator acts |
 * | STATE_BUSY | too many writes wait | no | the same write again, later |
 * | STATE_LIMIT | a bound of `base/limits/fleet.ts` | no | give up what it was for |
 * | STATE_CLOSED | the state was released, the store closed | no | open again |
 */
import type { Json } from "../exchange/message.ts";

/**
 * `key`: any text, at most `limits.stateKeyBytesMax`. `value`: in a write null deletes, whether or
 * not there is such a document; a document that is read is never null.
 */
export type StateDocument = { readonly key: string; readonly value: Json };

export type StateHealth = {
  /** False from a failure on until something has succeeded again. */
  readonly isWell: boolean;
  /** One sentence, for `/readyz`: where the store is, or what is wrong with it. */
  readonly detail: string;
};

export type StateStore = {
  /**
   * Takes the name (`<tenant>/<stationId>`, any text up to `limits.stateNameBytesMax`) and reads
   * its documents. From here on nobody who opened it earlier, in this process or another, can
   * write to it; what they had been told is stored, is in these documents.
   */
  readonly open: (name: string) => Promise<OpenState>;
  /** From memory, at once. */
  readonly health: () => StateHealth;
  /** Waits for the writes that were called, at most `limits.stateCloseMs`. Never rejects. */
  readonly close: () => Promise<void>;
};

export type OpenState = {
  /** As they were when the name was opened, each key once, in no particular order. */
  readonly documents: readonly StateDocument[];
  /**
   * Stores all of these documents or none, in the order of calls. Of two with the same key the
   * later counts. The values are read before this returns: they may change afterwards.
   *
   * Resolves when they are durable: they survive `kill -9` and, in the file, a loss of power; in
   * Redis they are as safe as its own settings make them (`docs/operations/state.md`).
   *
   * When it rejects, so do the writes called after it until then: none overtakes another. Where it
   * is not known whether they were stored, the caller writes the very same again before anything
   * else (twice is harmless), or opens the name anew. There is an answer after
   * `limits.stateWriteMs` at the latest.
   */
  readonly write: (writes: readonly StateDocument[]) => Promise<void>;
  /** Waits for the writes that were called; later ones reject. Does not fence. Never rejects. */
  readonly release: () => Promise<void>;
};
