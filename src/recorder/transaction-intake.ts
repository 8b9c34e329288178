/** Messages as they are recorded → the steps of their transactions, shown to the rules. */
import { isStationsOwn } from "../base/ids.ts";
import { actionOf, type LinkFacts, type MessageHappening } from "../findings/happening.ts";
import type { Finding } from "../findings/rule.ts";
import type { TransactionChange } from "../sessions/transaction.ts";
import { type IntakeState, raise } from "./intake-state.ts";
import { transactionRowOf } from "./transaction-row.ts";

/** `findings`: what was found in this message so far. Returns them with what is found besides. */
export function takeTransactions(
  state: IntakeState,
  link: LinkFacts,
  {
    happening,
    findings,
  }: { readonly happening: MessageHappening; readonly findings: readonly Finding[] },
): readonly Finding[] {
  const { sessions } = state;
  const action = actionOf(happening);
  // Of a translated link the station's own side is what happened.
  if (!isStationsOwn(happening.leg) || !sessions.wants(action)) return findings;
  const { stationId, instance, version, linkId } = link;
  const { seq, atUs, sender, message, request } = happening;
  const changes = sessions.take(
    { linkId, seq, atUs, stationId, instance, version, sender, message, request },
    action,
  );
  if (changes.length === 0) return findings;
  let all = findings;
  for (const change of changes) {
    const more = raise(state, { kind: "transaction", atUs, cause: happening, ...change }, link);
    if (more.length > 0) all = [...all, ...more];
  }
  if (all.length > 0) sessions.noteFindings(changes, rulesOf(all));
  return all;
}

/** What only time shows: a stop that does not come any more. */
export function tickTransactions(state: IntakeState, nowUs: number): void {
  for (const change of state.sessions.tick(nowUs)) {
    const link = linkOf(state, change);
    if (link === null) continue;
    const found = raise(state, { kind: "transaction", atUs: nowUs, cause: null, ...change }, link);
    state.sessions.noteFindings([change], rulesOf(found));
  }
}

/** The link that showed it last, as long as it is known. */
function linkOf({ book }: IntakeState, { transaction }: TransactionChange): LinkFacts | null {
  const last = transaction.evidence.at(-1);
  const known = last === undefined ? null : book.find(last.linkId);
  if (known !== null) book.touch(known.linkId);
  return known;
}

function rulesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule }) => rule);
}

/** At the end of a batch: one row for each transaction with something new worth a row. */
export function addTransactionRows({ sessions, batch }: IntakeState): void {
  for (const due of sessions.takeDue()) batch.addTransaction(transactionRowOf(due));
}
