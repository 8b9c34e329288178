/** Thousands of stations as rows of which only those on the screen are made. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { Station } from "../../console/contract.ts";
import { stationPath } from "../lib/address.ts";
import type { Column, Order } from "../lib/fleet.ts";
import { placeName } from "../lib/lanes.ts";
import { quantity } from "../lib/series.ts";
import { ago, dayAndClock, lengthOfTime } from "../lib/time.ts";
import { Mark } from "./mark.tsx";
import { makeOf, State } from "./station-words.tsx";
import { useZone } from "./zone.ts";

const HEADS: readonly (readonly [Column, string])[] = [
  ["station", "Station"],
  ["message", "Last message"],
  ["version", "OCPP"],
  ["model", "Vendor and model"],
  ["firmware", "Firmware"],
  ["connectors", "Connectors"],
  ["transaction", "Open transaction"],
  ["findings", "Findings, 24 h"],
];

/** Unit: px; as in stations.css. */
const ROW = 42;
const ROW_NARROW = 104;
const NARROW = "(max-width: 900px)";

type Props = {
  readonly stations: readonly Station[];
  readonly order: Order;
  readonly nowMs: number;
  readonly onOrder: (column: Column) => void;
  readonly onHold: (isHeld: boolean) => void;
};

export function StationTable({ stations, order, nowMs, onOrder, onHold }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const isNarrow = useIsNarrow();
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: stations.length,
    estimateSize: () => (isNarrow ? ROW_NARROW : ROW),
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => stations[index]?.stationId ?? index,
  });
  useLayoutEffect(() => {
    // Row heights depend on it.
    void isNarrow;
    rows.measure();
  }, [isNarrow, rows]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed one by one, which a table cannot.
    <div
      className="st-fleet"
      role="table"
      aria-rowcount={stations.length + 1}
      aria-label="Stations"
      onMouseEnter={() => onHold(true)}
      onMouseLeave={() => onHold(false)}
    >
      <Heads order={order} onOrder={onOrder} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div
        ref={body}
        role="rowgroup"
        className="st-fleet-body"
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const station = stations[index];
          return station === undefined ? null : (
            <Row key={key} station={station} index={index} top={start - top} nowMs={nowMs} />
          );
        })}
      </div>
    </div>
  );
}

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useLayoutEffect(() => {
    const media = matchMedia(NARROW);
    const look = () => setNarrow(media.matches);
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, []);
  return isNarrow;
}

function Heads({ order, onOrder }: Pick<Props, "order" | "onOrder">) {
  const sortOf = (column: Column) =>
    order.column !== column ? "none" : order.isDescending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y: a row of a table whose rows are placed one by one.
    <div role="row" className="st-fleet-row st-fleet-heads">
      {HEADS.map(([column, name]) => (
        // biome-ignore lint/a11y: as above.
        <div key={column} role="columnheader" aria-sort={sortOf(column)} className={`st-${column}`}>
          <button type="button" className="quiet" onClick={() => onOrder(column)}>
            {name}
            <span aria-hidden="true" className="st-sorted">
              {sortOf(column) === "none" ? "" : order.isDescending ? "▾" : "▴"}
            </span>
          </button>
        </div>
      ))}
    </div>
  );
}

type RowProps = {
  readonly station: Station;
  readonly index: number;
  readonly top: number;
  readonly nowMs: number;
};

function Row({ station, index, top, nowMs }: RowProps) {
  const { stationId, connected, lastMessageAt, ocppVersion, firmware } = station;
  const zone = useZone();
  const lastAt = lastMessageAt === null ? "" : dayAndClock(lastMessageAt, zone);
  const make = makeOf(station);
  return (
    // biome-ignore lint/a11y: a row of a table whose rows are placed one by one.
    <div
      role="row"
      aria-rowindex={index + 2}
      className="st-fleet-row"
      style={{ transform: `translateY(${top}px)` }}
    >
      <Cell of="station">
        <i
          className={connected ? "st-dot st-on" : "st-dot"}
          title={connected ? "connected" : "not connected"}
        />
        <span className="unseen">{connected ? "connected: " : "not connected: "}</span>
        <Link href={stationPath(stationId)} title={stationId}>
          {stationId}
        </Link>
      </Cell>
      <Cell of="message" title={lastAt}>
        {lastMessageAt === null ? "never" : ago(lastMessageAt, nowMs)}
      </Cell>
      <Cell of="version">{ocppVersion ?? "—"}</Cell>
      <Cell of="model" title={make}>
        {make === "" ? "—" : make}
      </Cell>
      <Cell of="firmware" title={firmware ?? ""}>
        {firmware ?? "—"}
      </Cell>
      <Cell of="connectors">
        <Connectors station={station} nowMs={nowMs} />
      </Cell>
      <Cell of="transaction">
        <Transactions station={station} nowMs={nowMs} />
      </Cell>
      <Cell of="findings">
        <Findings station={station} />
      </Cell>
    </div>
  );
}

function Cell({
  of,
  title,
  children,
}: {
  readonly of: Column;
  readonly title?: string;
  readonly children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y: a cell of a table whose rows are placed one by one.
    <div role="cell" className={`st-${of}`} title={title}>
      {children}
    </div>
  );
}

/** The whole station's own state matters where it is not available; it is no connector. */
function Connectors({ station, nowMs }: { readonly station: Station; readonly nowMs: number }) {
  const isWhole = (connectorId: number | null, evseId: number | null) =>
    connectorId === 0 && (evseId === null || evseId === 0);
  const shown = station.connectors.filter(
    ({ connectorId, evseId, status }) => !isWhole(connectorId, evseId) || status !== "Available",
  );
  if (shown.length === 0) return <span className="faint">—</span>;
  return shown.map((connector) => {
    const { evseId, connectorId, status, errorCode, since } = connector;
    const error = errorCode === null || errorCode === "NoError" ? "" : `, ${errorCode}`;
    const title = `${placeName(connector)}: ${status}${error}, since ${ago(since, nowMs)}`;
    return <State key={`${evseId} ${connectorId}`} state={status} title={title} />;
  });
}

function Transactions({ station, nowMs }: { readonly station: Station; readonly nowMs: number }) {
  const [first, ...more] = station.openTransactions;
  if (first === undefined) return <span className="faint">—</span>;
  const lasts = lengthOfTime(Math.max(0, nowMs - Date.parse(first.startedAt)));
  return (
    <>
      <Link href={`/transactions/${first.key}`} title={`Transaction ${first.transactionId ?? ""}`}>
        {first.energyWh === null ? "running" : quantity(first.energyWh, "Wh")}
      </Link>{" "}
      <span className="faint">{lasts}</span>
      {more.length > 0 && <span className="faint"> and {more.length} more</span>}
    </>
  );
}

function Findings({ station: { stationId, findings } }: { readonly station: Station }) {
  const tones = (["error", "warning", "note"] as const).filter((tone) => findings[tone] > 0);
  if (tones.length === 0) return <span className="faint">none</span>;
  const told = tones.map(
    (tone) => `${findings[tone].toLocaleString("en")} ${plural(tone, findings[tone])}`,
  );
  return (
    <Link
      className="st-findings-link"
      href={`/findings?station=${encodeURIComponent(stationId)}&view=list`}
      title={told.join(", ")}
    >
      {tones.slice(0, FINDINGS_SHOWN).map((tone, index) => (
        <Mark key={tone} tone={tone}>
          {told[index]}
        </Mark>
      ))}
    </Link>
  );
}

/** There is room for two: the worst. */
const FINDINGS_SHOWN = 2;

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
