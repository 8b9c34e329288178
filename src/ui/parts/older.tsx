/** A list that is read page by page, newest first, and the button that asks for the older ones. */
import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { getApi, type Params } from "../lib/api.ts";

const PAGE = 50;

/** Looks again by itself while only the newest page is shown: older ones would jump. */
export function usePages<Answer extends { readonly next: string | null }>(
  key: QueryKey,
  {
    path,
    params,
    everyMs,
  }: { readonly path: string; readonly params: Params; readonly everyMs: number },
) {
  return useInfiniteQuery({
    queryKey: key,
    initialPageParam: "",
    queryFn: ({ pageParam: cursor, signal }) =>
      getApi<Answer>(path, { ...params, limit: PAGE, cursor }, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : everyMs),
  });
}

type Pages = Pick<
  ReturnType<typeof usePages>,
  "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
>;

/** Nothing where there are none. */
export function Older({ pages, children }: { readonly pages: Pages; readonly children: string }) {
  if (!pages.hasNextPage) return null;
  return (
    <button
      type="button"
      disabled={pages.isFetchingNextPage}
      onClick={() => void pages.fetchNextPage()}
    >
      {pages.isFetchingNextPage ? "Loading…" : children}
    </button>
  );
}
