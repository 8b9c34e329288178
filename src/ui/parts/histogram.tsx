/** When the results were; dragging over bars narrows the time to them. */
import { type PointerEvent, useState } from "react";
import type { HistogramAnswer } from "../../console/search-contract.ts";
import { barAt, brushed, isPartial, mostOf, partsOf, startOf } from "../lib/bars.ts";
import { number } from "../lib/message-words.ts";
import { dayAndClock, lengthOfTime } from "../lib/time.ts";
import type { Counted } from "./message-counts.ts";
import { Problem } from "./problem.tsx";
import { useZone } from "./zone.ts";

type Props = {
  readonly counted: Counted<HistogramAnswer>;
  readonly choose: (range: { readonly from: string; readonly to: string }) => void;
};

type Brush = { readonly start: number; readonly end: number };

export function Histogram({ counted, choose }: Props) {
  const { answer, error, again } = counted;
  const zone = useZone();
  const [brush, setBrush] = useState<Brush | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  if (error !== null) {
    return (
      <div className="h-frame">
        <Problem thrown={error} again={again} />
      </div>
    );
  }
  if (answer === undefined) return <div className="h-frame" aria-busy="true" />;
  const { buckets } = answer;
  const most = mostOf(buckets);
  const total = buckets.reduce((sum, { messages }) => sum + messages, 0);
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return barAt((event.clientX - left) / width, buckets.length);
  };
  const uncounted = isPartial(answer) ? answer.countedFrom : null;
  const text = (iso: string) => dayAndClock(iso, zone).slice(0, 19);
  return (
    <figure className="h-frame">
      <svg
        viewBox={`0 0 ${buckets.length} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${number(total)} messages from ${text(answer.from)} to ${text(answer.to)}; drag to choose a time`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush({ start: at(event), end: at(event) });
        }}
        onPointerMove={(event) => {
          setPointed(at(event));
          if (brush !== null) setBrush({ ...brush, end: at(event) });
        }}
        onPointerUp={() => {
          if (brush !== null) choose(brushed(answer, brush.start, brush.end));
          setBrush(null);
        }}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => setPointed(null)}
      >
        {buckets.map((bucket, index) => (
          <Bar key={startOf(answer, index)} index={index} parts={partsOf(bucket, most)} />
        ))}
        {uncounted !== null && (
          <rect className="h-uncounted" x="0" y="0" height="1" width={widthOf(answer, uncounted)} />
        )}
        {brush !== null && (
          <rect
            className="h-brush"
            x={Math.min(brush.start, brush.end)}
            y="0"
            height="1"
            width={Math.abs(brush.end - brush.start) + 1}
          />
        )}
      </svg>
      <figcaption>
        <span>{text(answer.from)}</span>
        <span className="h-told">
          {pointed === null
            ? `${number(total)} messages${uncounted === null ? "" : ` since ${text(uncounted)}; older ones were not counted`}, ${lengthOfTime(answer.bucketSeconds * 1000)} a bar`
            : told(answer, pointed, text)}
        </span>
        <span>{text(answer.to)}</span>
      </figcaption>
    </figure>
  );
}

function Bar({
  index,
  parts,
}: {
  readonly index: number;
  readonly parts: ReturnType<typeof partsOf>;
}) {
  const { errors, warnings, others } = parts;
  const piece = (name: string, height: number, below: number) =>
    height > 0 && (
      <rect
        className={`h-${name}`}
        x={index + 0.08}
        width={0.84}
        y={1 - below - height}
        height={height}
      />
    );
  return (
    <>
      {piece("errors", errors, 0)}
      {piece("warnings", warnings, errors)}
      {piece("others", others, errors + warnings)}
    </>
  );
}

function widthOf(answer: HistogramAnswer, countedFrom: string): number {
  return (Date.parse(countedFrom) - Date.parse(answer.from)) / 1000 / answer.bucketSeconds;
}

function told(answer: HistogramAnswer, index: number, text: (iso: string) => string): string {
  const bucket = answer.buckets[index];
  if (bucket === undefined) return "";
  const { messages, errors, warnings } = bucket;
  const faulty = [
    ...(errors > 0 ? [`${number(errors)} with errors`] : []),
    ...(warnings > 0 ? [`${number(warnings)} with warnings`] : []),
  ];
  return `${text(startOf(answer, index))}: ${[`${number(messages)} messages`, ...faulty].join(", ")}`;
}
