/** Curves of one unit against time. All plots of a page share their time axis and their crosshair. */
import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Curve, digits, type GapStretch } from "../lib/series.ts";
import { type Span, ticksOf } from "../lib/span.ts";
import type { Zone } from "../lib/time.ts";
import { type ColourName, type Colours, useColours } from "./curve-theme.tsx";
import { useWidth } from "./lanes-width.tsx";
import { useZone } from "./zone.ts";

export type Line = {
  readonly name: string;
  readonly curve: Curve;
  readonly colour: ColourName;
  /** Holds until the next point. */
  readonly isStepped?: true;
};

type Props = {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly gaps: readonly GapStretch[];
  readonly span: Span;
  readonly hasTimes: boolean;
  readonly onSpan: (fromS: number, toS: number) => void;
  readonly onMoment: (atS: number | null) => void;
};

/** Unit: px. The first two are those of the lane above the plots. */
export const PLOT_LEFT = 60;
export const PLOT_RIGHT = 12;
const HEIGHT = 104;
const TIMES = 26;
/** A time of the axis needs so much room. */
const TIME_WIDTH = 90;
/** More points than this are not marked one by one. */
const POINTS_MARKED = 60;

export function CurvePlot(props: Props) {
  const { title, unit, lines, gaps, span, hasTimes } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const colours = useColours();
  const zone = useZone();
  const [index, setIndex] = useState<number | null>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const data = useMemo(() => joined(lines), [lines]);
  useEffect(() => {
    const element = box.current;
    if (element === null || width === 0) return;
    const look = { width, hasTimes, colours, zone, lines: latest.current.lines };
    const made = new uPlot(optionsOf(look, latest, setIndex), [[]], element);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [box, width, hasTimes, colours, zone]);
  useEffect(() => {
    // Also after the plot was made anew.
    void [width, hasTimes, colours, zone, gaps];
    plot.current?.setData(data, false);
    plot.current?.setScale("x", { min: span.fromMs / 1000, max: span.toMs / 1000 });
  }, [data, gaps, span, width, hasTimes, colours, zone]);
  return (
    <figure className="st-plot">
      <figcaption>
        <b>{title}</b>
        {lines.map(({ name, colour }, number) => (
          <span key={name} className={`st-line-${colour}`}>
            {lines.length > 1 && `${name} `}
            <b>{valueText(data[number + 1], index)}</b> {unit}
          </span>
        ))}
      </figcaption>
      <div ref={box} role="img" aria-label={`${title} in ${unit} against time`} />
    </figure>
  );
}

/** At the crosshair; without one, the highest. */
function valueText(
  values: ArrayLike<number | null | undefined> | undefined,
  index: number | null,
): string {
  if (values === undefined) return "—";
  if (index === null) {
    const known = Array.from(values).filter((value) => typeof value === "number");
    return known.length === 0 ? "—" : `max. ${digits(Math.max(...known))}`;
  }
  // Points of one line between those of another are undefined: the one before still holds.
  for (let at = index; at >= 0; at -= 1) {
    const value = values[at];
    if (value !== undefined) return value === null ? "—" : digits(value);
  }
  return "—";
}

function joined(lines: readonly Line[]): uPlot.AlignedData {
  const tables = lines.map(({ curve }): uPlot.AlignedData => [[...curve.x], [...curve.y]]);
  // Breaks are nulls that must stay; what another line does not know is undefined.
  const all = uPlot.join(
    tables,
    tables.map(() => [0, 2]),
  );
  return all;
}

type Look = {
  readonly width: number;
  readonly hasTimes: boolean;
  readonly colours: Colours;
  readonly zone: Zone;
  readonly lines: readonly Line[];
};

function optionsOf(
  { width, hasTimes, colours, zone, lines }: Look,
  latest: { readonly current: Props },
  setIndex: (index: number | null) => void,
): uPlot.Options {
  const grid = { stroke: colours.line, width: 1 };
  const axis = { stroke: colours.faint, grid, ticks: { ...grid, size: 4 } };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    width,
    height: hasTimes ? HEIGHT + TIMES : HEIGHT,
    padding: [8, PLOT_RIGHT, hasTimes ? 0 : 4, 0],
    legend: { show: false },
    cursor: {
      sync: { key: "transaction", scales: ["x", null] },
      drag: { x: true, y: false, setScale: false },
      y: false,
    },
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low), top(high)] } },
    axes: [
      {
        ...axis,
        ...timesOf(zone, width),
        ...(hasTimes ? { size: TIMES } : { size: 0, values: none }),
      },
      { ...axis, size: PLOT_LEFT, space: 24 },
    ],
    series: [
      {},
      ...lines.map(({ name, colour, isStepped, curve }) => ({
        label: name,
        stroke: colours[colour],
        width: 2,
        points: { show: !isStepped && curve.x.length <= POINTS_MARKED, size: 5 },
        ...(isStepped
          ? { dash: [6, 4], ...(stepped === undefined ? {} : { paths: stepped }) }
          : {}),
      })),
    ],
    hooks: {
      setSelect: [(plot) => zoomTo(plot, latest.current)],
      setCursor: [
        (plot) => {
          const { idx, left = -1 } = plot.cursor;
          setIndex(left < 0 ? null : (idx ?? null));
          latest.current.onMoment(left < 0 ? null : plot.posToVal(left, "x"));
        },
      ],
      drawClear: [(plot) => shade(plot, latest.current.gaps, colours.warning)],
    },
  };
}

const none = () => [];

/** The same times as on the timeline of a station. */
function timesOf(zone: Zone, width: number): Pick<uPlot.Axis, "splits" | "values"> {
  const most = Math.max(1, Math.floor((width - PLOT_LEFT) / TIME_WIDTH));
  const ticks = (fromS: number, toS: number) =>
    ticksOf({ fromMs: fromS * 1000, toMs: toS * 1000 }, most, zone);
  return {
    splits: (_plot, _axis, fromS, toS) => ticks(fromS, toS).map(({ ms }) => ms / 1000),
    values: ({ scales }) =>
      ticks(scales["x"]?.min ?? 0, scales["x"]?.max ?? 0).map(({ label }) => label),
  };
}

function top(high: number | null): number {
  return high === null || high <= 0 ? 1 : high * 1.08;
}

function zoomTo(plot: uPlot, { onSpan }: Props): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  onSpan(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Where samples are missing. */
function shade(plot: uPlot, gaps: readonly GapStretch[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.globalAlpha = 0.14;
  ctx.fillStyle = colour;
  for (const { fromS, toS } of gaps) {
    const from = Math.max(bbox.left, plot.valToPos(fromS, "x", true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(toS, "x", true));
    if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}
