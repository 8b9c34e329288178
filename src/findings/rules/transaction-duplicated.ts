/** A start or stop that comes again, and why. */
import { isPlaceholder } from "../../sessions/book.ts";
import type { ChangeDetail, Transaction } from "../../sessions/transaction.ts";
import type { LinkFacts, TransactionHappening } from "../happening.ts";
import { type Report, type Reports, statelessRule } from "../rule.ts";
import { codeOf, cut, duration } from "../wording.ts";
import { isPowerOfTen } from "./counts.ts";
import { evidenceOf, nameOfTransaction, refOf } from "./transaction-wording.ts";

export const transactionDuplicated = statelessRule(
  {
    id: "transaction-duplicated",
    title: "A transaction was started or stopped more than once",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §3.7, §4.8, §4.10; OCPP 2.0.1 Part 2 §E04, §E13",
    explanation:
      "A station sends a start or a stop again while it has no good answer: after a time-out, and after an error, every TransactionMessageRetryInterval, as often as TransactionMessageAttempts says and some for ever. An error answer therefore does not end the matter; it makes a loop. And a CSMS that takes the repetition for a second transaction bills twice.",
    remedy:
      "Where the CSMS answered with an error, it must answer with a result instead: a stop tells what has happened already, so there is nothing to refuse, and an idTagInfo in the result can still say that the token is not accepted. Where it had answered well, look at why the station did not take the answer. The CSMS should know a repetition by connector, token, time and meter value, and give the same id again.",
  },
  {
    transaction(happening, link) {
      const { change, details } = happening;
      if (change !== "repeated" && change !== "identified") return [];
      return details.flatMap((detail): Reports => {
        if (detail.kind === "repeat") return repeated(happening, link, detail);
        if (detail.kind === "id" && change === "identified")
          return renamed(happening, link, detail);
        return [];
      });
    },
  },
);

type Repeat = Extract<ChangeDetail, { readonly kind: "repeat" }>;

/** Without an answer the station has to send it again: nothing is wrong with that. */
function repeated(
  { transaction, cause, atUs }: TransactionHappening,
  link: LinkFacts,
  { of, times, before, earlier }: Repeat,
): Reports {
  if (earlier === null || !isPowerOfTen(times - 1)) return [];
  const what = `the ${of} of ${nameOfTransaction(transaction)}`;
  const after = duration(atUs - earlier.atUs);
  const how = `for the ${ordinal(times)} time, ${after} after the CSMS had answered`;
  const isError = earlier.outcome === "error";
  const because = isError
    ? `with the error ${codeOf(earlier.errorCode, null)}, and will go on until the answer is a result`
    : "without an error";
  const report: Report = {
    sentence: `The station sent ${what} ${how} ${because}.`,
    side: isError ? "csms" : "station",
    evidence: evidenceOf(link, before, earlier, refOf(link, cause)),
    details: {
      ...{ transactionKey: transaction.key, of, times, outcome: earlier.outcome },
      errorCode: isError ? codeOf(earlier.errorCode, null) : "",
      everyMs: Math.round((atUs - before.atUs) / 1000),
    },
  };
  return [report];
}

/** One start, two ids: the CSMS has two transactions for it. */
function renamed(
  { transaction, cause }: TransactionHappening,
  link: LinkFacts,
  { before, now }: Extract<ChangeDetail, { readonly kind: "id" }>,
): Reports {
  if (isPlaceholder(before) || isPlaceholder(now) || wasSentOnce(transaction)) return [];
  return [
    {
      sentence: `The CSMS gave one start two ids, first ${cut(before)}, then ${cut(now)}, so it has two transactions for one.`,
      side: "csms",
      evidence: evidenceOf(link, transaction.start, refOf(link, cause)),
      details: { transactionKey: transaction.key, before, now },
    },
  ];
}

function wasSentOnce({ start }: Transaction): boolean {
  return start === null || start.times < 2;
}

function ordinal(count: number): string {
  const ends: Readonly<Record<string, string>> = { 1: "st", 2: "nd", 3: "rd" };
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  return `${count}${isTeen ? "th" : (ends[count % 10] ?? "th")}`;
}
