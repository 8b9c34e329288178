/** Which time is looked at: a span before now, or a picked one. */
import { useState } from "react";
import { inputOf, isoOfInput, spans, type TimeRange } from "../lib/range.ts";
import { dayAndClock } from "../lib/time.ts";
import { useZone } from "./zone.ts";

type Props = { readonly range: TimeRange; readonly choose: (range: TimeRange) => void };

export function QueryRange({ range, choose }: Props) {
  const [isPicking, setPicking] = useState(false);
  return (
    <div className="m-range">
      <fieldset className="segments" aria-label="Time range">
        {spans.map(({ span, name }) => (
          <button
            key={span}
            type="button"
            aria-pressed={range.kind === "span" && range.span === span}
            onClick={() => {
              setPicking(false);
              choose({ kind: "span", span });
            }}
          >
            {name}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={range.kind === "fixed"}
          aria-expanded={isPicking}
          onClick={() => setPicking(!isPicking)}
        >
          <RangeText range={range} />
        </button>
      </fieldset>
      {isPicking && (
        <Picker
          key={`${range.kind} ${JSON.stringify(range)}`}
          range={range}
          choose={(picked) => {
            setPicking(false);
            choose(picked);
          }}
        />
      )}
    </div>
  );
}

function RangeText({ range }: { readonly range: TimeRange }) {
  const zone = useZone();
  if (range.kind === "span") return "From – to…";
  const text = (iso: string) => (iso === "" ? "…" : dayAndClock(iso, zone).slice(5, 19));
  return `${text(range.from)} – ${text(range.to)}`;
}

function Picker({ range, choose }: Props) {
  const zone = useZone();
  const now = new Date().toISOString();
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const fixed = range.kind === "fixed" ? range : { from: hourAgo, to: now };
  const [from, setFrom] = useState(inputOf(fixed.from, zone));
  const [to, setTo] = useState(inputOf(fixed.to, zone));
  const zoneText = zone === "utc" ? "UTC" : "local time";
  return (
    <form
      className="m-picker panel"
      aria-label="Pick a time range"
      onSubmit={(event) => {
        event.preventDefault();
        choose({ kind: "fixed", from: isoOfInput(from, zone), to: isoOfInput(to, zone) });
      }}
    >
      <label>
        From
        <input
          type="datetime-local"
          step="1"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </label>
      <label>
        To
        <input
          type="datetime-local"
          step="1"
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </label>
      <span className="faint">{zoneText}</span>
      <button type="submit" className="go">
        Use it
      </button>
    </form>
  );
}
