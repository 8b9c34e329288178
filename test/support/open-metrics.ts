/**
 * A strict parser of OpenMetrics 1.0 text, by its grammar: what it takes, Prometheus does. In: the
 * text. Out: its families, or an error that names the line.
 */
export type Family = {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly OpenSample[];
};

export type OpenSample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

type Open = { name: string; type: string; help: string; samples: OpenSample[] };

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const VALUE = /^(?:NaN|[+-]Inf|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)$/;

/** By type, what a sample's name has beyond the family's. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  unknown: [""],
};

export function parseOpenMetrics(text: string): ReadonlyMap<string, Family> {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the text does not end with a line feed");
  if (lines.pop() !== "# EOF") throw new Error("the last line is not # EOF");
  const families = new Map<string, Open>();
  const seen = new Set<string>();
  let current: Open | null = null;
  for (const line of lines) {
    const head = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line);
    if (head !== null) {
      current = openFamily(families, current, head);
      continue;
    }
    if (line === "" || line.startsWith("#")) throw new Error(`neither sample nor head: ${line}`);
    if (current === null) throw new Error(`a sample before any head: ${line}`);
    const sample = parseSample(line);
    const ending = sample.name.slice(current.name.length);
    const isOwn = sample.name.startsWith(current.name);
    if (!isOwn || !ENDINGS[current.type]?.includes(ending)) {
      throw new Error(`${sample.name} is not of ${current.type} ${current.name}`);
    }
    const series = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(series)) throw new Error(`twice: ${line}`);
    seen.add(series);
    current.samples.push(sample);
  }
  for (const family of families.values()) checkFamily(family);
  return families;
}

function openFamily(
  families: Map<string, Open>,
  current: Open | null,
  [line, word, name = "", rest = ""]: RegExpExecArray,
): Open {
  if (!NAME.test(name)) throw new Error(`not a name: ${line}`);
  let family = current?.name === name ? current : undefined;
  if (family === undefined) {
    if (families.has(name)) throw new Error(`${name} is in two places`);
    family = { name, type: "", help: "", samples: [] };
    families.set(name, family);
  }
  if (family.samples.length > 0) throw new Error(`a head after its samples: ${line}`);
  if (word === "TYPE") {
    if (family.type !== "" || ENDINGS[rest] === undefined) throw new Error(`type: ${line}`);
    if (rest === "counter" && name.endsWith("_total")) throw new Error(`family: ${line}`);
    family.type = rest;
  }
  if (word === "HELP") {
    if (family.help !== "") throw new Error(`help twice: ${line}`);
    family.help = rest;
  }
  return family;
}

function parseSample(line: string): OpenSample {
  const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
  if (name === "" || !VALUE.test(value)) throw new Error(`not a sample: ${line}`);
  const parsed: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labels.length) {
    const [, key = "", text = ""] = LABEL.exec(labels) ?? [];
    if (key === "" || key in parsed) throw new Error(`labels: ${line}`);
    parsed[key] = text;
  }
  return { name, labels: parsed, value: Number(value.replace("Inf", "Infinity")) };
}

/** Every family has type and help; buckets grow, and the last is the count. */
function checkFamily({ name, type, help, samples }: Family): void {
  if (type === "" || help === "") throw new Error(`${name} lacks its type or help`);
  if (type === "counter" && samples.some(({ value }) => !(value >= 0))) {
    throw new Error(`${name} counts below zero`);
  }
  if (type !== "histogram") return;
  const rows = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, row] of rows) {
    const buckets = row.filter((sample) => sample.name.endsWith("_bucket"));
    const bounds = buckets.map((bucket) => Number(bucket.labels["le"]?.replace("Inf", "Infinity")));
    const isRising = buckets.every(
      ({ value }, at) =>
        at === 0 ||
        (value >= (buckets[at - 1]?.value ?? 0) && (bounds[at] ?? 0) > (bounds[at - 1] ?? 0)),
    );
    const count = row.find((sample) => sample.name.endsWith("_count"))?.value;
    const last = buckets.at(-1);
    if (!isRising || last?.labels["le"] !== "+Inf" || last.value !== count) {
      throw new Error(`the buckets of ${name} ${labels} are wrong`);
    }
  }
}
