/** What a telling is made of: a level, a sentence, and counters or histograms. */
import type { TapEvent, TapEventName } from "./events.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type EventOf<Name extends TapEventName> = Extract<TapEvent, { readonly name: Name }>;

export type EventMetric<Event> = {
  /** `ocpptap_<noun>_<unit>_total`, or `…_<unit>` of a histogram. */
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "histogram";
  readonly labels: readonly string[];
  readonly labelsOf: (event: Event) => Readonly<Record<string, string>>;
  /** What one event adds, or the observed value. */
  readonly amount: (event: Event) => number;
  /**
   * Combinations that are 0 from the start: Prometheus sees no increase in what is not there yet,
   * so an alert on the first one needs its zero.
   */
  readonly zeros: readonly Readonly<Record<string, string>>[];
  /** Upper bounds of a histogram's buckets; without them those of seconds. */
  readonly buckets?: readonly number[];
};

export type Telling<Event> = {
  readonly level: LogLevel;
  /** One sentence for people. */
  readonly text: (event: Event) => string;
  readonly metrics: readonly EventMetric<Event>[];
};

/** What of an event is counted, and under which labels. */
type Measuring<Event> = {
  readonly labels?: readonly string[];
  readonly labelsOf?: (event: Event) => Readonly<Record<string, string>>;
  readonly amount?: (event: Event) => number;
  readonly zeros?: readonly Readonly<Record<string, string>>[];
};

export function counter<Event>(
  name: string,
  help: string,
  facts: Measuring<Event> = {},
): EventMetric<Event> {
  return metric("counter", { name, help }, facts);
}

export function seconds<Event>(
  name: string,
  help: string,
  ms: (event: Event) => number,
): EventMetric<Event> {
  return metric("histogram", { name, help }, { amount: (event) => ms(event) / 1000 });
}

/** How large something was: a histogram in the unit of its name. */
export function sizes<Event>(
  name: string,
  help: string,
  facts: { readonly buckets: readonly number[]; readonly amount: (event: Event) => number },
): EventMetric<Event> {
  const { buckets, amount } = facts;
  return { ...metric("histogram", { name, help }, { amount }), buckets };
}

function metric<Event>(
  kind: EventMetric<Event>["kind"],
  text: { readonly name: string; readonly help: string },
  facts: Measuring<Event>,
): EventMetric<Event> {
  return {
    kind,
    ...text,
    labels: facts.labels ?? [],
    labelsOf: facts.labelsOf ?? (() => ({})),
    amount: facts.amount ?? (() => 1),
    zeros: facts.zeros ?? [],
  };
}
