/**
 * The list: rows of the live tail above the recorded ones. A row's position stays its own while
 * others come above it: recorded rows count up from 0, live ones down from -1.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Message, MessageReference } from "../../console/contract.ts";
import { keyOf, number } from "../lib/message-words.ts";
import { hasMore, isCut, ROWS_MAX, rowsOf } from "../lib/page-marks.ts";
import { day } from "../lib/time.ts";
import { type Arrival, useArrival } from "./message-arrival.ts";
import type { LiveTail } from "./message-live.ts";
import { type Pages, type Search, usePages } from "./message-pages.ts";
import { MessageRow } from "./message-row.tsx";
import { useZone } from "./zone.ts";

/** What the page may ask of the list. */
export type ListHandle = {
  /** A step down (1) or up (-1); opens the row where `isOpening`. */
  readonly step: (by: number, isOpening: boolean) => void;
  readonly openActive: () => void;
};

type Props = {
  readonly search: Search;
  readonly live: LiveTail;
  readonly opened: MessageReference | null;
  readonly open: (message: Message) => void;
  readonly handle: RefObject<ListHandle | null>;
  readonly onHole: () => void;
  readonly told: (pages: Pages) => void;
  /** The list cannot show more: the oldest one that it shows. */
  readonly goOn: (before: Message) => void;
  /** Where the list is to stand: the message that its address was opened with. */
  readonly arrival: Arrival | null;
};

const WIDE_PX = 30;
const NARROW_PX = 50;
/** The head stays on top of the rows. */
const HEAD_PX = 34;

export function MessageList(props: Props) {
  const { search, live, opened, open, handle, onHole, told, goOn, arrival } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  const { active, setActive, activeNow } = useActive();
  const [wanted, setWanted] = useState<number | null>(null);
  const pages = usePages(search, wanted ?? seen.first, wanted ?? seen.last);
  const rows = arranged(pages, live);
  const rowPx = useRowPx();
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollPaddingStart: HEAD_PX,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => virtualizer.measure(), [rowPx, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const first = (items[0]?.index ?? 0) - rows.above;
  const last = (items.at(-1)?.index ?? 0) - rows.above;
  useEffect(() => setSeen({ first, last }), [first, last]);
  useEffect(() => told(pages));
  useStayInPlace(scroller, live.buffer.newest * rowPx);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is read from its top
  useLayoutEffect(() => {
    scroller.current?.scrollTo(0, 0);
    setActive(null);
  }, [search.scope]);
  useArrival(arrival, pages, {
    read: setWanted,
    show(row) {
      setActive(row);
      virtualizer.scrollToIndex(row + rows.above, { align: "center" });
    },
  });
  useEffect(() => {
    handle.current = handleOf(rows, {
      activeNow,
      open,
      show(index) {
        setActive(rows.positionAt(index));
        virtualizer.scrollToIndex(index, { align: "auto" });
        scroller.current?.focus({ preventScroll: true });
      },
    });
  });
  const activeIndex = active === null ? -1 : rows.indexOf(active);
  return (
    <div className="m-list">
      <div
        ref={scroller}
        className="m-scroll"
        role="grid"
        aria-label="Messages"
        aria-rowcount={hasMore(pages.marks) ? -1 : rows.count + 1}
        aria-activedescendant={activeIndex < 0 ? undefined : `m-row-${activeIndex}`}
        aria-busy={pages.isLoading}
        tabIndex={0}
        onKeyDown={(event) => openByKey(event, handle.current)}
      >
        <Head />
        <Rows
          rows={rows}
          items={items}
          heightPx={virtualizer.getTotalSize()}
          rowPx={rowPx}
          openedKey={opened === null ? "" : keyOf(opened)}
          activeIndex={activeIndex}
          onHole={onHole}
          goOn={goOn}
          choose={(index, message) => {
            setActive(rows.positionAt(index));
            open(message);
          }}
        />
      </div>
    </div>
  );
}

/** The position of the row that keys act on; known at once, as keys come faster than drawing. */
function useActive() {
  const [active, draw] = useState<number | null>(null);
  const now = useRef<number | null>(null);
  const setActive = useCallback((position: number | null) => {
    now.current = position;
    draw(position);
  }, []);
  return { active, setActive, activeNow: useCallback(() => now.current, []) };
}

/** Which row stands at which place of the list. */
type Arranged = {
  readonly count: number;
  /** Rows above the first recorded one. */
  readonly above: number;
  /** Where rows made room, and how many; -1 for nowhere. */
  readonly hole: number;
  readonly dropped: number;
  /** Where it is said that the list cannot show more; -1 for nowhere. */
  readonly end: number;
  readonly messageAt: (index: number) => Message | undefined;
  readonly positionAt: (index: number) => number;
  readonly indexOf: (position: number) => number;
};

function arranged(pages: Pages, { buffer }: LiveTail): Arranged {
  const { rows, newest, dropped } = buffer;
  const above = rows.length + (dropped > 0 ? 1 : 0);
  const known = above + rowsOf(pages.marks);
  return {
    count: known + (hasMore(pages.marks) || isCut(pages.marks) ? 1 : 0),
    above,
    end: isCut(pages.marks) ? known : -1,
    hole: dropped > 0 ? rows.length : -1,
    dropped,
    messageAt: (index) => (index < rows.length ? rows[index] : pages.rowAt(index - above)),
    positionAt: (index) => (index < rows.length ? index - newest : index - above),
    indexOf: (position) => (position < 0 ? position + newest : position + above),
  };
}

type Moves = {
  readonly activeNow: () => number | null;
  readonly open: (message: Message) => void;
  readonly show: (index: number) => void;
};

function handleOf(rows: Arranged, { activeNow, open, show }: Moves): ListHandle {
  return {
    step(by, isOpening) {
      const active = activeNow();
      const wanted = active === null ? 0 : rows.indexOf(active) + by;
      const index = wanted === rows.hole ? wanted + Math.sign(by) : wanted;
      const message = rows.messageAt(index);
      if (message === undefined) return;
      show(index);
      if (isOpening) open(message);
    },
    openActive() {
      const active = activeNow();
      const message = active === null ? undefined : rows.messageAt(rows.indexOf(active));
      if (message !== undefined) open(message);
    },
  };
}

type RowsProps = {
  readonly rows: Arranged;
  readonly items: readonly { readonly index: number; readonly start: number }[];
  readonly heightPx: number;
  readonly rowPx: number;
  readonly openedKey: string;
  readonly activeIndex: number;
  readonly onHole: () => void;
  readonly goOn: (before: Message) => void;
  readonly choose: (index: number, message: Message) => void;
};

function Rows(props: RowsProps) {
  const { rows, items, heightPx, rowPx, openedKey, activeIndex, onHole, goOn, choose } = props;
  const zone = useZone();
  const today = day(new Date().toISOString(), zone);
  return (
    <div className="m-rows" style={{ height: heightPx }}>
      {items.map(({ index, start }) => {
        const message = rows.messageAt(index);
        const place = { transform: `translateY(${start}px)`, height: rowPx };
        if (index === rows.hole) {
          return (
            <div key="hole" className="m-hole" style={place}>
              <button type="button" className="quiet" onClick={onHole}>
                {number(rows.dropped)} live messages made room for newer ones. Search again
              </button>
            </div>
          );
        }
        if (index === rows.end) {
          return <End key="end" place={place} last={rows.messageAt(index - 1)} goOn={goOn} />;
        }
        if (message === undefined) {
          return <div key={`empty ${index}`} className="m-row m-empty" style={place} />;
        }
        const isOpened = keyOf(message) === openedKey;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
          <div
            key={rows.positionAt(index)}
            id={`m-row-${index}`}
            role="row"
            aria-rowindex={index + 2}
            aria-selected={isOpened}
            className={`m-row ${isOpened ? "opened" : ""} ${index === activeIndex ? "active" : ""}`}
            style={place}
            tabIndex={-1}
            onClick={() => choose(index, message)}
          >
            <MessageRow message={message} zone={zone} today={today} />
          </div>
        );
      })}
    </div>
  );
}

