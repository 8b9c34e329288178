/** Findings counted by what they have in common, most first. */
import { Link } from "wouter";
import type { FindingGroup } from "../../console/contract.ts";
import type { Address } from "../lib/address.ts";
import { messagesPath } from "../lib/findings-address.ts";
import { ago, dayAndClock } from "../lib/time.ts";
import { Spark } from "./finding-trend.tsx";
import { Mark } from "./mark.tsx";
import { useZone } from "./zone.ts";

type By = "rule" | "station" | "model" | "firmware";

const HEADS: Readonly<Record<By, string>> = {
  rule: "What was found",
  station: "Station",
  model: "Model",
  firmware: "Model and firmware",
};

export function FindingRanking({
  by,
  groups,
  address,
}: {
  readonly by: By;
  readonly groups: readonly FindingGroup[];
  readonly address: Address;
}) {
  const most = Math.max(1, ...groups.map(({ findings }) => findings));
  return (
    <div className="findings-scroll">
      <table className="findings-table">
        <thead>
          <tr>
            <th scope="col">Worst</th>
            <th scope="col">{HEADS[by]}</th>
            <th scope="col" className="findings-number">
              Findings
            </th>
            <th scope="col">Over time</th>
            {by !== "station" && (
              <th scope="col" className="findings-number">
                Stations
              </th>
            )}
            <th scope="col">Last</th>
            <th scope="col">
              <span className="unseen">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row
              key={JSON.stringify([group.key, group.vendor, group.model, group.firmware])}
              {...{ by, group, address }}
              share={group.findings / most}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  by,
  group,
  address,
  share,
}: {
  readonly by: By;
  readonly group: FindingGroup;
  readonly address: Address;
  readonly share: number;
}) {
  const zone = useZone();
  return (
    <tr>
      <td>
        <Mark tone={group.worst}>{group.worst}</Mark>
      </td>
      <td>
        <Name {...{ by, group, address }} />
      </td>
      <td className="findings-number">
        <span className="findings-share">
          <span style={{ width: `${Math.max(4, share * 100)}%` }} />
        </span>
        {group.findings.toLocaleString("en")}
      </td>
      <td>
        <Spark counts={group.trend} />
      </td>
      {by !== "station" && <td className="findings-number">{group.stations}</td>}
      <td className="faint" title={dayAndClock(group.lastAt, zone)}>
        {ago(group.lastAt, Date.now())}
      </td>
      <td className="findings-more">
        <More {...{ by, group, address }} />
      </td>
    </tr>
  );
}

type RowPart = { readonly by: By; readonly group: FindingGroup; readonly address: Address };

function Name({ by, group, address }: RowPart) {
  const change = changeTo(by, group);
  if (change === null) return <span className="faint">never told its model</span>;
  return (
    <>
      <Link href={address.with({ ...change, view: "list" })} className="findings-name">
        {group.title}
      </Link>
      {by === "rule" && <span className="faint mono"> {group.key}</span>}
    </>
  );
}

function More({ by, group, address }: RowPart) {
  if (by === "rule") {
    return (
      <>
        <Link href={messagesPath(address.get, { rule: group.key })}>messages</Link>
        <Link href={`/rules/${encodeURIComponent(group.key)}`}>explain</Link>
      </>
    );
  }
  if (by === "station") {
    return (
      <>
        <Link href={messagesPath(address.get, { station: group.key })}>messages</Link>
        <Link href={`/stations/${encodeURIComponent(group.key)}`}>station</Link>
      </>
    );
  }
  const change = changeTo(by, group);
  if (change === null) return null;
  return (
    <>
      <Link href={address.with({ ...change, group: null })}>by rule</Link>
      {by === "firmware" && group.firmware !== "" && (
        <Link href={`/findings/new-since?${new URLSearchParams(change)}`}>what is new</Link>
      )}
    </>
  );
}

/** Null: of a station that never said what it is. */
function changeTo(by: By, group: FindingGroup): Record<string, string> | null {
  if (by === "rule" || by === "station") return { [by]: group.key };
  if (group.key === "") return null;
  const { vendor, model, firmware } = group;
  return { vendor: vendor ?? "", model: model ?? "", firmware: firmware ?? "" };
}
