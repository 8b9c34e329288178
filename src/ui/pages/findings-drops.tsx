/** The last message before a drop: commands that stations do not survive. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Drops, DropsAnswer } from "../../console/finding-contract.ts";
import { stationPath, useAddress } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { timeParams } from "../lib/findings-address.ts";
import { ago, dayAndClock } from "../lib/time.ts";
import { Empty } from "../parts/empty.tsx";
import { SpanChoice } from "../parts/finding-filters.tsx";
import { FindingTabs } from "../parts/finding-tabs.tsx";
import { Mark } from "../parts/mark.tsx";
import { Problem } from "../parts/problem.tsx";
import { useZone } from "../parts/zone.ts";

const groups = ["model", "firmware", "station"] as const;
const HEADS = { model: "Model", firmware: "Model and firmware", station: "Station" } as const;

export default function DropsPage() {
  const address = useAddress();
  const group = groups.find((each) => each === address.get("group")) ?? "model";
  const station = address.get("station");
  const params = { group, station, ...timeParams(address.get), limit: 500 };
  const { data, error } = useQuery({
    queryKey: ["drops", params],
    queryFn: ({ signal }) => getApi<DropsAnswer>("/api/drops", params, signal),
    placeholderData: (before) => before,
  });
  return (
    <>
      <FindingTabs />
      <h1>Last message before a drop</h1>
      <p className="findings-lead faint">
        Links that ended within five seconds of a command, without the CSMS or ocpptap having closed
        them. A command that one model does not survive is most likely a fault of its firmware.
      </p>
      <div className="findings-filters">
        <SpanChoice address={address} />
        <nav className="findings-views" aria-label="Counted by">
          {groups.map((each) => (
            <Link
              key={each}
              href={address.with({ group: each === "model" ? null : each })}
              aria-current={each === group ? "page" : undefined}
            >
              By {each}
            </Link>
          ))}
        </nav>
        {station !== "" && (
          <button
            type="button"
            className="findings-narrowed"
            onClick={() => address.set({ station: null })}
          >
            station <b>{station}</b> ✕
          </button>
        )}
      </div>
      {error !== null ? (
        <Problem thrown={error} />
      ) : data === undefined ? (
        <Empty title="Counting…" />
      ) : data.drops.length === 0 ? (
        <Empty title="No link dropped after a command">
          In this time every command was survived.{" "}
          <Link href={address.with({ t: "all", from: null, to: null })}>Look at all times</Link>
        </Empty>
      ) : (
        <Table drops={data.drops} group={group} />
      )}
    </>
  );
}

function Table({
  drops,
  group,
}: {
  readonly drops: readonly Drops[];
  readonly group: (typeof groups)[number];
}) {
  return (
    <div className="findings-scroll">
      <table className="findings-table">
        <thead>
          <tr>
            <th scope="col">Command</th>
            <th scope="col">{HEADS[group]}</th>
            <th scope="col" className="findings-number">
              Drops
            </th>
            <th scope="col" className="findings-number">
              Sent
            </th>
            <th scope="col">Not survived</th>
            <th scope="col" className="findings-number">
              Stations
            </th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {drops.map((each) => (
            <Row key={`${each.key} ${each.action}`} drops={each} isStation={group === "station"} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  drops: { key, action, drops, sent, stations, isExpected, lastAt, last },
  isStation,
}: {
  readonly drops: Drops;
  readonly isStation: boolean;
}) {
  const zone = useZone();
  const share = Math.min(1, drops / Math.max(1, sent, drops));
  return (
    <tr>
      <td>
        <Link href={`/reference/${encodeURIComponent(action)}`} className="findings-name">
          {action}
        </Link>{" "}
        {isExpected && (
          <Mark tone="plain" title="It asks the station to restart">
            as expected
          </Mark>
        )}
      </td>
      <td>
        {isStation ? (
          <Link href={stationPath(key)}>{key}</Link>
        ) : key === "" ? (
          <span className="faint">never told its model</span>
        ) : (
          key
        )}
      </td>
      <td className="findings-number">{drops}</td>
      <td className="findings-number">{sent}</td>
      <td>
        <span className="findings-part">
          <span style={{ width: `${share * 100}%` }} />
        </span>
        {Math.round(share * 100)} %
      </td>
      <td className="findings-number">{stations}</td>
      <td>
        {last.seq === null ? (
          <span className="faint">{ago(lastAt, Date.now())}</span>
        ) : (
          <Link href={`/messages/${last.linkId}/${last.seq}`} title={dayAndClock(lastAt, zone)}>
            {ago(lastAt, Date.now())}
          </Link>
        )}
      </td>
    </tr>
  );
}