type EndProps = {
  readonly place: { readonly transform: string; readonly height: number };
  readonly last: Message | undefined;
  readonly goOn: (before: Message) => void;
};

/** A list of more would be higher than browsers draw. */
function End({ place, last, goOn }: EndProps) {
  return (
    <div className="m-hole" style={place}>
      The list ends here, after {number(ROWS_MAX)} messages.{" "}
      {last !== undefined && (
        <button type="button" className="quiet" onClick={() => goOn(last)}>
          Go on with what came before
        </button>
      )}
    </div>
  );
}

function Head() {
  return (
    <div className="m-row m-head" role="row" aria-rowindex={1} tabIndex={-1}>
      {["Time", "Station", "Way", "Action", "Summary", "Latency", "Findings"].map((name) => (
        <span key={name} role="columnheader" tabIndex={-1} className={`m-${name.toLowerCase()}`}>
          {name}
        </span>
      ))}
    </div>
  );
}

/** The page's other keys are in message-keys.ts; this one belongs to whoever has the focus. */
function openByKey(event: KeyboardEvent, handle: ListHandle | null): void {
  if (event.key !== "Enter" || handle === null) return;
  event.preventDefault();
  handle.openActive();
}

/** What is read stays where it is, while rows come above it; at the very top they are followed. */
function useStayInPlace(scroller: RefObject<HTMLDivElement | null>, abovePx: number): void {
  const before = useRef(abovePx);
  useLayoutEffect(() => {
    const added = abovePx - before.current;
    before.current = abovePx;
    const element = scroller.current;
    if (element !== null && added > 0 && element.scrollTop > 0) element.scrollTop += added;
  }, [scroller, abovePx]);
}

function useRowPx(): number {
  const [isNarrow, setNarrow] = useState(() => matchMedia("(max-width: 700px)").matches);
  useEffect(() => {
    const media = matchMedia("(max-width: 700px)");
    const change = () => setNarrow(media.matches);
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, []);
  return isNarrow ? NARROW_PX : WIDE_PX;
}
