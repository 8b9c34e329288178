/** Beside the query: the live tail, looking again, the export, the language. */
import { useState } from "react";
import { number } from "../lib/message-words.ts";
import type { LiveTail } from "./message-live.ts";
import { QueryHelp } from "./query-help.tsx";

type Props = {
  readonly live: LiveTail;
  readonly isLive: boolean;
  readonly isPaused: boolean;
  readonly isLoading: boolean;
  readonly toggleLive: () => void;
  readonly pause: () => void;
  readonly refresh: () => void;
  readonly download: string;
  readonly isNarrowing: boolean;
  readonly toggleNarrowing: () => void;
};

export function MessageBar(props: Props) {
  const { live, isLive, isPaused, isLoading, toggleLive, pause, refresh, download } = props;
  const [isHelping, setHelping] = useState(false);
  return (
    <div className="m-bar">
      <button
        id="live"
        type="button"
        aria-pressed={isLive}
        className={isLive ? "m-live on" : "m-live"}
        title="Follow messages as they are recorded (l)"
        onClick={toggleLive}
      >
        <i aria-hidden="true" /> Live
      </button>
      {isLive && (
        <button id="pause" type="button" aria-pressed={isPaused} onClick={pause}>
          {isPaused ? `Resume (${number(live.held)})` : "Pause"}
        </button>
      )}
      {!isLive && (
        <button type="button" onClick={refresh} title="Search again" disabled={isLoading}>
          {isLoading ? "Searching…" : "Refresh"}
        </button>
      )}
      <button
        type="button"
        className="m-narrow"
        aria-expanded={props.isNarrowing}
        aria-controls="facets"
        onClick={props.toggleNarrowing}
      >
        Narrow down
      </button>
      <span className="faint m-state" role="status">
        {isLive ? stateText(live) : ""}
      </span>
      <span className="m-links">
        <button type="button" className="quiet" onClick={() => setHelping(true)}>
          Search language
        </button>
        <a href={download} download>
          Export
        </a>
      </span>
      <QueryHelp isOpen={isHelping} close={() => setHelping(false)} />
    </div>
  );
}

function stateText({ state, missed, missing }: LiveTail): string {
  const words = {
    connecting: "connecting…",
    live: "live",
    waiting: "waiting for the recorder",
    lost: "the connection was lost, trying again",
  }[state];
  const skipped = missed === 0 ? "" : `, ${number(missed)} skipped: too many at once`;
  return `${words}${skipped}${missing === "" ? "" : `; ${missing}`}`;
}
