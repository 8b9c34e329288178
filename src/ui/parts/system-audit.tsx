/** For admins: who changed, took or was refused what, newest first. */
import { useQuery } from "@tanstack/react-query";
import type { AuditAnswer, AuditEntry } from "../../console/access-contract.ts";
import { getApi } from "../lib/api.ts";
import { Problem } from "./problem.tsx";
import { useAllowed } from "./session-context.ts";
import { Moment } from "./station-words.tsx";

const REFRESH_MS = 10_000;
const SHOWN = 50;

export function SystemAudit() {
  const isAllowed = useAllowed("admin");
  const { data, error } = useQuery({
    queryKey: ["audit"],
    queryFn: ({ signal }) => getApi<AuditAnswer>("/api/audit", { limit: SHOWN }, signal),
    refetchInterval: REFRESH_MS,
    enabled: isAllowed,
  });
  if (!isAllowed) return null;
  const entries = (data?.entries ?? []).filter(({ outcome }) => outcome !== "asked");
  return (
    <section className="panel" aria-labelledby="audit">
      <h2 id="audit">Audit</h2>
      {error !== null && <Problem thrown={error} />}
      {data !== undefined && entries.length === 0 && <p className="faint">Nothing was changed.</p>}
      {entries.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">when</th>
              <th scope="col">who</th>
              <th scope="col">what</th>
              <th scope="col">outcome</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={`${entry.at} ${entry.call} ${entry.outcome}`} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ entry: { at, who, from, call, outcome, detail } }: { readonly entry: AuditEntry }) {
  return (
    <tr>
      <td>
        <Moment at={at} />
      </td>
      <td>
        {who ?? "somebody"} <span className="faint">{from}</span>
      </td>
      <td className="mono">{call}</td>
      <td title={detail}>{outcome}</td>
    </tr>
  );
}
