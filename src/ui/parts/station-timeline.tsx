/** The timeline of a station: which stretch of time, the lanes, and what was so at the pointer. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { BootsAnswer, TimelineAnswer } from "../../console/station-contract.ts";
import type { Address } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { at, placeName, runsOn, stretchesOf } from "../lib/lanes.ts";
import { quantity } from "../lib/series.ts";
import {
  fitted,
  moved,
  parseSpan,
  presets,
  type Span,
  spanOf,
  textOfSpan,
  zoomed,
} from "../lib/span.ts";
import { dayAndClock, lengthOfTime } from "../lib/time.ts";
import { LanesChart } from "./lanes-chart.tsx";
import { Problem } from "./problem.tsx";
import { MessageLink, Moment, Patch, State } from "./station-words.tsx";
import { useZone } from "./zone.ts";

const REFRESH_MS = 5_000;

type Props = {
  readonly stationId: string;
  readonly address: Address;
  readonly boots: BootsAnswer | undefined;
};

export function StationTimeline({ stationId, address, boots }: Props) {
  const chosen = parseSpan(address.get("from"), address.get("to"));
  const preset = presets.find((each) => each === address.get("range")) ?? null;
  const params = chosen === null ? { from: preset ?? "24h" } : textOfSpan(chosen);
  const path = `/api/stations/${encodeURIComponent(stationId)}/timeline`;
  const { data, error } = useQuery({
    queryKey: ["timeline", stationId, params],
    queryFn: ({ signal }) => getApi<TimelineAnswer>(path, params, signal),
    placeholderData: keepPreviousData,
    refetchInterval: chosen === null ? REFRESH_MS : false,
  });
  const [moment, setMoment] = useState<number | null>(null);
  const setSpan = (span: Span) => address.set({ ...textOfSpan(span), range: null }, "replace");
  const span = chosen ?? (data === undefined ? null : shownOf(data, preset === null));
  return (
    <section className="panel st-timeline" aria-labelledby="st-timeline">
      <div className="st-bar-of-tools">
        <h2 id="st-timeline">Timeline</h2>
        <fieldset className="st-choices" aria-label="Stretch of time">
          {[null, ...presets].map((each) => (
            <button
              key={each ?? ""}
              type="button"
              aria-pressed={chosen === null && preset === each}
              title={each === null ? "Of the last day, from where it begins" : `The last ${each}`}
              onClick={() => address.set({ from: null, to: null, range: each })}
            >
              {each ?? "fit"}
            </button>
          ))}
        </fieldset>
        {span !== null && <Tools span={span} onSpan={setSpan} />}
      </div>
      {error !== null && <Problem thrown={error} />}
      {data !== undefined && span !== null && (
        <>
          <LanesChart
            {...{ timeline: data, boots: boots?.boots ?? [], span, onSpan: setSpan }}
            onMoment={setMoment}
          />
          <p className="st-readout">
            {moment === null ? <Legend /> : <AtMoment {...{ timeline: data, span, moment }} />}
          </p>
          {data.isCut && (
            <p className="faint">More happened than is shown: look at a shorter stretch of time.</p>
          )}
          <Changes timeline={data} />
        </>
      )}
    </section>
  );
}

/** The whole stretch, or from where something begins in it. */
function shownOf(timeline: TimelineAnswer, isFitted: boolean): Span {
  const whole = spanOf(timeline.from, timeline.to);
  if (!isFitted) return whole;
  const begins = [
    ...timeline.connectors.flatMap(({ changes }) => changes.map(({ at }) => at)),
    ...timeline.transactions.map(({ startedAt }) => startedAt),
    ...timeline.links.map(({ openedAt }) => openedAt),
  ].map((at) => Date.parse(at));
  // Thousands of arguments are too many for one call.
  const first = begins.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  return fitted(whole, first);
}

type ToolsProps = { readonly span: Span; readonly onSpan: (span: Span) => void };

