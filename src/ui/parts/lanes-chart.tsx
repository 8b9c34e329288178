/**
 * A station over time: for each connector a lane of its states with its transactions on it, the
 * links beneath, and the boots. Drag to look closer; every piece leads to what it stands for.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { TimelineAnswer } from "../../console/station-contract.ts";
import { placeName, shortName } from "../lib/lanes.ts";
import { between, moved, type Span, zoomed } from "../lib/span.ts";
import { LinkLane, type Moment, TransactionBar } from "./lanes-pieces.tsx";
import { Axis, StateLane } from "./lanes-states.tsx";
import { useWidth } from "./lanes-width.tsx";

type Props = {
  readonly timeline: TimelineAnswer;
  readonly boots: readonly Moment[];
  readonly span: Span;
  readonly onSpan: (span: Span) => void;
  /** Where the pointer is; null: nowhere. */
  readonly onMoment: (ms: number | null) => void;
};

/** Unit: px. */
const LANE = 40;
const LINKS = 30;
const AXIS = 22;
const NARROW = 520;
/** A shorter drag is a click. */
const CLICK = 5;

export function LanesChart({ timeline, boots, span, onSpan, onMoment }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const labels = width < NARROW ? 84 : 150;
  const plot = Math.max(60, width - labels - 8);
  const lanes = timeline.connectors.length;
  const height = lanes * LANE + LINKS + AXIS;
  const drag = useDrag({ span, plot, labels, onSpan, onMoment });
  return (
    // biome-ignore lint/a11y/useSemanticElements: it groups no fields of a form.
    <div
      ref={box}
      className="st-chart"
      role="group"
      aria-label="Timeline. Arrow keys move it, plus and minus zoom; all of it is listed below."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keys reach it.
      tabIndex={0}
      onKeyDown={(event) => onKey(event, span, onSpan)}
    >
      <svg width={Math.max(1, width)} height={height} {...drag.handlers}>
        <title>States of the connectors, transactions and links over time</title>
        <g transform={`translate(${labels} 0)`}>
          <Axis span={span} width={plot} height={height - AXIS} />
        </g>
        {timeline.connectors.map((connector, index) => (
          <g key={placeName(connector)} transform={`translate(0 ${index * LANE})`}>
            <text x="0" y={LANE - 14} className="st-lane-name">
              {width < NARROW ? shortName(connector, timeline.connectors) : placeName(connector)}
            </text>
            <g transform={`translate(${labels} 0)`}>
              <StateLane changes={connector.changes} span={span} width={plot} />
              <TransactionBar
                {...{ transactions: timeline.transactions, lane: connector, span, width: plot }}
              />
            </g>
          </g>
        ))}
        <g transform={`translate(0 ${lanes * LANE})`}>
          <text x="0" y="19" className="st-lane-name">
            Links
          </text>
          <g transform={`translate(${labels} 0)`}>
            <LinkLane {...{ links: timeline.links, boots, span, width: plot }} />
          </g>
        </g>
        <g transform={`translate(${labels} 0)`}>
          {drag.at !== null && (
            <line className="st-cursor" x1={drag.at} x2={drag.at} y1="0" y2={height - AXIS} />
          )}
          {drag.from !== null && drag.at !== null && (
            <rect
              className="st-brush"
              x={Math.min(drag.from, drag.at)}
              width={Math.abs(drag.from - drag.at)}
              y="0"
              height={height - AXIS}
            />
          )}
        </g>
      </svg>
    </div>
  );
}

function onKey(event: KeyboardEvent, span: Span, onSpan: (span: Span) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = {
    ArrowLeft: moved(span, -0.25),
    ArrowRight: moved(span, 0.25),
    "+": zoomed(span, 0.5),
    "=": zoomed(span, 0.5),
    "-": zoomed(span, 2),
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  onSpan(next);
}

type DragProps = Pick<Props, "span" | "onSpan" | "onMoment"> & {
  readonly plot: number;
  readonly labels: number;
};

/** Positions are px from the beginning of the lanes. */
function useDrag({ span, plot, labels, onSpan, onMoment }: DragProps) {
  const [at, setAt] = useState<number | null>(null);
  const [from, setFrom] = useState<number | null>(null);
  const pressed = useRef<number | null>(null);
  const msAt = (x: number) => span.fromMs + (x / plot) * (span.toMs - span.fromMs);
  const placeOf = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - labels;
    return Math.min(plot, Math.max(0, x));
  };
  const forget = () => {
    pressed.current = null;
    setFrom(null);
  };
  const handlers = {
    onPointerDown(event: PointerEvent<SVGSVGElement>) {
      if (event.button === 0 && event.pointerType !== "touch") pressed.current = placeOf(event);
    },
    onPointerMove(event: PointerEvent<SVGSVGElement>) {
      const x = placeOf(event);
      setAt(x);
      onMoment(msAt(x));
      const { current } = pressed;
      if (current === null || Math.abs(x - current) < CLICK || from !== null) return;
      // From here on it is no click on what lies below.
      event.currentTarget.setPointerCapture(event.pointerId);
      setFrom(current);
    },
    onPointerUp(event: PointerEvent<SVGSVGElement>) {
      if (from !== null) onSpan(between(msAt(from), msAt(placeOf(event))));
      forget();
    },
    onPointerCancel: forget,
    onPointerLeave() {
      setAt(null);
      onMoment(null);
    },
    // A link that is dragged would be taken away by the browser.
    onDragStart: (event: { preventDefault: () => void }) => event.preventDefault(),
  };
  return { at, from, handlers };
}
