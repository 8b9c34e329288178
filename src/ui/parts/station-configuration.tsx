/** A station's configuration as last seen. */
import { useQuery } from "@tanstack/react-query";
import type { ConfigurationAnswer, Setting } from "../../console/station-contract.ts";
import type { Address } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { Empty } from "./empty.tsx";
import { Mark } from "./mark.tsx";
import { Problem } from "./problem.tsx";
import { MessageLink, Moment } from "./station-words.tsx";

type Props = { readonly stationId: string; readonly address: Address };

export function StationConfiguration({ stationId, address }: Props) {
  const path = `/api/stations/${encodeURIComponent(stationId)}/configuration`;
  const { data, error } = useQuery({
    queryKey: ["configuration", stationId],
    queryFn: ({ signal }) => getApi<ConfigurationAnswer>(path, {}, signal),
    refetchInterval: 30_000,
  });
  if (data === undefined) {
    return error === null ? <Empty title="Reading the settings…" /> : <Problem thrown={error} />;
  }
  if (data.settings.length === 0) {
    return (
      <Empty title="No settings are in the record">
        They appear when the CSMS asks for them (GetConfiguration, GetVariables, GetBaseReport) or
        when the station accepts a change.
      </Empty>
    );
  }
  const text = address.get("setting");
  const shown = data.settings.filter(({ component, name, value }) =>
    `${component ?? ""} ${name} ${value ?? ""}`.toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <>
      <div className="st-filters">
        <input
          type="search"
          value={text}
          placeholder="Search settings…"
          aria-label="Search settings"
          onChange={({ target }) => address.set({ setting: target.value }, "replace")}
        />
        <span className="faint" role="status">
          {shown.length} of {data.settings.length} settings
          {data.isCut ? "; there may be more in older messages" : ""}
        </span>
      </div>
      <Settings settings={shown} />
    </>
  );
}

function Settings({ settings }: { readonly settings: readonly Setting[] }) {
  return (
    <div className="st-scroll">
      <table className="st-table">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col">
              <span className="unseen">Remarks</span>
            </th>
            <th scope="col">Last seen</th>
            <th scope="col">In</th>
          </tr>
        </thead>
        <tbody>
          {settings.map((setting) => (
            <tr key={`${setting.component} ${setting.name}`}>
              <td>
                {setting.component !== null && (
                  <span className="faint">{setting.component} · </span>
                )}
                {setting.name}
              </td>
              <td className="mono st-value">{valueText(setting)}</td>
              <td>
                {setting.isReadOnly === true && <Mark tone="plain">read only</Mark>}{" "}
                {setting.needsReboot && <Mark tone="warning">from the next boot on</Mark>}
              </td>
              <td>
                <Moment at={setting.at} />
              </td>
              <td>
                <MessageLink of={setting}>{setting.source}</MessageLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function valueText({ value, isHidden }: Setting) {
  if (isHidden) {
    return (
      <span className="faint" title="It may be a credential. The message holds it.">
        hidden
      </span>
    );
  }
  if (value === null) return <span className="faint">no value</span>;
  return value === "" ? <span className="faint">empty</span> : value;
}
