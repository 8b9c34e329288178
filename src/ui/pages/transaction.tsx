/** One charging transaction: what it came to, how it went, and what it is known from. */
import { useQuery } from "@tanstack/react-query";
import type { Finding } from "../../console/contract.ts";
import type { TransactionAnswer } from "../../console/transaction-contract.ts";
import { useAddress, usePathParts } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { Empty } from "../parts/empty.tsx";
import { Mark } from "../parts/mark.tsx";
import { Problem } from "../parts/problem.tsx";
import { Evidence, Moment } from "../parts/station-words.tsx";
import { TransactionHead, TransactionStory } from "../parts/transaction-facts.tsx";
import { TransactionMessages } from "../parts/transaction-messages.tsx";
import { TransactionPlots } from "../parts/transaction-plots.tsx";
import "../styles/stations.css";
import "../styles/transaction.css";

const REFRESH_MS = 5_000;

export default function TransactionPage() {
  const key = usePathParts()[1] ?? "";
  const address = useAddress();
  const { data, error } = useQuery({
    queryKey: ["transaction", key],
    queryFn: ({ signal }) =>
      getApi<TransactionAnswer>(`/api/transactions/${encodeURIComponent(key)}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.transaction.state === "open" ? REFRESH_MS : false),
  });
  if (data === undefined) {
    return error === null ? <Empty title="Loading the transaction…" /> : <Problem thrown={error} />;
  }
  return (
    <div className="st-transaction">
      {error !== null && <Problem thrown={error} />}
      <TransactionHead answer={data} />
      <TransactionPlots answer={data} address={address} />
      <div className="st-columns">
        <TransactionStory answer={data} />
        <Findings findings={data.findings} />
      </div>
      <TransactionMessages answer={data} />
    </div>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <section className="panel" aria-labelledby="st-findings">
      <h2 id="st-findings">Findings</h2>
      {findings.length === 0 && <p className="faint">Nothing is wrong with it.</p>}
      {findings.map((finding) => (
        <article key={`${finding.rule} ${finding.at} ${finding.sentence}`} className="st-finding">
          <p>
            <Mark tone={finding.severity}>{finding.severity}</Mark> <b>{finding.title}</b>{" "}
            <Moment at={finding.at} />
          </p>
          <p>
            {finding.sentence}{" "}
            <Evidence of={finding.evidence.map((seq) => ({ linkId: finding.linkId, seq }))} />
          </p>
          <details>
            <summary>What it means, and what to do</summary>
            <p>{finding.explanation}</p>
            <p>{finding.remedy}</p>
          </details>
        </article>
      ))}
    </section>
  );
}
