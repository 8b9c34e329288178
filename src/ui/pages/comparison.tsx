/** Two CSMSs compared: what the stations' own answered, and what the one of a shadow did. */
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link } from "wouter";
import type {
  AnsweredSide,
  ComparedDifference,
  ComparisonAnswer,
  LeftOut,
} from "../../console/comparison-contract.ts";
import { type Address, stationPath, useAddress } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { timeParams } from "../lib/findings-address.ts";
import { dayAndClock } from "../lib/time.ts";
import { ComparisonPair } from "../parts/comparison-pair.tsx";
import { Empty } from "../parts/empty.tsx";
import { SpanChoice } from "../parts/finding-filters.tsx";
import { Mark } from "../parts/mark.tsx";
import { MigrationTabs } from "../parts/migration-tabs.tsx";
import { Problem } from "../parts/problem.tsx";
import { useZone } from "../parts/zone.ts";

export default function ComparisonPage() {
  const address = useAddress();
  const params = {
    ...{ station: address.get("station"), replay: address.get("replay") },
    ...timeParams(address.get),
  };
  // The whole record is asked for by its beginning; absent is a day.
  const from = params.from === "" && params.to === "" ? "1970-01-01" : params.from;
  const { data, error } = useQuery({
    queryKey: ["comparison", params],
    queryFn: ({ signal }) =>
      getApi<ComparisonAnswer>("/api/comparison", { ...params, from }, signal),
  });
  return (
    <>
      <MigrationTabs />
      <h1>Old and new CSMS</h1>
      <p className="findings-lead faint">
        What the CSMS of the stations answered, against what the CSMS of a shadow answered to the
        same words.
      </p>
      <div className="findings-filters">
        <SpanChoice address={address} />
        {params.station !== "" && (
          <button
            type="button"
            className="findings-narrowed"
            onClick={() => address.set({ station: null, pair: null })}
          >
            only {params.station} ×
          </button>
        )}
        {params.replay !== "" && (
          <button
            type="button"
            className="findings-narrowed"
            onClick={() => address.set({ replay: null, pair: null })}
          >
            {params.replay} ×
          </button>
        )}
      </div>
      {error !== null && <Problem thrown={error} />}
      {error === null && data === undefined && <Empty title="Comparing…" />}
      {error === null && data !== undefined && <Compared answer={data} address={address} />}
    </>
  );
}

type Props = { readonly answer: ComparisonAnswer; readonly address: Address };

function Compared({ answer, address }: Props) {
  const { pairs, differing, stations, shadowMessages, isWhole, comparedFrom, leftOut } = answer;
  const zone = useZone();
  if (shadowMessages === 0) {
    return (
      <Empty title="Nothing was compared">
        The record has no message of a shadow (leg:shadow) in this time. With <code>shadows</code>{" "}
        in the configuration, what stations say is also told to another CSMS, and what that answers
        is compared here.
      </Empty>
    );
  }
  return (
    <>
      <p className="findings-lead">
        Pairs of answers compared: <b>{pairs}</b>, of {stations} station{stations === 1 ? "" : "s"};{" "}
        {differing === 0 ? "none differs" : <b>{differing} differ</b>}.
        {!isWhole &&
          ` What is older than ${dayAndClock(comparedFrom, zone).slice(0, 16)} was not compared: ` +
            "it is too much for one comparison."}
      </p>
      {answer.differences.length > 0 && <Differences answer={answer} address={address} />}
      {answer.further > 0 && (
        <p className="faint">And {answer.further} more of kinds that are not told apart.</p>
      )}
      {pairs > 0 && <Actions answer={answer} />}
      {leftOut.length > 0 && <NotCompared leftOut={leftOut} />}
    </>
  );
}

function idOf({ action, kind, old, new: now }: ComparedDifference): string {
  return JSON.stringify([action, kind, old, now]);
}

