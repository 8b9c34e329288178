/** A transaction in sentences, and the messages of a link that a finding about it rests on. */
import { parseLinkId } from "../../base/ids.ts";
import type { MessageRef, Transaction } from "../../sessions/transaction.ts";
import type { LinkFacts } from "../happening.ts";
import { cut } from "../wording.ts";

/** `transaction 7 on connector 1` */
export function nameOfTransaction(transaction: Transaction): string {
  const { transactionId, connectorId, evseId } = transaction;
  const name =
    transactionId === "" ? "a transaction without an id" : `transaction ${cut(transactionId)}`;
  if (evseId !== null) return `${name} on EVSE ${evseId}`;
  return connectorId === null ? name : `${name} on connector ${connectorId}`;
}

/** Evidence is of the finding's own link; what was said on earlier ones is in the transaction. */
export function evidenceOf(
  { linkId }: Pick<LinkFacts, "linkId">,
  ...messages: readonly (MessageRef | null | undefined)[]
): readonly number[] {
  const seqs = messages.flatMap((message) => (message?.linkId === linkId ? [message.seq] : []));
  return [...new Set(seqs)].sort((one, other) => one - other);
}

/** The message of a happening, as a reference. */
export function refOf(
  { linkId }: Pick<LinkFacts, "linkId">,
  cause: { readonly seq: number } | null,
): MessageRef | null {
  const id = parseLinkId(linkId);
  return cause === null || id === null ? null : { linkId: id, seq: cause.seq };
}
