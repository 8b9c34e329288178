/** States as coloured pieces with their words on them, and the times beneath. */
import { type Drawn, drawn, stretchesOf, toneOf } from "../lib/lanes.ts";
import { type Span, ticksOf } from "../lib/span.ts";
import { useZone } from "./zone.ts";

export type Change = {
  readonly at: string;
  readonly status: string;
  readonly errorCode: string | null;
};

type LaneProps = {
  readonly changes: readonly Change[];
  readonly span: Span;
  readonly width: number;
};

export function StateLane({ changes, span, width }: LaneProps) {
  return (
    <>
      <rect className="st-lane" x="0" y="14" width={width} height="18" />
      {drawn(stretchesOf(changes, span), span, width).map((piece) => (
        <StatePiece key={piece.fromMs} piece={piece} />
      ))}
    </>
  );
}

/** A word of a state needs so much room. Unit: px per character. */
const CHARACTER = 7;

function StatePiece({ piece: { x, width, of } }: { readonly piece: Drawn<Change> }) {
  const [first] = of;
  if (first === undefined) return null;
  const isOne = of.length === 1;
  const tone = isOne ? toneOf(first.status) : "mixed";
  const word = isOne ? first.status : `${of.length} changes`;
  const error =
    first.errorCode === null || first.errorCode === "NoError" ? "" : ` ${first.errorCode}`;
  return (
    <g className={`st-piece st-${tone}`}>
      <rect x={x} y="14" width={Math.max(1, width - 1)} height="18" rx="2">
        <title>{`${word}${isOne ? error : ""}`}</title>
      </rect>
      {width > word.length * CHARACTER + 10 && (
        <text x={x + 6} y="27">
          {width > (word.length + error.length) * CHARACTER + 10 && isOne
            ? `${word}${error}`
            : word}
        </text>
      )}
    </g>
  );
}

type AxisProps = { readonly span: Span; readonly width: number; readonly height: number };

/** A time of the axis needs so much room. Unit: px. */
const TICK = 84;

export function Axis({ span, width, height }: AxisProps) {
  const zone = useZone();
  const perMs = width / Math.max(1, span.toMs - span.fromMs);
  return (
    <g className="st-axis">
      {ticksOf(span, Math.max(1, Math.floor(width / TICK)), zone).map(({ ms, label }) => (
        <g key={ms} transform={`translate(${(ms - span.fromMs) * perMs} 0)`}>
          <line y1="0" y2={height + 4} />
          <text y={height + 17} className={nearEnd((ms - span.fromMs) * perMs, width)}>
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

/** There, a text around its tick would be cut off. */
function nearEnd(x: number, width: number): string | undefined {
  return x > width - TICK / 3 ? "st-at-end" : undefined;
}
