/** Power, current, energy, state of charge and limits of a transaction against one time axis. */
import { useMemo, useState } from "react";
import type { TransactionAnswer } from "../../console/transaction-contract.ts";
import type { Address } from "../lib/address.ts";
import {
  broken,
  type Curve,
  curveOf,
  gapsOf,
  limitCurve,
  scaled,
  scaleOf,
  since,
  thinned,
  type Unit,
} from "../lib/series.ts";
import { between, parseSpan, type Span, textOfSpan } from "../lib/span.ts";
import { dayAndClock } from "../lib/time.ts";
import { spanOfTransaction } from "../lib/transaction.ts";
import { CurvePlot, type Line, PLOT_LEFT, PLOT_RIGHT } from "./curve-plot.tsx";
import type { ColourName } from "./curve-theme.tsx";
import { Empty } from "./empty.tsx";
import { StateLane } from "./lanes-states.tsx";
import { useWidth } from "./lanes-width.tsx";
import { useZone } from "./zone.ts";

/** Points of a curve: twice the pixels of a wide screen. */
const POINTS_MAX = 4_000;

type Quantity = {
  readonly title: string;
  readonly unit: Unit;
  readonly column: "energyWh" | "powerW" | "currentA" | "socPercent";
  readonly colour: ColourName;
  readonly limitUnit?: "A" | "W";
};

const QUANTITIES: readonly Quantity[] = [
  { title: "Power", unit: "W", column: "powerW", colour: "accent", limitUnit: "W" },
  { title: "Current", unit: "A", column: "currentA", colour: "station", limitUnit: "A" },
  { title: "Energy since the start", unit: "Wh", column: "energyWh", colour: "csms" },
  { title: "State of charge", unit: "%", column: "socPercent", colour: "warning" },
];

type Props = { readonly answer: TransactionAnswer; readonly address: Address };

export function TransactionPlots({ answer, address }: Props) {
  const zone = useZone();
  const whole = useMemo(() => spanOfTransaction(answer), [answer]);
  const chosen = parseSpan(address.get("from"), address.get("to"));
  const fromMs = chosen?.fromMs ?? whole.fromMs;
  const toMs = chosen?.toMs ?? whole.toMs;
  const span = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);
  const plots = useMemo(() => plotsOf(answer, whole), [answer, whole]);
  const [moment, setMoment] = useState<number | null>(null);
  const onSpan = (fromS: number, toS: number) =>
    address.set(textOfSpan(between(fromS * 1000, toS * 1000)), "replace");
  return (
    <section className="panel st-plots" aria-labelledby="st-plots">
      <div className="st-bar-of-tools">
        <h2 id="st-plots">Over time</h2>
        <span className="faint st-span">
          {moment === null
            ? "By the station's clock. Point at a curve for its values, drag to look closer."
            : dayAndClock(new Date(moment * 1000).toISOString(), zone).slice(0, -4)}
        </span>
        {chosen !== null && (
          <button
            type="button"
            className="quiet"
            onClick={() => address.set({ from: null, to: null })}
          >
            Show all of it
          </button>
        )}
      </div>
      <ChargingStates answer={answer} span={span} />
      {plots.length === 0 ? (
        <Empty title="No meter value tells how it went">
          Which are sent is a setting of the station: MeterValuesSampledData in OCPP 1.6,
          SampledDataTxUpdatedMeasurands in 2.x.
        </Empty>
      ) : (
        plots.map((plot, index) => (
          <CurvePlot
            key={plot.title}
            {...{ ...plot, span, onSpan, onMoment: setMoment }}
            hasTimes={index === plots.length - 1}
          />
        ))
      )}
    </section>
  );
}

function plotsOf(answer: TransactionAnswer, whole: Span) {
  const { series, limits } = answer;
  return QUANTITIES.flatMap(({ title, unit, column, colour, limitUnit }) => {
    const read = curveOf(series.at, series[column]);
    const values = column === "energyWh" ? since(read, answer.transaction.meterStartWh) : read;
    const limit: Curve =
      limitUnit === undefined ? { x: [], y: [] } : limitCurve(limits, limitUnit, whole.toMs / 1000);
    const hasLimit = limit.y.some((value) => value !== null);
    if (values.x.length === 0 && !hasLimit) return [];
    const gaps = gapsOf(values);
    const scale = scaleOf([...values.y, ...limit.y], unit);
    const curve = scaled(thinned(broken(values, gaps), POINTS_MAX), scale.by);
    const lines: Line[] = values.x.length === 0 ? [] : [{ name: title, curve, colour }];
    if (hasLimit) {
      const steps = scaled(limit, scale.by);
      lines.push({ name: "Limit", curve: steps, colour: "error", isStepped: true });
    }
    return [{ title, unit: scale.unit, lines, gaps }];
  });
}

function ChargingStates({
  answer,
  span,
}: {
  readonly answer: TransactionAnswer;
  readonly span: Span;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  if (answer.chargingStates.length === 0) return null;
  const changes = answer.chargingStates.map(({ at, state }) => ({
    ...{ at, status: state, errorCode: null },
  }));
  const plot = Math.max(1, width - PLOT_LEFT - PLOT_RIGHT);
  return (
    <div ref={box} className="st-chart">
      <svg width={Math.max(1, width)} height="24">
        <title>Charging states over time</title>
        <text x="0" y="15" className="st-lane-name">
          State
        </text>
        <g transform={`translate(${PLOT_LEFT} -12)`}>
          <StateLane changes={changes} span={span} width={plot} />
        </g>
      </svg>
    </div>
  );
}
