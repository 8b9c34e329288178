/** Stations: the fleet as it is now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { Station, StationsAnswer } from "../../console/contract.ts";
import { type Address, useAddress } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import {
  countsOf,
  type Fleet as KnownFleet,
  newsSince,
  nextOrder,
  type Order,
  orderText,
  parseOrder,
  type StationFilter,
  selected,
  sorted,
  stationFilters,
  steady,
  withNews,
} from "../lib/fleet.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { StationTable } from "../parts/station-table.tsx";
import "../styles/stations.css";
import "../styles/stations-fleet.css";

const REFRESH_MS = 5_000;

const FILTER_NAMES: Readonly<Record<StationFilter, string>> = {
  all: "All",
  connected: "Connected",
  disconnected: "Not connected",
  charging: "In a transaction",
  faulted: "Faulted",
  findings: "With errors today",
};

export default function StationsPage() {
  const address = useAddress();
  const { data, error, dataUpdatedAt } = useFleet();
  if (data === undefined) {
    return error === null ? <Empty title="Loading the stations…" /> : <Problem thrown={error} />;
  }
  return (
    <>
      <h1 className="unseen">Stations</h1>
      {error !== null && <Problem thrown={error} />}
      {data.stations.length === 0 ? (
        <Empty title="No station has been seen yet">
          Point a station's URL at ocpptap; it appears here as soon as it connects.
        </Empty>
      ) : (
        <Fleet stations={data.stations} address={address} nowMs={dataUpdatedAt} />
      )}
    </>
  );
}

/** A large fleet is megabytes: only what has changed is asked for, the whole of it now and then. */
function useFleet() {
  const queries = useQueryClient();
  const queryKey = ["stations"];
  return useQuery({
    queryKey,
    async queryFn({ signal }): Promise<KnownFleet> {
      const known = queries.getQueryData<KnownFleet>(queryKey);
      const nowMs = Date.now();
      const since = newsSince(known, nowMs);
      const answer = await getApi<StationsAnswer>("/api/stations", { since }, signal);
      if (known === undefined || since === "") return { ...answer, wholeAtMs: nowMs };
      return withNews(known, answer);
    },
    refetchInterval: REFRESH_MS,
  });
}

type FleetProps = {
  readonly stations: readonly Station[];
  readonly address: Address;
  readonly nowMs: number;
};

function Fleet({ stations, address, nowMs }: FleetProps) {
  const filter = stationFilters.find((each) => each === address.get("show")) ?? "all";
  const text = address.get("q");
  const order = parseOrder(address.get("sort"));
  const [isHeld, setHeld] = useState(false);
  const shown = useShown({ stations, filter, text, order, isHeld });
  return (
    <>
      <Filters stations={stations} address={address} filter={filter} text={text} />
      <p className="unseen" role="status">
        {shown.length} of {stations.length} stations
      </p>
      {shown.length === 0 ? (
        <Empty title="No station is like that">
          {stations.length} stations are in the record.{" "}
          <button
            type="button"
            className="quiet"
            onClick={() => address.set({ q: null, show: null })}
          >
            Show all
          </button>
        </Empty>
      ) : (
        <StationTable
          stations={shown}
          order={order}
          nowMs={nowMs}
          onOrder={(column) =>
            address.set({ sort: orderText(nextOrder(order, column)) }, "replace")
          }
          onHold={setHeld}
        />
      )}
    </>
  );
}

type Asked = {
  readonly stations: readonly Station[];
  readonly filter: StationFilter;
  readonly text: string;
  readonly order: Order;
  /** Someone is pointing at the table. */
  readonly isHeld: boolean;
};

/** While someone points at the table, news change the rows but not their order. */
function useShown({ stations, filter, text, order, isHeld }: Asked): readonly Station[] {
  const last = useRef<{ readonly question: string; readonly ids: readonly string[] } | null>(null);
  const { column, isDescending } = order;
  return useMemo(() => {
    const question = JSON.stringify([filter, text, column, isDescending]);
    const ordered = sorted(selected(stations, filter, text), { column, isDescending });
    const isSame = last.current?.question === question;
    const shown = isHeld && isSame ? steady(last.current?.ids ?? [], ordered) : ordered;
    last.current = { question, ids: shown.map(({ stationId }) => stationId) };
    return shown;
  }, [stations, filter, text, column, isDescending, isHeld]);
}

type FiltersProps = {
  readonly stations: readonly Station[];
  readonly address: Address;
  readonly filter: StationFilter;
  readonly text: string;
};

function Filters({ stations, address, filter, text }: FiltersProps) {
  const counts = useMemo(() => countsOf(stations), [stations]);
  return (
    <div className="st-filters">
      <input
        type="search"
        value={text}
        placeholder="Search id, vendor, model, firmware, state…"
        aria-label="Search stations"
        onChange={({ target }) => address.set({ q: target.value }, "replace")}
      />
      <fieldset className="st-choices" aria-label="Which stations">
        {stationFilters.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={filter === each}
            onClick={() => address.set({ show: each === "all" ? null : each })}
          >
            {FILTER_NAMES[each]} <b>{counts[each].toLocaleString("en")}</b>
          </button>
        ))}
      </fieldset>
    </div>
  );
}
