/**
 * Histograms that roles fill themselves, because an event for each value would cost too much.
 * Declared here with their buckets; labels are finite.
 */
export type Timing = {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, in the unit of the name. */
  readonly buckets: readonly number[];
};

export const timings = {
  /** A write to a socket takes microseconds; a kernel in trouble takes milliseconds. */
  relay: {
    name: "ocpptap_relay_latency_seconds",
    help: "From a chunk's read to its hand-over to the other socket, of a sample of the chunks on transparent links without record.strict.",
    labels: ["sender"],
    buckets: [
      0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005,
      0.01, 0.1, 1,
    ],
  },
  /** From a local answer to beyond the longest wait for one. */
  exchange: {
    name: "ocpptap_exchange_latency_seconds",
    help: "From a call to its response as both passed here, by who called, leg and action.",
    labels: ["caller", "leg", "action"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  storeQuery: {
    name: "ocpptap_store_query_seconds",
    help: "Time of one of the console's queries in the store, by outcome.",
    labels: ["outcome"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
} as const satisfies Record<string, Timing>;

export type TimingName = keyof typeof timings;
