/** What the findings are narrowed to: time, severity, side, and words of the search language. */
import { type FormEvent, useEffect, useState } from "react";
import type { Address } from "../lib/address.ts";
import { SPAN_DEFAULT, severities, severitiesIn, sides, spans } from "../lib/findings-address.ts";
import { dayAndClock } from "../lib/time.ts";
import { useZone } from "./zone.ts";

const SIDES: Readonly<Record<(typeof sides)[number], string>> = {
  station: "the station's",
  csms: "the CSMS's",
  network: "the network's",
  ours: "ocpptap's own",
};

export function FindingFilters({ address }: { readonly address: Address }) {
  const chosen = severitiesIn(address.get);
  const toggle = (severity: string) => {
    const next = chosen.includes(severity)
      ? chosen.filter((each) => each !== severity)
      : [...chosen, severity];
    address.set({ severity: next.join(",") });
  };
  return (
    <div className="findings-filters">
      <SpanChoice address={address} />
      <fieldset className="findings-chips">
        <legend className="unseen">Severity</legend>
        {severities.map((severity) => (
          <button
            key={severity}
            type="button"
            className={`mark ${severity}`}
            aria-pressed={chosen.includes(severity)}
            onClick={() => toggle(severity)}
          >
            {severity}s
          </button>
        ))}
      </fieldset>
      <label>
        <span className="unseen">Whose fault</span>
        <select
          value={address.get("side")}
          onChange={(event) => address.set({ side: event.target.value })}
        >
          <option value="">anybody’s fault</option>
          {sides.map((side) => (
            <option key={side} value={side}>
              {SIDES[side]}
            </option>
          ))}
        </select>
      </label>
      <Words address={address} />
      <Narrowed address={address} />
    </div>
  );
}

/** A span before now, or the stretch that was chosen in a chart. */
export function SpanChoice({ address }: { readonly address: Address }) {
  const zone = useZone();
  const [from, to] = [address.get("from"), address.get("to")];
  const isSpan = from === "" && to === "";
  return (
    <>
      <label>
        <span className="unseen">Time</span>
        <select
          value={isSpan ? address.get("t") || SPAN_DEFAULT : "own"}
          onChange={({ target }) => address.set({ t: target.value, from: null, to: null })}
        >
          {spans.map(([span, name]) => (
            <option key={span} value={span}>
              {name}
            </option>
          ))}
          {!isSpan && <option value="own">Chosen time</option>}
        </select>
      </label>
      {!isSpan && (
        <button
          type="button"
          className="findings-narrowed"
          onClick={() => address.set({ from: null, to: null })}
          title="Look at all of the time again"
        >
          {shown(from, zone)} – {to === "" ? "now" : shown(to, zone)} ✕
        </button>
      )}
    </>
  );
}

function shown(time: string, zone: "local" | "utc"): string {
  return Number.isNaN(Date.parse(time)) ? time : dayAndClock(time, zone).slice(0, 16);
}

function Words({ address }: { readonly address: Address }) {
  const asked = address.get("q");
  const [words, setWords] = useState(asked);
  useEffect(() => setWords(asked), [asked]);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    address.set({ q: words });
  };
  return (
    <form onSubmit={ask} className="findings-words">
      <input
        type="search"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        placeholder="Words of the sentence, station:CP-7, finding:call-*"
        aria-label="Search findings"
      />
    </form>
  );
}

const narrowing = ["rule", "station", "vendor", "model", "firmware"] as const;

function Narrowed({ address }: { readonly address: Address }) {
  return narrowing
    .filter((name) => address.get(name) !== "")
    .map((name) => (
      <button
        key={name}
        type="button"
        className="findings-narrowed"
        onClick={() => address.set({ [name]: null })}
        title={`Not only this ${name}`}
      >
        {name} <b>{address.get(name)}</b> ✕
      </button>
    ));
}
