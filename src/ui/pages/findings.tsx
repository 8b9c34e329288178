/** Findings: what goes wrong most, where, since when; and each of them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { FindingsAnswer } from "../../console/contract.ts";
import type { TrendAnswer } from "../../console/finding-contract.ts";
import { type Address, useAddress } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { groups, messagesPath, scopeParams } from "../lib/findings-address.ts";
import { Empty } from "../parts/empty.tsx";
import { FindingFilters } from "../parts/finding-filters.tsx";
import { FindingList } from "../parts/finding-list.tsx";
import { FindingRanking } from "../parts/finding-ranking.tsx";
import { FindingTabs } from "../parts/finding-tabs.tsx";
import { FindingTrend } from "../parts/finding-trend.tsx";
import { Problem } from "../parts/problem.tsx";

const VIEWS = {
  rule: "By rule",
  station: "By station",
  model: "By model",
  firmware: "By firmware",
};

/** How long the answer is good: findings come in all the time. */
const REFRESH_MS = 15_000;

export default function FindingsPage() {
  const address = useAddress();
  const isList = address.get("view") === "list";
  const group = groups.find((each) => each === address.get("group")) ?? "rule";
  return (
    <>
      <FindingTabs />
      <h1 className="unseen">Findings</h1>
      <FindingFilters address={address} />
      <Trend address={address} />
      <nav className="findings-views" aria-label="How to show them">
        {groups.map((each) => (
          <Link
            key={each}
            href={address.with({ view: null, group: each === "rule" ? null : each })}
            aria-current={!isList && each === group ? "page" : undefined}
          >
            {VIEWS[each]}
          </Link>
        ))}
        <Link href={address.with({ view: "list" })} aria-current={isList ? "page" : undefined}>
          Each of them
        </Link>
        <Link href={messagesPath(address.get)} className="findings-aside">
          Their messages →
        </Link>
      </nav>
      {isList ? <Listed address={address} /> : <Ranked address={address} group={group} />}
    </>
  );
}

function Trend({ address }: { readonly address: Address }) {
  const scope = scopeParams(address.get);
  const { data } = useQuery({
    queryKey: ["findings-trend", scope],
    queryFn: ({ signal }) => getApi<TrendAnswer>("/api/findings/trend", scope, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  if (data === undefined) return <div className="findings-trend" />;
  return <FindingTrend trend={data} onChoose={(from, to) => address.set({ from, to })} />;
}

function Ranked({
  address,
  group,
}: {
  readonly address: Address;
  readonly group: (typeof groups)[number];
}) {
  const params = { ...scopeParams(address.get), group, limit: 500 };
  const { data, error, isPending } = useQuery({
    queryKey: ["findings", params],
    queryFn: ({ signal }) => getApi<FindingsAnswer>("/api/findings", params, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  if (error !== null) return <Problem thrown={error} query={params.q} />;
  if (isPending) return <Empty title="Counting…" />;
  const ranked = data?.groups ?? [];
  if (ranked.length === 0) return <NoneFound address={address} />;
  return <FindingRanking by={group} groups={ranked} address={address} />;
}

function Listed({ address }: { readonly address: Address }) {
  const scope = scopeParams(address.get);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ["findings-list", scope],
      queryFn: ({ pageParam, signal }) =>
        getApi<FindingsAnswer>("/api/findings", { ...scope, limit: 50, cursor: pageParam }, signal),
      initialPageParam: "",
      getNextPageParam: ({ next }) => next,
    });
  if (error !== null) return <Problem thrown={error} query={scope.q} />;
  if (isPending) return <Empty title="Looking…" />;
  const findings = data.pages.flatMap((page) => page.findings);
  if (findings.length === 0) return <NoneFound address={address} />;
  return (
    <>
      <FindingList findings={findings} />
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older ones
        </button>
      )}
    </>
  );
}

function NoneFound({ address }: { readonly address: Address }) {
  return (
    <Empty title="Nothing was found">
      Nothing wrong was noticed in this time, for what you asked.{" "}
      {address.get("t") !== "all" && (
        <Link href={address.with({ t: "all", from: null, to: null })}>Look at all times</Link>
      )}
    </Empty>
  );
}
