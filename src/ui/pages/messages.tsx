/** Messages: what the record holds, newest first, and one of them in full beside it. */
import { useCallback, useMemo, useRef, useState } from "react";
import { apiUrl } from "../lib/api.ts";
import { around } from "../lib/arrival.ts";
import { toggled } from "../lib/completion.ts";
import { keyOf } from "../lib/message-words.ts";
import { rowsOf } from "../lib/page-marks.ts";
import { apiTimes, type TimeRange } from "../lib/range.ts";
import { Histogram } from "../parts/histogram.tsx";
import { useMessagesAddress } from "../parts/message-address.ts";
import type { Arrival } from "../parts/message-arrival.ts";
import { MessageBar } from "../parts/message-bar.tsx";
import { useCounts } from "../parts/message-counts.ts";
import { MessageDrawer } from "../parts/message-drawer.tsx";
import { useMessageKeys } from "../parts/message-keys.ts";
import { type ListHandle, MessageList } from "../parts/message-list.tsx";
import { useLive, useSettling } from "../parts/message-live.ts";
import { MessageNothing } from "../parts/message-nothing.tsx";
import { useMessage } from "../parts/message-one.ts";
import type { Pages, Search } from "../parts/message-pages.ts";
import { Problem } from "../parts/problem.tsx";
import { QueryBox } from "../parts/query-box.tsx";
import { QueryFacets } from "../parts/query-facets.tsx";
import { QueryRange } from "../parts/query-range.tsx";
import "../styles/message-query.css";
import "../styles/messages.css";
import "../styles/message-drawer.css";
import "../styles/message-legs.css";

export default function MessagesPage() {
  const address = useMessagesAddress();
  const { q, range, opened, isLive } = address;
  const [turn, setTurn] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const [pages, setPages] = useState<Pages | null>(null);
  const live = useLive(isLive ? q : null, isPaused);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<ListHandle | null>(null);
  const { from, to } = apiTimes(range);
  const search: Search = useMemo(
    () => ({
      ...{ scope: [q, from, to, isLive].join("\n"), q, from, to: live.since || to },
      key: [q, from, to, live.since, turn].join("\n"),
    }),
    [q, from, to, isLive, live.since, turn],
  );
  useSettling(live, () => setTurn((before) => before + 1));
  const arrival = useArriving(address);
  const { facets, histogram } = useCounts(search, { isLive });
  const [isNarrowing, setNarrowing] = useState(false);
  // What is wrong with the search is said once.
  const unlessSaid = <T extends { readonly error: unknown }>(counted: T): T =>
    pages?.error == null ? counted : { ...counted, error: null };
  useMessageKeys({ list, input, isOpen: opened !== null, close: address.close, toggleLive });

  function toggleLive(): void {
    setPaused(false);
    address.change({ live: isLive ? null : "1" });
  }
  const tell = useCallback(
    (told: Pages) => setPages((before) => (same(before, told) ? before : told)),
    [],
  );
  const isEmpty =
    pages?.isFirstThere === true && rowsOf(pages.marks) === 0 && live.buffer.rows.length === 0;
  return (
    <div className={`messages ${opened === null ? "" : "with-drawer"}`}>
      <h1 className="unseen">Messages</h1>
      <search className="m-search">
        <QueryBox
          query={q}
          facets={facets.answer?.facets}
          input={input}
          submit={(text) => {
            setTurn(turn + 1);
            address.change({ q: text });
          }}
          leave={() => list.current?.step(1, false)}
        />
        <QueryRange range={range} choose={address.chooseRange} />
        <MessageBar
          live={live}
          isLive={isLive}
          isPaused={isPaused}
          toggleLive={toggleLive}
          pause={() => setPaused(!isPaused)}
          refresh={() => setTurn(turn + 1)}
          download={apiUrl("/api/export", { q, from, to })}
          isNarrowing={isNarrowing}
          toggleNarrowing={() => setNarrowing(!isNarrowing)}
          isLoading={pages?.isLoading ?? false}
        />
      </search>
      <Histogram
        counted={unlessSaid(histogram)}
        choose={(picked) => address.chooseRange({ kind: "fixed", ...picked })}
      />
      {pages?.error != null && <Problem thrown={pages.error} query={q} />}
      <div className="m-columns">
        <QueryFacets
          counted={unlessSaid(facets)}
          query={q}
          isAskedFor={isNarrowing}
          toggle={(term) => address.change({ q: toggled(q, term) })}
        />
        <div className="m-results">
          {isEmpty && (
            <MessageNothing q={q} range={range} isLive={isLive} choose={address.chooseRange} />
          )}
          <MessageList
            search={search}
            live={live}
            opened={opened}
            open={address.open}
            handle={list}
            onHole={() => setTurn(turn + 1)}
            told={tell}
            arrival={arrival}
            goOn={({ receivedAt }) => address.chooseRange(before(range, receivedAt))}
          />
        </div>
        {opened !== null && (
          <MessageDrawer
            reference={opened}
            open={address.open}
            close={address.close}
            narrow={(term) => address.change({ q: toggled(q, term) })}
            around={(at) => address.chooseRange(at)}
          />
        )}
      </div>
    </div>
  );
}

/** Until the list stands at the message that the page was opened with, or it is known that it cannot. */
function useArriving(address: ReturnType<typeof useMessagesAddress>): Arrival | null {
  const { opened, q, range, isLive, standAround } = address;
  const [sought, setSought] = useState(opened === null || isLive ? "" : keyOf(opened));
  const hasMoved = useRef(false);
  const isSought = opened !== null && keyOf(opened) === sought;
  const { data } = useMessage(isSought ? opened : null);
  if (!isSought || data === undefined || keyOf(data.message) !== sought) return null;
  const { receivedAt } = data.message;
  return {
    key: sought,
    at: receivedAt,
    settled(end) {
      const isElsewhere = end.kind === "lost" && range.kind === "span" && q === "";
      const isTooFar = end.kind === "lost" && end.isBeyond;
      if (hasMoved.current || !(isElsewhere || isTooFar)) {
        setSought("");
        return;
      }
      hasMoved.current = true;
      standAround({ kind: "fixed", ...around(receivedAt) });
    },
  };
}

/** All that came before a moment, which the millisecond of its own still belongs to. */
function before(range: TimeRange, receivedAt: string): TimeRange {
  const to = new Date(Date.parse(receivedAt) + 1).toISOString();
  return { kind: "fixed", from: range.kind === "fixed" ? range.from : "", to };
}

/** Rows themselves are the list's own business. */
function same(a: Pages | null, b: Pages): boolean {
  return a !== null && a.marks === b.marks && a.error === b.error && a.isLoading === b.isLoading;
}
