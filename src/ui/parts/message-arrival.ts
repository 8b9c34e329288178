/** Brings the list to the message that its address was opened with. */
import { useEffect } from "react";
import { type Seek, seek } from "../lib/arrival.ts";
import { hasMore, rowsOf } from "../lib/page-marks.ts";
import type { Pages } from "./message-pages.ts";

export type Arrival = {
  /** Of the message: `linkId/seq`. */
  readonly key: string;
  /** When it was received. */
  readonly at: string;
  readonly settled: (end: Exclude<Seek, { readonly kind: "read" }>) => void;
};

type Steps = {
  readonly show: (index: number) => void;
  /** Has the page of this row read; null: that of the rows on the screen. */
  readonly read: (row: number | null) => void;
};

export function useArrival(arrival: Arrival | null, pages: Pages, { show, read }: Steps): void {
  useEffect(() => {
    if (arrival === null || !pages.isFirstThere) return;
    const rowsKnown = rowsOf(pages.marks);
    const step = seek({
      index: pages.indexOf(arrival.key),
      rowsKnown,
      hasMore: hasMore(pages.marks),
      oldestRead: pages.rowAt(rowsKnown - 1)?.receivedAt ?? "",
      at: arrival.at,
    });
    if (step.kind === "read") {
      read(step.index);
      return;
    }
    read(null);
    if (step.kind === "found") show(step.index);
    arrival.settled(step);
  });
}
