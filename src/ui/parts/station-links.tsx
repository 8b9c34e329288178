/** A station's links: when each was up, who closed it and why, and who was refused. */
import { Link as To } from "wouter";
import type { Link, LinksAnswer } from "../../console/contract.ts";
import { term } from "../lib/address.ts";
import { closedWell, closeText } from "../lib/links.ts";
import { lengthOfTime } from "../lib/time.ts";
import { Empty } from "./empty.tsx";
import { FaultMark } from "./fault-banner.tsx";
import { Mark, type Tone } from "./mark.tsx";
import { LegMark } from "./message-leg.tsx";
import { Older, usePages } from "./older.tsx";
import { Problem } from "./problem.tsx";
import { Moment } from "./station-words.tsx";

export function StationLinks({ stationId }: { readonly stationId: string }) {
  const links = usePages<LinksAnswer>(["links", stationId], {
    ...{ path: "/api/links", params: { station: stationId }, everyMs: 10_000 },
  });
  const { data, error } = links;
  if (data === undefined) {
    return error === null ? <Empty title="Loading the links…" /> : <Problem thrown={error} />;
  }
  const all = data.pages.flatMap((page) => page.links);
  if (all.length === 0) return <Empty title="No link is in the record" />;
  return (
    <div className="st-scroll">
      <table className="st-table">
        <thead>
          <tr>
            <th scope="col">Opened</th>
            <th scope="col">State</th>
            <th scope="col">Lasted</th>
            <th scope="col">How it ended</th>
            <th scope="col">Protocol</th>
            <th scope="col">From</th>
            <th scope="col">Messages → ←</th>
            <th scope="col">Record</th>
          </tr>
        </thead>
        <tbody>
          {all.map((link) => (
            <Row key={link.linkId} link={link} />
          ))}
        </tbody>
      </table>
      <Older pages={links}>Older links</Older>
    </div>
  );
}

function toneOf(link: Link): Tone {
  if (link.state === "refused") return "error";
  if (link.state === "open") return "ok";
  return closedWell(link) ? "plain" : "warning";
}

function Row({ link }: { readonly link: Link }) {
  const { state, openedAt, closedAt, gaps, messages, subprotocol, ocppVersion } = link;
  const offered = link.subprotocolsOffered.join(", ");
  const lost = gaps.reduce((sum, gap) => sum + gap.messages, 0);
  const idle = link.idleMs === null ? "" : `; ${lengthOfTime(link.idleMs)} after the last message`;
  return (
    <tr>
      <td>
        <Moment at={openedAt} />
      </td>
      <td>
        <Mark tone={toneOf(link)}>{state}</Mark> <LegMark leg={link.leg} />{" "}
        {state === "open" && link.leg === "both" && <FaultMark stationId={link.stationId} />}
        {link.changedAt !== null && (
          <Mark
            tone="warning"
            title={`since ${link.changedAt}: ocpptap put in a call, or a fault on purpose acted`}
          >
            not byte-identical
          </Mark>
        )}{" "}
        {typeof link.details["overrides"] === "string" && (
          <Mark
            tone="plain"
            title={`to ${link.upstreamUrl}, instead of ${link.details["overrides"]}`}
          >
            by override
          </Mark>
        )}
      </td>
      <td>
        {closedAt === null || state === "refused"
          ? "—"
          : lengthOfTime(Date.parse(closedAt) - Date.parse(openedAt))}
      </td>
      <td className="st-words">
        {state === "open" ? "—" : `${closeText(link)}${state === "closed" ? idle : ""}`}
      </td>
      <td title={offered === "" ? "none offered" : `offered: ${offered}`}>
        {ocppVersion ?? subprotocol ?? "none"}
      </td>
      <td className="mono">{link.remoteAddress}</td>
      <td>
        <To href={`/?q=${encodeURIComponent(term("link", link.linkId))}`}>
          {/* They are counted when it closes. */}
          {state === "open"
            ? "so far"
            : `${messages.station.toLocaleString("en")} · ${messages.csms.toLocaleString("en")}`}
        </To>
      </td>
      <td>
        {gaps.length === 0 ? (
          <span className="faint">whole</span>
        ) : (
          <Mark tone="warning">{lost} not recorded</Mark>
        )}
      </td>
    </tr>
  );
}
