/** Messages: what the record holds, newest first, and one of them in full beside it. */
import { useCallback, useMemo, useRef, useState } from "react";
import { apiUrl } from "../lib/api.ts";
import { toggled } from "../lib/completion.ts";
import { rowsOf } from "../lib/page-marks.ts";
import { apiTimes } from "../lib/range.ts";
import { Histogram } from "../parts/histogram.tsx";
import { useMessagesAddress } from "../parts/message-address.ts";
import { MessageBar } from "../parts/message-bar.tsx";
import { useCounts } from "../parts/message-counts.ts";
import { MessageDrawer } from "../parts/message-drawer.tsx";
import { useMessageKeys } from "../parts/message-keys.ts";
import { type ListHandle, MessageList } from "../parts/message-list.tsx";
import { useLive, useSettling } from "../parts/message-live.ts";
import { MessageNothing } from "../parts/message-nothing.tsx";
import type { Pages, Search } from "../parts/message-pages.ts";
import { Problem } from "../parts/problem.tsx";
import { QueryBox } from "../parts/query-box.tsx";
import { QueryFacets } from "../parts/query-facets.tsx";
import { QueryRange } from "../parts/query-range.tsx";
import "../styles/message-query.css";
import "../styles/messages.css";
import "../styles/message-drawer.css";

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
  useSettling(live.since, () => setTurn((before) => before + 1));
  const { facets, histogram } = useCounts(search, { isLive });
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
          facets={facets?.facets}
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
          isLoading={pages?.isLoading ?? false}
        />
      </search>
      <Histogram
        answer={histogram}
        choose={(picked) => address.chooseRange({ kind: "fixed", ...picked })}
      />
      {pages?.error != null && <Problem thrown={pages.error} query={q} />}
      <div className="m-columns">
        <QueryFacets
          answer={facets}
          query={q}
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

/** Rows themselves are the list's own business. */
function same(a: Pages | null, b: Pages): boolean {
  return a !== null && a.marks === b.marks && a.error === b.error && a.isLoading === b.isLoading;
}
