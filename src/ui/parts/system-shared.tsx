/** What instances share: where it is, who is there, and the stations that are relayed elsewhere. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { OverridesAnswer } from "../../console/override-contract.ts";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { stationPath } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { number } from "../lib/message-words.ts";
import { targetText } from "../lib/override.ts";
import { Mark } from "./mark.tsx";
import { Problem } from "./problem.tsx";
import { Moment } from "./station-words.tsx";
import { Facts, Panel } from "./system-panel.tsx";

const REFRESH_MS = 10_000;
const SHOWN = 100;

export function SystemShared({ state }: { readonly state: SystemAnswer }) {
  const { kind, ready, detail, members, overrides } = state.shared;
  return (
    <Panel title="Shared by instances">
      <p>
        <Mark tone={ready ? "ok" : "warning"}>{ready ? "ready" : "away"}</Mark> {detail}
      </p>
      <Facts
        of={[
          ["Shared by", kind === "redis" ? "Redis" : "this machine alone"],
          ["Processes", membersText(members)],
          ["Route overrides", number(overrides)],
        ]}
      />
      {overrides > 0 && <Overrides />}
    </Panel>
  );
}

function membersText(members: SystemAnswer["shared"]["members"]): string {
  const names = members.map(({ instance, role }) => `${role} of ${instance}`).toSorted();
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return names.length === 0 ? "none seen" : names.slice(0, SHOWN).join(", ") + more;
}

function Overrides() {
  const { data, error } = useQuery({
    queryKey: ["overrides"],
    queryFn: ({ signal }) => getApi<OverridesAnswer>("/api/overrides", { limit: SHOWN }, signal),
    refetchInterval: REFRESH_MS,
  });
  if (data === undefined) return error === null ? null : <Problem thrown={error} />;
  return (
    <table className="st-table sy-table">
      <caption>Stations that are relayed elsewhere</caption>
      <thead>
        <tr>
          <th scope="col">Station</th>
          <th scope="col">To</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {data.overrides.map(({ stationId, override, setAt, setBy }) => (
          <tr key={stationId}>
            <td>
              <Link href={stationPath(stationId)}>
                <bdi>{stationId}</bdi>
              </Link>
            </td>
            <td className="mono sy-words">{override === null ? "" : targetText(override)}</td>
            <td title={setBy ?? ""}>{setAt !== null && <Moment at={setAt} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
