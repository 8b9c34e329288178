/**
 * A histogram for hot paths: prom-client's own hashes its labels at every observation, which costs
 * a microsecond; this one adds to an array and makes prom-client's values when somebody scrapes.
 */
import { Histogram, type Registry } from "prom-client";
import type { Timing } from "./timings.ts";

type Bins = {
  readonly labels: Readonly<Record<string, string>>;
  /** By bucket; the last is for what is above all of them. */
  readonly counts: Float64Array;
  sum: number;
};

/** Adds one observed value, in the metric's unit. `labels`: its values, in their declared order. */
export type Observation = (value: number, ...labels: readonly string[]) => void;

class Binned extends Histogram<string> {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #bins: ReadonlyMap<string, Bins>;

  constructor(timing: Timing, bins: ReadonlyMap<string, Bins>, registry: Registry) {
    const { name, help, labels, buckets } = timing;
    super({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] });
    this.#name = name;
    this.#help = help;
    this.#bounds = buckets;
    this.#bins = bins;
  }

  /** What prom-client makes its text of; its types do not mention it. */
  getForPromString() {
    const values = [...this.#bins.values()].flatMap((bins) => this.#valuesOf(bins));
    return { name: this.#name, help: this.#help, type: "histogram", values };
  }

  #valuesOf({ labels, counts, sum }: Bins) {
    const metricName = (ending: string) => `${this.#name}_${ending}`;
    let below = 0;
    const buckets = [...this.#bounds, "+Inf"].map((le, index) => {
      below += counts[index] ?? 0;
      return { metricName: metricName("bucket"), labels: { le, ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: metricName("sum"), labels, value: sum },
      { metricName: metricName("count"), labels, value: below },
    ];
  }
}

export function createBins(timing: Timing, registry: Registry): Observation {
  const all = new Map<string, Bins>();
  const { buckets } = timing;
  registry.removeSingleMetric(timing.name);
  new Binned(timing, all, registry);
  return (value, ...values) => {
    const key = values.length === 1 ? (values[0] ?? "") : values.join("\n");
    let bins = all.get(key);
    if (bins === undefined) {
      const labels = Object.fromEntries(timing.labels.map((name, i) => [name, values[i] ?? ""]));
      bins = { labels, counts: new Float64Array(buckets.length + 1), sum: 0 };
      all.set(key, bins);
    }
    let at = 0;
    while (at < buckets.length && value > (buckets[at] ?? 0)) at += 1;
    bins.counts[at] = (bins.counts[at] ?? 0) + 1;
    bins.sum += value;
  };
}
