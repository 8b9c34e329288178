/** Single findings: what was found, on which messages it rests, and what to do about it. */
import { Link } from "wouter";
import type { Finding } from "../../console/contract.ts";
import { apiUrl } from "../lib/api.ts";
import { dayAndClock } from "../lib/time.ts";
import { Mark } from "./mark.tsx";
import { useZone } from "./zone.ts";

/** More are behind the search of messages. */
const EVIDENCE_SHOWN = 8;

const FAULTS: Readonly<Record<Finding["side"], string>> = {
  station: "the station is at fault",
  csms: "the CSMS is at fault",
  network: "the network is at fault",
  ours: "ocpptap’s own",
};

export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ol className="findings-list">
      {findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing names a finding; the list only grows
        <li key={index}>
          <OneFinding finding={finding} />
        </li>
      ))}
    </ol>
  );
}

function OneFinding({ finding }: { readonly finding: Finding }) {
  const zone = useZone();
  const { severity, rule, side, stationId, at, linkId, evidence } = finding;
  const rest = evidence.length - EVIDENCE_SHOWN;
  return (
    <article className="findings-one">
      <header>
        <Mark tone={severity}>{severity}</Mark>
        <Link href={`/rules/${encodeURIComponent(rule)}`} className="findings-rule">
          {finding.title}
        </Link>
        <time dateTime={at} className="faint">
          {dayAndClock(at, zone)}
        </time>
      </header>
      <p className="findings-sentence">{finding.sentence}</p>
      {finding.remedy !== "" && <p className="faint">{finding.remedy}</p>}
      <footer className="faint">
        <Link href={`/stations/${encodeURIComponent(stationId)}`}>{stationId}</Link>
        <span>{FAULTS[side]}</span>
        <span>
          {evidence.length === 0 ? "rests on no message" : "messages "}
          {evidence.slice(0, EVIDENCE_SHOWN).map((seq) => (
            <Link key={seq} href={`/messages/${linkId}/${seq}`} className="findings-seq">
              {seq}
            </Link>
          ))}
          {rest > 0 && (
            <Link href={apiUrl("/", { q: `link:${linkId} finding:${rule}`, t: "all" })}>
              and {rest} more
            </Link>
          )}
        </span>
      </footer>
    </article>
  );
}
