/** The messages that made a transaction. */
import { useQueries } from "@tanstack/react-query";
import type { MessagesAnswer } from "../../console/contract.ts";
import type { TransactionAnswer } from "../../console/transaction-contract.ts";
import { getApi } from "../lib/api.ts";
import { evidenceQueries } from "../lib/evidence.ts";
import { Empty } from "./empty.tsx";
import { Problem } from "./problem.tsx";
import { MessageRows } from "./station-words.tsx";

const PAGE = 1_000;

export function TransactionMessages({ answer }: { readonly answer: TransactionAnswer }) {
  const { evidence, transaction } = answer;
  const times = {
    from: transaction.startedAt,
    // The end is exclusive, and answers come a little later.
    to: new Date(Date.parse(transaction.lastAt) + 600_000).toISOString(),
  };
  const found = useQueries({
    queries: evidenceQueries(evidence).map((q) => ({
      queryKey: ["evidence", q, times],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        getApi<MessagesAnswer>(
          "/api/messages",
          { q, ...times, limit: PAGE, order: "oldest" },
          signal,
        ),
    })),
  });
  const error = found.find((each) => each.error !== null)?.error ?? null;
  const messages = found
    .flatMap(({ data }) => data?.messages ?? [])
    .sort((a, b) =>
      a.receivedAt === b.receivedAt ? a.seq - b.seq : a.receivedAt < b.receivedAt ? -1 : 1,
    );
  const left = transaction.messages - evidence.length;
  return (
    <section className="panel" aria-labelledby="st-messages">
      <h2 id="st-messages">The messages that made it</h2>
      {error !== null && <Problem thrown={error} />}
      {messages.length === 0 && error === null && <Empty title="Loading the messages…" />}
      {messages.length > 0 && (
        <div className="st-scroll">
          <MessageRows messages={messages} />
        </div>
      )}
      {left > 0 && (
        <p className="faint">The first and the newest ones; {left} between them are left out.</p>
      )}
    </section>
  );
}
