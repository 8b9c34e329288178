/** A station's transactions, newest first. */
import { Link } from "wouter";
import type { Transaction, TransactionsAnswer } from "../../console/transaction-contract.ts";
import { placeName } from "../lib/lanes.ts";
import { quantity } from "../lib/series.ts";
import { lengthOfTime } from "../lib/time.ts";
import { stateTone } from "../lib/transaction.ts";
import { Empty } from "./empty.tsx";
import { Mark } from "./mark.tsx";
import { Older, usePages } from "./older.tsx";
import { Problem } from "./problem.tsx";
import { Moment } from "./station-words.tsx";

export function StationTransactions({ stationId }: { readonly stationId: string }) {
  const transactions = usePages<TransactionsAnswer>(["transactions", stationId], {
    ...{ path: "/api/transactions", params: { station: stationId }, everyMs: 5_000 },
  });
  const { data, error, dataUpdatedAt } = transactions;
  if (data === undefined) {
    return error === null ? <Empty title="Loading…" /> : <Problem thrown={error} />;
  }
  const all = data.pages.flatMap((page) => page.transactions);
  if (all.length === 0) return <Empty title="No transaction is in the record" />;
  return (
    <div className="st-scroll">
      <table className="st-table">
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Transaction</th>
            <th scope="col">State</th>
            <th scope="col">Where</th>
            <th scope="col">Energy</th>
            <th scope="col">Lasted</th>
            <th scope="col">Started by</th>
            <th scope="col">Stopped</th>
            <th scope="col">Token</th>
            <th scope="col">Findings</th>
          </tr>
        </thead>
        <tbody>
          {all.map((transaction) => (
            <Row key={transaction.key} transaction={transaction} nowMs={dataUpdatedAt} />
          ))}
        </tbody>
      </table>
      <Older pages={transactions}>Older transactions</Older>
    </div>
  );
}

type RowProps = { readonly transaction: Transaction; readonly nowMs: number };

function Row({ transaction, nowMs }: RowProps) {
  const { key, transactionId, state, energyWh, durationS, rules } = transaction;
  const ranMs = Math.max(0, nowMs - Date.parse(transaction.startedAt));
  return (
    <tr>
      <td>
        <Moment at={transaction.startedAt} />
      </td>
      <td>
        <Link href={`/transactions/${key}`} className="st-id" title={transactionId ?? ""}>
          {transactionId ?? "id not known"}
        </Link>
      </td>
      <td>
        <Mark tone={stateTone(state)}>{state}</Mark>
      </td>
      <td>{placeName(transaction)}</td>
      <td className="st-number">{quantity(energyWh, "Wh")}</td>
      <td className="st-number">{lengthOfTime(state === "open" ? ranMs : durationS * 1_000)}</td>
      <td>{transaction.startedBy === "unknown" ? "—" : transaction.startedBy}</td>
      <td>{transaction.stopReason ?? (state === "ended" ? "no reason given" : "—")}</td>
      <td className="mono">{transaction.idToken ?? "—"}</td>
      <td title={rules.join(", ")}>
        {rules.length === 0 ? (
          <span className="faint">none</span>
        ) : (
          <Mark tone="warning">{rules.length}</Mark>
        )}
      </td>
    </tr>
  );
}
