/** Where a search finds nothing: why that may be, and what to try. */
import type { TimeRange } from "../lib/range.ts";
import { Empty } from "./empty.tsx";

type Props = {
  readonly q: string;
  readonly range: TimeRange;
  readonly isLive: boolean;
  readonly choose: (range: TimeRange) => void;
};

export function MessageNothing({ q, range, isLive, choose }: Props) {
  if (isLive) return <Empty title="Waiting for messages">They appear here as they pass.</Empty>;
  const isAll = range.kind === "span" && range.span === "all";
  if (isAll && q === "") {
    return (
      <Empty title="Nothing has been recorded yet">
        Point a station at ocpptap; its first message appears here. `ocpptap demo` shows how it
        looks.
      </Empty>
    );
  }
  return (
    <Empty title="No message matches">
      {isAll ? (
        "Look at the search language for other ways to say it."
      ) : (
        <>
          Nothing in this time{q === "" ? "" : " for this query"}.{" "}
          <button type="button" onClick={() => choose({ kind: "span", span: "24h" })}>
            Look at 24 hours
          </button>{" "}
          <button type="button" onClick={() => choose({ kind: "span", span: "all" })}>
            Look at everything
          </button>
        </>
      )}
    </Empty>
  );
}
