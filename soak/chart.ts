/** Samples → a picture of the run as SVG: panels below each other, one line for each process. Pure. */

export type Line = {
  readonly name: string;
  /** Null: not known there; the line has a hole. */
  readonly values: readonly (number | null)[];
};

export type Panel = {
  /** With the unit. */
  readonly title: string;
  readonly lines: readonly Line[];
};

export type Chart = {
  readonly title: string;
  readonly minutes: readonly number[];
  /** When somebody was killed. Unit: minutes. */
  readonly marks: readonly number[];
  /** What counts for the verdict. Unit: minutes. */
  readonly stretch: readonly [from: number, to: number];
  readonly panels: readonly Panel[];
};

const WIDTH = 900;
const LEFT = 64;
const RIGHT = 150;
const PANEL = 150;
const GAP = 44;
const TOP = 52;
const COLOURS = ["#0b62c4", "#c2410c", "#15803d", "#7c3aed", "#4b5563", "#be185d"];

export function drawChart(chart: Chart): string {
  const height = TOP + chart.panels.length * (PANEL + GAP);
  const names = [...new Set(chart.panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const colourOf = (name: string) => COLOURS[names.indexOf(name) % COLOURS.length] ?? "#000";
  const panels = chart.panels.map((panel, index) =>
    drawPanel(panel, { chart, top: TOP + index * (PANEL + GAP), colourOf }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="22" font-size="15" font-weight="bold">${escaped(chart.title)}</text>`,
    ...panels,
    "</svg>",
    "",
  ].join("\n");
}

type Placed = {
  readonly chart: Chart;
  readonly top: number;
  readonly colourOf: (name: string) => string;
};

function drawPanel({ title, lines }: Panel, { chart, top, colourOf }: Placed): string {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const step = stepOf(Math.max(1e-9, ...known));
  const most = step * Math.max(1, Math.ceil(Math.max(0, ...known) / step));
  const lastMinute = Math.max(1e-9, chart.minutes.at(-1) ?? 0);
  const x = (minute: number) => round(LEFT + (minute / lastMinute) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(top + PANEL - (value / most) * PANEL);
  const [from, to] = chart.stretch;
  const parts = [
    `<text x="${LEFT}" y="${top - 8}" font-weight="bold">${escaped(title)}</text>`,
    `<rect x="${x(from)}" y="${top}" width="${round(x(to) - x(from))}" height="${PANEL}" fill="#f1f5f9"/>`,
  ];
  for (let value = 0; value <= most + step / 2; value += step) {
    parts.push(
      `<path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="#cbd5e1"/>`,
      `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end" fill="#475569">${label(value)}</text>`,
    );
  }
  const everyMinutes = stepOf(lastMinute);
  for (let minute = 0; minute <= lastMinute; minute += everyMinutes) {
    parts.push(
      `<text x="${x(minute)}" y="${top + PANEL + 16}" text-anchor="middle" fill="#475569">${label(minute)} min</text>`,
    );
  }
  for (const mark of chart.marks) {
    parts.push(
      `<path d="M${x(mark)} ${top}V${top + PANEL}" stroke="#dc2626" stroke-dasharray="3 3"/>`,
    );
  }
  for (const { name, values } of lines) {
    const path = pathOf(values, (index) => x(chart.minutes[index] ?? 0), y);
    parts.push(`<path d="${path}" fill="none" stroke="${colourOf(name)}" stroke-width="1.5"/>`);
  }
  return [...parts, ...namesOf(lines, { y, top, colourOf })].join("\n");
}

/** Beside the end of each line, and apart from each other. */
function namesOf(
  lines: readonly Line[],
  {
    y,
    top,
    colourOf,
  }: Pick<Placed, "top" | "colourOf"> & { readonly y: (value: number) => number },
): readonly string[] {
  const ends = lines
    .map(({ name, values }) => ({ name, value: values.findLast((value) => value !== null) ?? 0 }))
    .toSorted((a, b) => a.value - b.value);
  let lowest = top + PANEL + 4;
  return ends.map(({ name, value }) => {
    const at = Math.min(y(value) + 4, lowest);
    lowest = at - 13;
    const text = `${escaped(name)} ${label(value)}`;
    return `<text x="${WIDTH - RIGHT + 6}" y="${round(at)}" fill="${colourOf(name)}">${text}</text>`;
  });
}

function pathOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let isDown = false;
  return values
    .map((value, index) => {
      const command = isDown ? "L" : "M";
      isDown = value !== null;
      return value === null ? "" : `${command}${x(index)} ${y(value)}`;
    })
    .join("");
}

/** 1, 2 or 5 times a power of ten, so that three to seven of them reach `most`. */
function stepOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 3));
  return ([1, 2, 5].find((each) => most / (each * power) <= 6) ?? 10) * power;
}

function label(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(2);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
