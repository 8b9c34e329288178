/** Where a station is relayed to, if not where its path leads; and a form to say so. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { StationOverride } from "../../console/override-contract.ts";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { deleteApi, getApi, putApi } from "../lib/api.ts";
import { BY_URL, routeText, targetOf, targetText } from "../lib/override.ts";
import { Empty } from "./empty.tsx";
import { Mark } from "./mark.tsx";
import { Problem } from "./problem.tsx";
import { useAllowed } from "./session-context.ts";
import { Moment } from "./station-words.tsx";

const REFRESH_MS = 10_000;

export function StationRoute({ stationId }: { readonly stationId: string }) {
  const path = `/api/overrides/${encodeURIComponent(stationId)}`;
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ["override", stationId],
    queryFn: ({ signal }) => getApi<StationOverride>(path, {}, signal),
    refetchInterval: REFRESH_MS,
  });
  const system = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => getApi<SystemAnswer>("/api/system", {}, signal),
  });
  const isAllowed = useAllowed("operator");
  const [failed, setFailed] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const change = async (ask: () => Promise<StationOverride>) => {
    setBusy(true);
    try {
      queries.setQueryData(["override", stationId], await ask());
      setFailed(null);
    } catch (thrown) {
      setFailed(thrown);
    }
    setBusy(false);
  };
  if (data === undefined) {
    return error === null ? <Empty title="Asking for its route…" /> : <Problem thrown={error} />;
  }
  return (
    <>
      <Current state={data} />
      {failed !== null && <Problem thrown={failed} />}
      {!isAllowed && <p className="faint">Setting another route needs the role operator.</p>}
      {isAllowed && (
        <RouteForm
          {...{ isBusy, isSet: data.override !== null, routes: system.data?.routes ?? [] }}
          set={(choice, url, now) =>
            change(() =>
              putApi<StationOverride>(path, targetOf(choice, url), now ? { now: "1" } : {}),
            )
          }
          remove={(now) => change(() => deleteApi<StationOverride>(path, now ? { now: "1" } : {}))}
        />
      )}
    </>
  );
}

function Current({ state: { override, setAt, setBy } }: { readonly state: StationOverride }) {
  if (override === null) return <p>Its path decides where it is relayed to.</p>;
  return (
    <p>
      <Mark tone="warning">override</Mark> It is relayed to{" "}
      <span className="mono">{targetText(override)}</span>, since{" "}
      {setAt !== null && <Moment at={setAt} />}, by {setBy}.
    </p>
  );
}

type FormProps = {
  readonly routes: SystemAnswer["routes"];
  readonly isSet: boolean;
  readonly isBusy: boolean;
  readonly set: (choice: string, url: string, now: boolean) => Promise<void>;
  readonly remove: (now: boolean) => Promise<void>;
};

function RouteForm({ routes, isSet, isBusy, set, remove }: FormProps) {
  const [choice, setChoice] = useState<string | null>(null);
  const [url, setUrl] = useState("");
  const [isNow, setNow] = useState(false);
  const chosen = choice ?? routes[0]?.match ?? BY_URL;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set(chosen, url, isNow);
  };
  return (
    <form className="st-filters" onSubmit={submit} aria-label="Relay this station elsewhere">
      <label>
        Relay it to{" "}
        <select value={chosen} onChange={({ target }) => setChoice(target.value)}>
          {routes.map((route) => (
            <option key={route.match} value={route.match}>
              {routeText(route)}
            </option>
          ))}
          <option value={BY_URL}>another CSMS, untouched:</option>
        </select>
      </label>
      {chosen === BY_URL && (
        <input
          value={url}
          placeholder="wss://csms.example/ocpp"
          aria-label="URL of the CSMS"
          onChange={({ target }) => setUrl(target.value)}
        />
      )}
      <label>
        <input type="checkbox" checked={isNow} onChange={({ target }) => setNow(target.checked)} />{" "}
        now: close its link, so that it connects anew
      </label>
      <button type="submit" disabled={isBusy}>
        Set
      </button>
      {isSet && (
        <button type="button" disabled={isBusy} onClick={() => void remove(isNow)}>
          Remove
        </button>
      )}
    </form>
  );
}
