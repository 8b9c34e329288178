/** The faults on purpose that are set, asked for once by all parts of a page. */
import { useQuery } from "@tanstack/react-query";
import type { FaultState, FaultsAnswer } from "../../console/fault-contract.ts";
import { getApi } from "../lib/api.ts";

const REFRESH_MS = 5_000;

export const FAULTS = ["faults"] as const;

export function useFaults() {
  return useQuery({
    queryKey: FAULTS,
    queryFn: ({ signal }) => getApi<FaultsAnswer>("/api/faults", {}, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** Those of one station; none while it is not known. */
export function useFaultsOf(stationId: string): readonly FaultState[] {
  const { data } = useFaults();
  return data?.faults.filter(({ fault }) => fault.station === stationId) ?? [];
}
