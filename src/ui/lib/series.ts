/**
 * Samples of a transaction → what a plot draws: one curve per quantity without the moments that
 * said nothing of it, broken where samples are missing, thinned to what a screen can show.
 */

/** Times in seconds, which is what the plot wants, and values; null breaks the line. */
export type Curve = {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
};

/** Of one column, in the order of time; two samples of the same moment: the later one counts. */
export function curveOf(times: readonly string[], values: readonly (number | null)[]): Curve {
  const points: [number, number][] = [];
  times.forEach((time, index) => {
    const value = values[index] ?? null;
    const at = Date.parse(time) / 1000;
    if (value !== null && Number.isFinite(value) && Number.isFinite(at)) points.push([at, value]);
  });
  points.sort(([a], [b]) => a - b);
  const x: number[] = [];
  const y: number[] = [];
  for (const [at, value] of points) {
    if (x.at(-1) === at) y[y.length - 1] = value;
    else {
      x.push(at);
      y.push(value);
    }
  }
  return { x, y };
}

/** A register counts since the meter was made: here since the start, or the first sample. */
export function since({ x, y }: Curve, start: number | null): Curve {
  const first = start ?? y.find((value) => value !== null) ?? 0;
  return { x, y: y.map((value) => (value === null ? null : value - first)) };
}

export type GapStretch = { readonly fromS: number; readonly toS: number };

/** So many times the usual pause is a gap, and no less than this. Unit: s. */
const GAP_TIMES = 5;
const GAP_S_MIN = 60;

/** Where samples are missing, by the usual pause between them. */
export function gapsOf({ x }: Curve): readonly GapStretch[] {
  const pauses = x.slice(1).map((at, index) => at - (x[index] ?? at));
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)];
  // Of two pauses none is usual.
  if (usual === undefined || pauses.length < 3) return [];
  const most = Math.max(GAP_S_MIN, usual * GAP_TIMES);
  return pauses.flatMap((pause, index) => {
    const fromS = x[index] ?? 0;
    return pause > most ? [{ fromS, toS: fromS + pause }] : [];
  });
}

/** The same curve with its line broken within each gap. */
export function broken(curve: Curve, gaps: readonly GapStretch[]): Curve {
  const after = new Map(gaps.map(({ fromS, toS }) => [fromS, (fromS + toS) / 2]));
  const x: number[] = [];
  const y: (number | null)[] = [];
  curve.x.forEach((at, index) => {
    x.push(at);
    y.push(curve.y[index] ?? null);
    const middle = after.get(at);
    if (middle !== undefined) {
      x.push(middle);
      y.push(null);
    }
  });
  return { x, y };
}

/**
 * At most so many points: of each stretch the lowest and the highest, so that no peak is lost.
 * Breaks and both ends stay.
 */
export function thinned(curve: Curve, most: number): Curve {
  const { length } = curve.x;
  if (length <= most) return curve;
  const size = Math.ceil(length / Math.max(1, Math.floor(most / 3)));
  const kept = new Set<number>([0, length - 1]);
  for (let from = 0; from < length; from += size) {
    let low = -1;
    let high = -1;
    for (let index = from; index < Math.min(length, from + size); index += 1) {
      const value = curve.y[index] ?? null;
      if (value === null) kept.add(index);
      else {
        if (low < 0 || value < (curve.y[low] ?? value)) low = index;
        if (high < 0 || value > (curve.y[high] ?? value)) high = index;
      }
    }
    for (const index of [low, high]) if (index >= 0) kept.add(index);
  }
  const indexes = [...kept].sort((a, b) => a - b);
  return {
    x: indexes.map((index) => curve.x[index] ?? 0),
    y: indexes.map((index) => curve.y[index] ?? null),
  };
}

/** What a limit was from each change on, until the end; null: there was none any more. */
export function limitCurve(
  limits: readonly {
    readonly at: string;
    readonly limit: number | null;
    readonly unit: string | null;
  }[],
  unit: "A" | "W",
  endS: number,
): Curve {
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (const { at, limit, unit: own } of limits) {
    // A cleared profile has no unit, and ends the limit of either.
    if (limit !== null && own !== unit) continue;
    if (limit === null && x.length === 0) continue;
    x.push(Date.parse(at) / 1000);
    y.push(limit);
  }
  const last = y.at(-1);
  const lastAt = x.at(-1);
  if (last !== undefined && lastAt !== undefined && endS > lastAt) {
    x.push(endS);
    y.push(last);
  }
  return { x, y };
}

export type Unit = "W" | "Wh" | "A" | "%";

/** `kW` from a thousand on: what its values are divided by, and how it is called then. */
export function scaleOf(
  values: readonly (number | null)[],
  unit: Unit,
): { readonly by: number; readonly unit: string } {
  const most = values.reduce<number>((max, value) => Math.max(max, Math.abs(value ?? 0)), 0);
  const isLarge = most >= 1_000 && (unit === "W" || unit === "Wh");
  return isLarge ? { by: 1_000, unit: `k${unit}` } : { by: 1, unit };
}

export function scaled({ x, y }: Curve, by: number): Curve {
  return by === 1 ? { x, y } : { x, y: y.map((value) => (value === null ? null : value / by)) };
}

/** `12.4 kWh`, `850 Wh`; "—" where it is not known. */
export function quantity(value: number | null, unit: Unit): string {
  if (value === null || !Number.isFinite(value)) return "—";
  const { by, unit: name } = scaleOf([value], unit);
  return `${digits(value / by)} ${name}`;
}

/** Three places that matter; no more than a meter knows. */
export function digits(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(places)));
}

/** A meter's reading with all that it says: `300.512 kWh`. */
export function reading(wh: number | null): string {
  return wh === null ? "—" : `${Number((wh / 1_000).toFixed(3))} kWh`;
}
