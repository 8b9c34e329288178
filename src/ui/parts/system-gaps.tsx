/** What was relayed and not recorded: how much, why, whose. */
import { Link } from "wouter";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { stationPath } from "../lib/address.ts";
import { number } from "../lib/message-words.ts";
import { gapWords } from "../lib/system.ts";
import { Moment } from "./station-words.tsx";
import { Panel } from "./system-panel.tsx";

export function SystemGaps({ state }: { readonly state: SystemAnswer }) {
  const gaps = state.store?.gaps;
  if (gaps === undefined) return null;
  return (
    <Panel title="Gaps in the record">
      {gaps.reasons.length === 0 ? (
        <p>None: every message that was relayed is in the record.</p>
      ) : (
        <>
          <Reasons reasons={gaps.reasons} />
          <Newest gaps={gaps.newest} />
        </>
      )}
    </Panel>
  );
}

type Gaps = NonNullable<SystemAnswer["store"]>["gaps"];

function Reasons({ reasons }: { readonly reasons: Gaps["reasons"] }) {
  return (
    <table className="st-table sy-table">
      <thead>
        <tr>
          <th scope="col">Why</th>
          <th scope="col" className="sy-number">
            Messages
          </th>
          <th scope="col" className="sy-number">
            Last 24 h
          </th>
          <th scope="col" className="sy-number">
            Stations
          </th>
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map(({ reason, messages, messagesLastDay, stations, lastAt }) => (
          <tr key={reason}>
            <td className="sy-words">{gapWords(reason)}</td>
            <td className="sy-number">{number(messages)}</td>
            <td className="sy-number">{number(messagesLastDay)}</td>
            <td className="sy-number">{number(stations)}</td>
            <td>
              <Moment at={lastAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Newest({ gaps }: { readonly gaps: Gaps["newest"] }) {
  return (
    <details>
      <summary>The newest {gaps.length}</summary>
      <ul className="sy-list">
        {gaps.map(({ at, stationId, linkId, fromSeq, toSeq, messages }) => (
          <li key={JSON.stringify([linkId, fromSeq, toSeq])}>
            <Moment at={at} />{" "}
            <Link href={`${stationPath(stationId)}?tab=links`}>{stationId || "(no station)"}</Link>:{" "}
            {number(messages)} messages, numbers {fromSeq} to {toSeq} of the link
          </li>
        ))}
      </ul>
    </details>
  );
}
