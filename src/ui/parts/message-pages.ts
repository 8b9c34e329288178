/** The pages of a search that the list looks at; those far away are forgotten by and by. */
import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Message, MessagesAnswer } from "../../console/contract.ts";
import { againMs, getApi } from "../lib/api.ts";
import { keyOf } from "../lib/message-words.ts";
import { firstMarks, learn, type PageMarks, pageOf } from "../lib/page-marks.ts";

/** What is looked for. Another `key` is another search, also of the same words. */
export type Search = {
  /** The list begins at its top when this changes. */
  readonly scope: string;
  readonly key: string;
  readonly q: string;
  readonly from: string;
  readonly to: string;
};

const PAGE_ROWS = 100;
/** Rows of pages that nobody sees are kept for so long. */
const FORGET_MS = 20_000;

export type Pages = {
  readonly marks: PageMarks;
  /** Undefined: its page has been forgotten, and is on its way. */
  readonly rowAt: (index: number) => Message | undefined;
  /** Of a message on a page that is there; -1 for none. */
  readonly indexOf: (key: string) => number;
  readonly error: unknown;
  readonly isFirstThere: boolean;
  readonly isLoading: boolean;
};

export function usePages(search: Search, first: number, last: number): Pages {
  const [kept, setKept] = useState({ key: search.key, marks: firstMarks });
  const marks = kept.key === search.key ? kept.marks : firstMarks;
  const wanted = useMemo(() => {
    const from = Math.max(0, pageOf(marks, Math.max(0, first)) - 1);
    const to = Math.min(marks.length - 1, pageOf(marks, Math.max(0, last)) + 1);
    return marks.slice(from, to + 1).map((mark, index) => ({ mark, index: from + index }));
  }, [marks, first, last]);
  const answers = useQueries({
    queries: wanted.map(({ mark }) => ({
      queryKey: ["messages", search.key, search.q, search.from, search.to, mark.cursor],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        getApi<MessagesAnswer>(
          "/api/messages",
          { ...timesAndText(search), limit: PAGE_ROWS, cursor: mark.cursor },
          signal,
        ),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: FORGET_MS,
      refetchInterval: ({ state }: { readonly state: { readonly error: unknown } }) =>
        againMs(state.error),
    })),
  });
  const there = wanted.map(({ mark, index }, at) => ({
    index,
    start: mark.start,
    answer: answers[at]?.data,
  }));
  useEffect(() => {
    let known = marks;
    for (const { index, answer } of there) {
      if (answer === undefined) continue;
      known = learn(known, { index, rows: answer.messages.length, next: answer.next });
    }
    if (known !== marks || kept.key !== search.key) setKept({ key: search.key, marks: known });
  });
  return {
    marks,
    rowAt(index) {
      const page = there.find(
        ({ start, answer }) =>
          answer !== undefined && index >= start && index < start + answer.messages.length,
      );
      return page?.answer?.messages[index - page.start];
    },
    indexOf(key) {
      for (const { start, answer } of there) {
        const index = answer?.messages.findIndex((message) => keyOf(message) === key) ?? -1;
        if (index >= 0) return start + index;
      }
      return -1;
    },
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isFirstThere: marks[0]?.rows !== null,
    isLoading: answers.some(({ isFetching }) => isFetching),
  };
}

function timesAndText({ q, from, to }: Search) {
  return { q, from, to };
}
