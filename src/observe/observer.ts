/**
 * Events in; log lines and metrics out. One per process. Nothing a call site can do makes `observe`
 * throw, wait or grow: it is called from the relay's hot side.
 */
import { pino } from "pino";
import { limits } from "../base/limits.ts";
import { redactUrls } from "../config/redact.ts";
import type { Observe, TapEvent, TapEventName } from "./events.ts";
import { createLogOutput, type LogTarget } from "./log-output.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createRepeats } from "./repeats.ts";
import { tellings } from "./telling.ts";
import type { EventOf, LogLevel } from "./telling-parts.ts";

export type Observer = {
  readonly observe: Observe;
  readonly metrics: Metrics;
  /** Least severity that is logged from now on. */
  readonly setLevel: (level: LogLevel) => void;
  /** Writes what still waits; the last act of a process. */
  readonly flush: () => void;
};

export function createObserver(options: {
  /** The process's name. */
  readonly role: string;
  /** Of its metrics, beside the role or in its place. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly level: LogLevel;
  readonly format: "auto" | "json" | "text";
  readonly out: LogTarget;
}): Observer {
  const { role } = options;
  const output = createLogOutput(options.out, options.format);
  const logger = pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    output,
  );
  const metrics = createMetrics(role, options.labels);
  metrics.measure("logLinesDropped", output.droppedLines);
  const repeats = createRepeats(
    { linesMax: limits.logBurstLines, windowMs: limits.logBurstMs },
    (event: TapEventName, suppressed) => {
      const text = `${event}: ${suppressed} more within ${limits.logBurstMs / 1000} s`;
      logger[tellings[event].level]({ role, event, suppressed }, text);
    },
  );

  function tell<Name extends TapEventName>(event: EventOf<Name> & { readonly name: Name }): void {
    const telling = tellings[event.name];
    for (const metric of telling.metrics) metrics.count(metric, event);
    const { level } = telling;
    if (!logger.isLevelEnabled(level)) return;
    // Not only faults repeat: thousands of stations may dial at once.
    if (level !== "debug" && !repeats.admit(event.name)) return;
    logger[level](fieldsOf(role, event), redactUrls(telling.text(event)));
  }

  return {
    metrics,
    setLevel(level) {
      logger.level = level;
    },
    observe(event) {
      try {
        tell(event);
      } catch (thrown) {
        // Telling must never harm what is told about.
        const problem = String(thrown);
        logger.error({ role, event: event.name, problem }, "an event could not be told");
      }
    },
    flush() {
      repeats.flush();
      output.flush();
    },
  };
}

/** The event's own fields for machines; passwords of URLs never reach a log. */
function fieldsOf(role: string, { name, ...fields }: TapEvent): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = { role, event: name };
  for (const [key, value] of Object.entries(fields)) {
    told[key] = typeof value === "string" ? redactUrls(value) : value;
  }
  return told;
}
