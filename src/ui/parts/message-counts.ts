/** The numbers around the list: facets and histogram of a search. */
import { useQuery } from "@tanstack/react-query";
import type { FacetsAnswer, HistogramAnswer } from "../../console/search-contract.ts";
import { againMs, getApi } from "../lib/api.ts";
import type { Search } from "./message-pages.ts";

const BARS = 90;

/** What one of the numbers has come to. */
export type Counted<Answer> = {
  readonly answer: Answer | undefined;
  readonly error: unknown;
  readonly again: () => void;
};

/** While rows come live, counts are looked up now and then. */
export function useCounts(search: Search, { isLive }: { readonly isLive: boolean }) {
  const { q, from } = search;
  const to = isLive ? "" : search.to;
  const common = {
    refetchInterval: ({ state }: { readonly state: { readonly error: unknown } }) =>
      isLive ? 10_000 : againMs(state.error),
    placeholderData: <T>(before: T) => before,
  };
  const key = isLive ? "live" : search.key;
  const facets = useQuery({
    queryKey: ["facets", key, q, from, to],
    queryFn: ({ signal }) => getApi<FacetsAnswer>("/api/facets", { q, from, to }, signal),
    ...common,
  });
  const histogram = useQuery({
    queryKey: ["histogram", key, q, from, to],
    queryFn: ({ signal }) =>
      getApi<HistogramAnswer>("/api/histogram", { q, from, to, buckets: BARS }, signal),
    ...common,
  });
  return {
    facets: { answer: facets.data, error: facets.error, again: () => void facets.refetch() },
    histogram: {
      answer: histogram.data,
      error: histogram.error,
      again: () => void histogram.refetch(),
    },
  };
}
