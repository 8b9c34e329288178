/** Transactions and links as pieces of the timeline. */
import { Link } from "wouter";
import type { TimelineLink, TimelineTransaction } from "../../console/station-contract.ts";
import { runsOn } from "../lib/lanes.ts";
import { closedWell, closeText } from "../lib/links.ts";
import { quantity } from "../lib/series.ts";
import type { Span } from "../lib/span.ts";

export type Moment = { readonly at: string; readonly firmwareBefore: string | null };

type Placed = { readonly evseId: number | null; readonly connectorId: number | null };

type BarProps = {
  readonly transactions: readonly TimelineTransaction[];
  readonly lane: Placed;
  readonly span: Span;
  readonly width: number;
};

/** Beginning and width on the lane; null: not within the span. */
function placeOf(from: string, to: string | null, span: Span, width: number) {
  const perMs = width / Math.max(1, span.toMs - span.fromMs);
  const begins = Math.max(span.fromMs, Date.parse(from));
  const ends = Math.min(span.toMs, to === null ? span.toMs : Date.parse(to));
  if (ends < span.fromMs || begins > span.toMs || ends < begins) return null;
  return { x: (begins - span.fromMs) * perMs, width: Math.max(2, (ends - begins) * perMs) };
}

export function TransactionBar({ transactions, lane, span, width }: BarProps) {
  return transactions
    .filter((transaction) => runsOn(transaction, lane))
    .map((transaction) => {
      const { key, state, startedAt, lastAt, energyWh, transactionId } = transaction;
      const place = placeOf(startedAt, state === "open" ? null : lastAt, span, width);
      if (place === null) return null;
      const energy = quantity(energyWh, "Wh");
      const title = `Transaction ${transactionId ?? "of unknown id"}: ${energy}, ${state}`;
      return (
        <Link key={key} href={`/transactions/${key}`} aria-label={title} className="st-bar">
          <title>{title}</title>
          <rect {...place} className={`st-bar-${state}`} y="1" height="11" rx="3" />
          {place.width > energy.length * 6 + 12 && (
            <text x={place.x + 6} y="10">
              {energy}
            </text>
          )}
        </Link>
      );
    });
}

type LinkLaneProps = {
  readonly links: readonly TimelineLink[];
  readonly boots: readonly Moment[];
  readonly span: Span;
  readonly width: number;
};

export function LinkLane({ links, boots, span, width }: LinkLaneProps) {
  return (
    <>
      <rect className="st-lane" x="0" y="8" width={width} height="12" />
      {links.map((link) => (
        <LinkPiece key={link.linkId} {...{ link, span, width }} />
      ))}
      {boots.map(({ at, firmwareBefore }) => {
        const place = placeOf(at, at, span, width);
        return place === null ? null : (
          <path key={at} className="st-boot" d={`M${place.x} 21l4 7h-8z`}>
            <title>
              {firmwareBefore === null ? `Boot, ${at}` : `Boot with another firmware, ${at}`}
            </title>
          </path>
        );
      })}
    </>
  );
}

type LinkProps = { readonly link: TimelineLink; readonly span: Span; readonly width: number };

function LinkPiece({ link, span, width }: LinkProps) {
  const { state, openedAt, closedAt } = link;
  const place = placeOf(openedAt, state === "open" ? null : (closedAt ?? openedAt), span, width);
  if (place === null) return null;
  if (state === "refused") {
    return (
      <path className="st-refused" d={`M${place.x - 3} 11l6 6m-6 0l6 -6`}>
        <title>{closeText(link)}</title>
      </path>
    );
  }
  const ends = closedAt === null ? null : placeOf(closedAt, closedAt, span, width);
  return (
    <>
      <rect className="st-up" x={place.x} width={place.width} y="8" height="12" rx="2">
        <title>{closeText(link)}</title>
      </rect>
      {ends !== null && (
        <line
          className={closedWell(link) ? "st-end" : "st-end st-end-badly"}
          {...{ x1: ends.x, x2: ends.x, y1: 5, y2: 23 }}
        />
      )}
    </>
  );
}
