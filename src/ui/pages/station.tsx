/** One station: the five questions answered first, then everything they rest on. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Diagnosis, Station, Verdict } from "../../console/contract.ts";
import type { BootsAnswer } from "../../console/station-contract.ts";
import { stationPath, term, useAddress, usePathParts } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { ago, dayAndClock } from "../lib/time.ts";
import { counted } from "../lib/transaction.ts";
import { Empty } from "../parts/empty.tsx";
import { FaultBanner } from "../parts/fault-banner.tsx";
import { Mark, type Tone } from "../parts/mark.tsx";
import { Problem } from "../parts/problem.tsx";
import { StationBoots } from "../parts/station-boots.tsx";
import { StationCall } from "../parts/station-call.tsx";
import { StationConfiguration } from "../parts/station-configuration.tsx";
import { StationLinks } from "../parts/station-links.tsx";
import { StationMessages } from "../parts/station-messages.tsx";
import { StationRoute } from "../parts/station-route.tsx";
import { StationSecurity } from "../parts/station-security.tsx";
import { StationTimeline } from "../parts/station-timeline.tsx";
import { StationTransactions } from "../parts/station-transactions.tsx";
import { Evidence, makeOf } from "../parts/station-words.tsx";
import { useZone } from "../parts/zone.ts";
import "../styles/stations.css";

const REFRESH_MS = 5_000;
const BOOTS = 100;

const tabs = {
  transactions: "Transactions",
  links: "Links",
  configuration: "Configuration",
  boots: "Boots",
  route: "Route",
  messages: "Messages",
  call: "Call",
} as const;
type Tab = keyof typeof tabs;

export default function StationPage() {
  const stationId = usePathParts()[1] ?? "";
  const address = useAddress();
  const path = `/api/stations/${encodeURIComponent(stationId)}`;
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey: ["station", stationId],
    queryFn: ({ signal }) => getApi<Station>(path, {}, signal),
    refetchInterval: REFRESH_MS,
  });
  const boots = useQuery({
    queryKey: ["boots", stationId],
    queryFn: ({ signal }) => getApi<BootsAnswer>(`${path}/boots`, { limit: BOOTS }, signal),
    refetchInterval: REFRESH_MS * 6,
  });
  if (data === undefined) {
    return error === null ? <Empty title="Loading the station…" /> : <Problem thrown={error} />;
  }
  const tab = Object.hasOwn(tabs, address.get("tab"))
    ? (address.get("tab") as Tab)
    : "transactions";
  return (
    <>
      <Head station={data} nowMs={dataUpdatedAt} />
      <FaultBanner stationId={stationId} />
      <StationSecurity stationId={stationId} />
      {error !== null && <Problem thrown={error} />}
      <Questions stationId={stationId} />
      <StationTimeline stationId={stationId} address={address} boots={boots.data} />
      <nav className="st-tabs" aria-label="About this station" id="more">
        {(Object.keys(tabs) as Tab[]).map((each) => (
          <Link
            key={each}
            href={address.with({ tab: each === "transactions" ? null : each })}
            aria-current={tab === each ? "true" : undefined}
            replace
          >
            {tabs[each]}
          </Link>
        ))}
      </nav>
      <section className="panel" aria-label={tabs[tab]}>
        {tab === "transactions" && <StationTransactions stationId={stationId} />}
        {tab === "links" && <StationLinks stationId={stationId} />}
        {tab === "configuration" && (
          <StationConfiguration stationId={stationId} address={address} />
        )}
        {tab === "boots" && <StationBoots answer={boots.data} error={boots.error} />}
        {tab === "route" && <StationRoute stationId={stationId} />}
        {tab === "messages" && <StationMessages stationId={stationId} />}
        {tab === "call" && <StationCall station={data} />}
      </section>
    </>
  );
}

function Head({ station, nowMs }: { readonly station: Station; readonly nowMs: number }) {
  const { stationId, connected, firmware, ocppVersion, lastMessageAt, findings } = station;
  const zone = useZone();
  const make = makeOf(station);
  const facts = [
    make,
    firmware === null ? "" : `firmware ${firmware}`,
    ocppVersion === null ? "" : `OCPP ${ocppVersion}`,
  ].filter((fact) => fact !== "");
  return (
    <div className="st-head">
      <h1>
        <bdi>{stationId}</bdi>
      </h1>
      <Mark tone={connected ? "ok" : "error"}>{connected ? "connected" : "not connected"}</Mark>
      <span>{facts.join(" · ")}</span>
      {lastMessageAt !== null && (
        <span className="faint" title={dayAndClock(lastMessageAt, zone)}>
          last message {ago(lastMessageAt, nowMs)}
        </span>
      )}
      <span className="st-head-links">
        <Link href={`/?q=${encodeURIComponent(term("station", stationId))}`}>Messages</Link>
        <Link href={`/findings?station=${encodeURIComponent(stationId)}&view=list`}>
          {counted(findings.error + findings.warning + findings.note, "finding")} in 24 h
        </Link>
      </span>
    </div>
  );
}

const VERDICTS: Readonly<Record<Verdict, readonly [Tone, string, string]>> = {
  ok: ["ok", "✓", "all is well"],
  warning: ["warning", "!", "look at it"],
  error: ["error", "✕", "this is wrong"],
  unknown: ["plain", "?", "not known"],
};

function Questions({ stationId }: { readonly stationId: string }) {
  const path = `/api${stationPath(stationId)}/diagnosis`;
  const { data, error } = useQuery({
    queryKey: ["diagnosis", stationId],
    queryFn: ({ signal }) => getApi<Diagnosis>(path, {}, signal),
    refetchInterval: REFRESH_MS * 2,
  });
  if (data === undefined) {
    return error === null ? <Empty title="Looking at the record…" /> : <Problem thrown={error} />;
  }
  return (
    <section className="panel st-questions" aria-label="What is going on?">
      {data.questions.map(({ id, question, answer, verdict, evidence }) => {
        const [tone, sign, meaning] = VERDICTS[verdict];
        return (
          <article key={id} className={`st-question st-verdict-${verdict}`}>
            <Mark tone={tone} title={meaning}>
              <span aria-hidden="true">{sign}</span>
              <span className="unseen">{meaning}</span>
            </Mark>
            <h2>{question}</h2>
            <p>
              {answer} <Evidence of={evidence} />
            </p>
          </article>
        );
      })}
    </section>
  );
}