const COLUMNS = [
  "Severity",
  "What differs",
  "Old",
  "New",
  "Pairs",
  "Stations",
  "Last seen",
] as const;

function Differences({ answer, address }: Props) {
  const chosen = address.get("pair");
  return (
    <section className="findings-scroll" aria-label="Differences">
      <table className="findings-table">
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">Side by side</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.differences.map((difference) => {
            const id = idOf(difference);
            const isOpen = chosen === id;
            return (
              <Fragment key={id}>
                <Difference
                  difference={difference}
                  isOpen={isOpen}
                  toggle={() => address.set({ pair: isOpen ? null : id }, "replace")}
                />
                {isOpen && (
                  <tr>
                    <td colSpan={COLUMNS.length + 1}>
                      <ComparisonPair example={difference.example} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Difference({
  difference,
  isOpen,
  toggle,
}: {
  readonly difference: ComparedDifference;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}) {
  const zone = useZone();
  const { severity, action, kind, old, count, share, stations, stationIds } = difference;
  const when = (iso: string) => dayAndClock(iso, zone).slice(0, 19);
  const [first] = stationIds;
  return (
    <tr>
      <td>
        <Mark tone={severity}>{severity}</Mark>
      </td>
      <td>
        {action} <span className="faint">{kind}</span>
      </td>
      <td>{old}</td>
      <td>{difference.new}</td>
      <td className="findings-whole">
        {count} <span className="faint">({Math.round(share * 100)} %)</span>
      </td>
      <td className="findings-whole" title={stationIds.join(", ")}>
        {first !== undefined && <Link href={stationPath(first)}>{first}</Link>}
        {stations > 1 && ` and ${stations - 1} more`}
      </td>
      <td className="findings-whole faint" title={`first seen ${when(difference.firstAt)}`}>
        {when(difference.lastAt)}
      </td>
      <td className="findings-more">
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          side by side
        </button>
      </td>
    </tr>
  );
}

function Actions({ answer }: { readonly answer: ComparisonAnswer }) {
  const spread = ({ p50Ms, p95Ms }: AnsweredSide) =>
    p50Ms === null || p95Ms === null ? "—" : `${Math.round(p50Ms)} / ${Math.round(p95Ms)} ms`;
  return (
    <>
      <h2>By action</h2>
      <section className="findings-scroll" aria-label="By action">
        <table className="findings-table">
          <thead>
            <tr>
              {["Action", "Pairs", "Differ", "Old: p50 / p95", "New: p50 / p95"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.actions.map(({ action, pairs, differing, old, new: now }) => (
              <tr key={action}>
                <td>{action}</td>
                <td>{pairs}</td>
                <td>{differing}</td>
                <td>{spread(old)}</td>
                <td>{spread(now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const reasons = {
  notSent: "Nothing of it reached the new CSMS",
  recent: "May still be answered, or was after what was read",
  unanswered: "Neither CSMS answered",
  unreadable: "An answer is cut, too long or no JSON",
  ownCall: "Sent to the new CSMS without a message of a station",
  sourceOutside: "Its source is outside of what was read",
  oldCommand: "Commands of the old CSMS",
  newCommand: "Commands of the new CSMS, which the shadow answers by itself",
} as const satisfies Record<LeftOut["reason"], string>;

/** By reason, in the order of the sentences above. */
function NotCompared({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return (
    <>
      <h2>Not compared</h2>
      <dl className="findings-left-out">
        {reasonNames
          .filter((reason) => byReason.has(reason))
          .map((reason) => (
            <Fragment key={reason}>
              <dt>{reasons[reason]}</dt>
              <dd>
                {byReason
                  .get(reason)
                  ?.map(({ action, count }) => `${action} ${count}`)
                  .join(", ")}
              </dd>
            </Fragment>
          ))}
      </dl>
    </>
  );
}

const reasonNames = Object.keys(reasons) as readonly LeftOut["reason"][];
