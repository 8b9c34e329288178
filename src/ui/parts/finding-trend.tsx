/** Findings over time: bars to choose a stretch from, and the small ones of a ranking. */
import { type KeyboardEvent, useState } from "react";
import type { TrendAnswer } from "../../console/finding-contract.ts";
import { severities } from "../lib/findings-address.ts";
import { clock, day } from "../lib/time.ts";
import { useZone } from "./zone.ts";

type Step = TrendAnswer["steps"][number];

const countOf = ({ error, warning, note }: Step) => error + warning + note;

export function FindingTrend({
  trend,
  onChoose,
}: {
  readonly trend: TrendAnswer;
  /** From and to, ISO 8601. */
  readonly onChoose: (from: string, to: string) => void;
}) {
  const zone = useZone();
  const [at, setAt] = useState(0);
  const { steps, stepSeconds } = trend;
  const most = Math.max(1, ...steps.map(countOf));
  const told = (iso: string) =>
    stepSeconds >= 86_400 ? day(iso, zone) : `${day(iso, zone)} ${clock(iso, zone).slice(0, 5)}`;
  function move(event: KeyboardEvent<HTMLFieldSetElement>) {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = at + by;
    if (by === 0 || next < 0 || next >= steps.length) return;
    event.preventDefault();
    setAt(next);
    (event.currentTarget.querySelectorAll("button")[next] as HTMLElement | undefined)?.focus();
  }
  return (
    <fieldset className="findings-trend" onKeyDown={move}>
      <legend className="unseen">Findings over time; choose a bar to look at its time only</legend>
      <div className="findings-bars">
        {steps.map((step, index) => (
          <button
            key={step.at}
            type="button"
            tabIndex={index === Math.min(at, steps.length - 1) ? 0 : -1}
            onClick={() =>
              onChoose(step.at, new Date(Date.parse(step.at) + stepSeconds * 1_000).toISOString())
            }
            title={`${told(step.at)}: ${wordsOf(step)}`}
            aria-label={`${told(step.at)}: ${wordsOf(step)}`}
          >
            {severities.map((severity) => (
              <span
                key={severity}
                className={severity}
                style={{ height: `${(step[severity] / most) * 100}%` }}
              />
            ))}
          </button>
        ))}
      </div>
      <div className="findings-axis faint">
        <span>{told(steps[0]?.at ?? "")}</span>
        <span>{most === 1 ? "" : `up to ${most} in ${stepWords(stepSeconds)}`}</span>
        <span>{told(steps.at(-1)?.at ?? "")}</span>
      </div>
    </fieldset>
  );
}

function wordsOf(step: Step): string {
  const parts = severities.flatMap((severity) => {
    const count = step[severity];
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function stepWords(seconds: number): string {
  if (seconds >= 86_400) return seconds === 86_400 ? "a day" : `${seconds / 86_400} days`;
  if (seconds >= 3_600) return seconds === 3_600 ? "an hour" : `${seconds / 3_600} hours`;
  return seconds >= 60 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The shape of a trend at a glance; the number beside it says how many. */
export function Spark({ counts }: { readonly counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      className="findings-spark"
      viewBox={`0 0 ${counts.length * 2} 20`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(2, (count / most) * 20);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: its place in time is what it is
            key={index}
            x={index * 2}
            y={20 - height}
            width={1.6}
            height={height}
          />
        );
      })}
    </svg>
  );
}
