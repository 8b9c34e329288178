/** Every rule: what a finding means, and what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import type { Rule, RulesAnswer } from "../../console/contract.ts";
import type { TrendAnswer } from "../../console/finding-contract.ts";
import { type Address, term, useAddress, usePathParts } from "../lib/address.ts";
import { apiUrl, getApi } from "../lib/api.ts";
import { severities } from "../lib/findings-address.ts";
import { Empty } from "../parts/empty.tsx";
import { FindingTabs } from "../parts/finding-tabs.tsx";
import { FindingTrend } from "../parts/finding-trend.tsx";
import { Mark } from "../parts/mark.tsx";
import { Problem } from "../parts/problem.tsx";

export default function RulesPage() {
  const [, id] = usePathParts();
  const address = useAddress();
  const { data, error } = useQuery({
    queryKey: ["rules"],
    queryFn: ({ signal }) => getApi<RulesAnswer>("/api/rules", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <FindingTabs />
      {error !== null ? (
        <Problem thrown={error} />
      ) : data === undefined ? (
        <Empty title="Loading…" />
      ) : id === undefined ? (
        <All rules={data.rules} address={address} />
      ) : (
        <One rule={data.rules.find((rule) => rule.id === id)} id={id} />
      )}
    </>
  );
}

function All({ rules, address }: { readonly rules: readonly Rule[]; readonly address: Address }) {
  const words = address.get("q").toLowerCase();
  const matches = ({ id, title, explanation, remedy }: Rule) =>
    `${id} ${title} ${explanation} ${remedy}`.toLowerCase().includes(words);
  const shown = rules.filter(matches);
  return (
    <>
      <h1>All rules</h1>
      <div className="findings-filters">
        <input
          type="search"
          className="findings-words"
          defaultValue={address.get("q")}
          onChange={({ target }) => address.set({ q: target.value }, "replace")}
          placeholder={`Search ${rules.length} rules`}
          aria-label="Search rules"
        />
      </div>
      {shown.length === 0 && <Empty title="No rule says that" />}
      {severities.map((severity) => (
        <OfSeverity
          key={severity}
          severity={severity}
          rules={shown.filter((rule) => rule.severity === severity)}
        />
      ))}
    </>
  );
}

const MEANINGS = {
  error: "Charging or the protocol is broken now.",
  warning: "Will hurt, or a strict peer may refuse it.",
  note: "Worth knowing.",
} as const;

function OfSeverity({
  severity,
  rules,
}: {
  readonly severity: Rule["severity"];
  readonly rules: readonly Rule[];
}) {
  if (rules.length === 0) return null;
  return (
    <section>
      <h2>
        <Mark tone={severity}>{severity}s</Mark>{" "}
        <span className="faint findings-meaning">{MEANINGS[severity]}</span>
      </h2>
      <ul className="findings-rules">
        {rules.map(({ id, title }) => (
          <li key={id}>
            <Link href={`/rules/${encodeURIComponent(id)}`}>{title}</Link>
            <span className="faint mono">{id}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SIDES: Readonly<Record<Rule["side"], string>> = {
  station: "Usually the station is at fault.",
  csms: "Usually the CSMS is at fault.",
  network: "Usually the network between them is at fault.",
  ours: "It is about ocpptap itself.",
};

function One({ rule, id }: { readonly rule: Rule | undefined; readonly id: string }) {
  if (rule === undefined) {
    return (
      <Empty title={`There is no rule ${id}`}>
        It may be one of another version. <Link href="/rules">All rules</Link>
      </Empty>
    );
  }
  return (
    <article className="findings-explained">
      <h1>{rule.title}</h1>
      <p>
        <Mark tone={rule.severity}>{rule.severity}</Mark>{" "}
        <span className="mono faint">{rule.id}</span>{" "}
        <span className="faint">{SIDES[rule.side]}</span>
      </p>
      <h2>What it means</h2>
      <p>{rule.explanation}</p>
      <h2>What to do</h2>
      <p>{rule.remedy}</p>
      {rule.clause !== "" && (
        <>
          <h2>Where the standard says so</h2>
          <p>{rule.clause}</p>
        </>
      )}
      <Occurrences rule={rule.id} />
    </article>
  );
}

function Occurrences({ rule }: { readonly rule: string }) {
  const [, navigate] = useLocation();
  const params = { q: term("finding", rule), from: "30d" };
  const { data } = useQuery({
    queryKey: ["findings-trend", params],
    queryFn: ({ signal }) => getApi<TrendAnswer>("/api/findings/trend", params, signal),
  });
  const total = (data?.steps ?? []).reduce(
    (sum, one) => sum + one.error + one.warning + one.note,
    0,
  );
  return (
    <>
      <h2>In the last 30 days</h2>
      {data !== undefined && total > 0 && (
        <FindingTrend
          trend={data}
          onChoose={(from, to) => navigate(apiUrl("/findings", { view: "list", rule, from, to }))}
        />
      )}
      <p>
        {total === 0 ? "Not found. " : `Found ${total} time${total === 1 ? "" : "s"}. `}
        {total > 0 && (
          <>
            <Link href={apiUrl("/findings", { view: "list", rule, t: "30d" })}>Each of them</Link>
            {" · "}
            <Link href={apiUrl("/findings", { group: "model", rule, t: "30d" })}>By model</Link>
            {" · "}
            <Link href={apiUrl("/", { q: term("finding", rule), t: "all" })}>Their messages</Link>
          </>
        )}
      </p>
    </>
  );
}