function Tools({ span, onSpan }: ToolsProps) {
  const zone = useZone();
  const { from, to } = textOfSpan(span);
  const tools: readonly (readonly [string, string, Span])[] = [
    ["←", "Earlier", moved(span, -0.5)],
    ["→", "Later", moved(span, 0.5)],
    ["+", "Look closer", zoomed(span, 0.5)],
    ["−", "Look from further away", zoomed(span, 2)],
  ];
  return (
    <>
      <div className="st-choices">
        {tools.map(([sign, name, next]) => (
          <button
            key={name}
            type="button"
            title={name}
            aria-label={name}
            onClick={() => onSpan(next)}
          >
            {sign}
          </button>
        ))}
      </div>
      <span className="faint st-span">
        {dayAndClock(from, zone).slice(0, -4)} – {dayAndClock(to, zone).slice(0, -4)} (
        {lengthOfTime(span.toMs - span.fromMs)})
      </span>
    </>
  );
}

const LEGEND = [
  ["free", "available"],
  ["waiting", "preparing, finishing, occupied"],
  ["charging", "charging"],
  ["held", "suspended"],
  ["out", "unavailable"],
  ["faulted", "faulted"],
  ["mixed", "many changes"],
] as const;

function Legend() {
  return (
    <span className="st-legend">
      {LEGEND.map(([tone, name]) => (
        <span key={tone}>
          <Patch tone={tone} />
          {name}
        </span>
      ))}
      <span>
        <i className="st-patch st-patch-transaction" aria-hidden="true" />
        transaction
      </span>
      <span>▴ boot</span>
      <span>Drag to look closer.</span>
    </span>
  );
}

type AtProps = {
  readonly timeline: TimelineAnswer;
  readonly span: Span;
  readonly moment: number;
};

function AtMoment({ timeline, span, moment }: AtProps) {
  const zone = useZone();
  const isUp = timeline.links.some(
    ({ state, openedAt, closedAt }) =>
      state !== "refused" &&
      Date.parse(openedAt) <= moment &&
      (closedAt === null ? state === "open" : Date.parse(closedAt) > moment),
  );
  const running = (lane: TimelineAnswer["connectors"][number]) =>
    timeline.transactions.find(
      (one) =>
        runsOn(one, lane) &&
        Date.parse(one.startedAt) <= moment &&
        (one.state === "open" || Date.parse(one.lastAt) >= moment),
    );
  return (
    <span className="st-legend">
      <b>{dayAndClock(new Date(moment).toISOString(), zone).slice(0, -4)}</b>
      {timeline.connectors.map((connector) => {
        const change = at(stretchesOf(connector.changes, span), moment);
        const transaction = running(connector);
        return (
          <span key={placeName(connector)}>
            {placeName(connector)}: {change === null ? "—" : <State state={change.status} />}
            {transaction !== undefined &&
              `, transaction ${transaction.transactionId ?? "?"} of ${quantity(transaction.energyWh, "Wh")}`}
          </span>
        );
      })}
      <span>{isUp ? "connected" : "not connected"}</span>
    </span>
  );
}

/** The same as text, newest first: for those who cannot see the lanes, and to get to the messages. */
const LISTED = 200;

function Changes({ timeline }: { readonly timeline: TimelineAnswer }) {
  const all = timeline.connectors
    .flatMap((connector) =>
      connector.changes.map((change) => ({ ...change, place: placeName(connector) })),
    )
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  if (all.length === 0) return <p className="faint">No connector has told its state.</p>;
  return (
    <details>
      <summary>Changes of state as a list ({all.length.toLocaleString("en")})</summary>
      <table className="st-table">
        <tbody>
          {all.slice(0, LISTED).map((change) => (
            <tr key={`${change.linkId} ${change.seq}`}>
              <td>
                <Moment at={change.at} />
              </td>
              <td>{change.place}</td>
              <td>
                <State state={change.status} />
              </td>
              <td>{change.errorCode === "NoError" ? "" : change.errorCode}</td>
              <td>
                <MessageLink of={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > LISTED && <p className="faint">The newest {LISTED} of them.</p>}
    </details>
  );
}
