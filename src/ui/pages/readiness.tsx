/** What would break if stations moved to a 2.0.1 CSMS: verdicts, why, and the messages that show it. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import type { ReadinessAnswer } from "../../console/readiness-contract.ts";
import { type Address, useAddress } from "../lib/address.ts";
import { apiUrl, getApi, type Params } from "../lib/api.ts";
import { timeParams } from "../lib/findings-address.ts";
import { fits, fleetOf, type Readiness } from "../lib/readiness.ts";
import { Empty } from "../parts/empty.tsx";
import { SpanChoice } from "../parts/finding-filters.tsx";
import { MigrationTabs } from "../parts/migration-tabs.tsx";
import { Problem } from "../parts/problem.tsx";
import { ReadinessModels, ReadinessReasons, ReadinessVerdicts } from "../parts/readiness-fleet.tsx";
import { ReadinessDetails, ReadinessRow } from "../parts/readiness-station.tsx";
import "../styles/readiness.css";

/** Stations that are judged before anything of them is shown. */
const PAGE = 25;

/** A day shows too little to judge by. */
const SPAN = "7d";

export default function ReadinessPage() {
  const asked = useAddress();
  const get = (name: string) => (name === "t" ? asked.get("t") || SPAN : asked.get(name));
  const address: Address = { ...asked, get };
  const params = { route: address.get("route"), ...timeParams(address.get) };
  const found = useReadiness(params);
  const pages = found.data?.pages ?? [];
  return (
    <>
      <MigrationTabs />
      <h1>Readiness for 2.0.1</h1>
      <p className="findings-lead faint">
        From recorded traffic alone, translated for a CSMS of 2.0.1 that accepts everything: what is
        carried, changed or refused, and what was not seen. Nothing is sent anywhere.
      </p>
      <div className="findings-filters">
        <SpanChoice address={address} />
        <RouteChoice address={address} routes={pages[0]?.routes ?? []} />
        <a className="findings-aside" href={apiUrl("/api/readiness/report", params)} download>
          Download as a page to mail
        </a>
      </div>
      {found.error !== null && <Problem thrown={found.error} />}
      {found.error === null && found.data === undefined && (
        <Empty title="Translating what they said…">This takes some seconds.</Empty>
      )}
      {found.data !== undefined && <Judged pages={pages} address={address} found={found} />}
    </>
  );
}

/** It costs a second a station: nothing is asked again by itself. */
function useReadiness(params: Params) {
  return useInfiniteQuery({
    queryKey: ["readiness", params],
    initialPageParam: "",
    queryFn: ({ pageParam: cursor, signal }) =>
      getApi<ReadinessAnswer>("/api/readiness", { ...params, limit: PAGE, cursor }, signal),
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

function RouteChoice({
  address,
  routes,
}: {
  readonly address: Address;
  readonly routes: readonly string[];
}) {
  const chosen = address.get("route");
  if (routes.length === 0 && chosen === "") return null;
  return (
    <label>
      With the options of{" "}
      <select value={chosen} onChange={({ target }) => address.set({ route: target.value })}>
        <option value="">no route: the default ones</option>
        {routes.map((route) => (
          <option key={route} value={route}>
            {route}
          </option>
        ))}
      </select>
    </label>
  );
}

type Props = {
  readonly pages: readonly ReadinessAnswer[];
  readonly address: Address;
  readonly found: ReturnType<typeof useReadiness>;
};

function Judged({ pages, address, found }: Props) {
  const stations = pages.flatMap((page) => page.stations);
  if (stations.length === 0) {
    return (
      <Empty title="No station was seen in this time">
        Choose a longer time: a week shows nightly jobs and rare messages, too.
      </Empty>
    );
  }
  const fleet = fleetOf(pages);
  return (
    <>
      <div className="findings-filters">
        <b>
          {found.hasNextPage ? "The first " : ""}
          {stations.length} station{stations.length === 1 ? "" : "s"}
          {found.hasNextPage ? " by id" : ""}:
        </b>
        <ReadinessVerdicts fleet={fleet} address={address} />
      </div>
      <ReadinessReasons fleet={fleet} address={address} />
      <ReadinessModels fleet={fleet} />
      <Stations stations={stations} address={address} />
      {found.hasNextPage && (
        <button
          type="button"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {found.isFetchingNextPage ? "Translating…" : "Judge more stations"}
        </button>
      )}
    </>
  );
}

function Stations({
  stations,
  address,
}: {
  readonly stations: readonly Readiness[];
  readonly address: Address;
}) {
  const [verdict, reason, text] = [address.get("verdict"), address.get("reason"), address.get("q")];
  const shown = stations.filter((station) => fits(station, { verdict, reason, text }));
  const open = address.get("station");
  return (
    <>
      <h2>Stations</h2>
      <div className="findings-filters">
        <input
          type="search"
          value={text}
          onChange={({ target }) => address.set({ q: target.value }, "replace")}
          placeholder="Station, vendor, model or firmware"
          aria-label="Find stations"
        />
        {reason !== "" && (
          <button
            type="button"
            className="findings-narrowed"
            onClick={() => address.set({ reason: null })}
          >
            only those with <b>{reason}</b> ✕
          </button>
        )}
        <span className="faint">
          {shown.length} of {stations.length}
        </span>
      </div>
      <section className="findings-scroll" aria-label="Stations">
        <table className="findings-table">
          <thead>
            <tr>
              {["Station", "Vendor, model, firmware", "Verdict", "Because"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">
                <span className="unseen">Details</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((station) => {
              const { stationId } = station;
              const isOpen = open === stationId;
              const toggle = () => address.set({ station: isOpen ? null : stationId }, "replace");
              return (
                <Fragment key={stationId}>
                  <ReadinessRow station={station} isOpen={isOpen} toggle={toggle} />
                  {isOpen && (
                    <tr>
                      <td colSpan={5}>
                        <ReadinessDetails station={station} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
}
