/**
 * `docs/reference/benchmarks.md`: a section for each benchmark, with the machine it was taken on.
 * Running one of them replaces its section and leaves the others.
 */
import { type Figure, type Section, withSpread } from "./figures.ts";

export const AREAS = [
  "relay",
  "tls",
  "translate",
  "shadow",
  "record",
  "fleet",
  "search",
  "validate",
] as const;
export type Area = (typeof AREAS)[number];

const HEAD = `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- --only relay\` renews one section, \`-- --quick\` shows in a
minute that it works. Figures are medians of rounds in which all subjects took turns, with the lowest and
highest round in parentheses; ratios are taken within a round. Figures of a small or shared machine move
by 10 % from run to run: a difference smaller than the spread is none. Correctness is asserted before
anything is timed.
`;

export type Provenance = { readonly machine: readonly string[]; readonly rounds: number };

/** `page` is the one to renew, or empty. */
export function renewPage(page: string, renewed: ReadonlyMap<Area, string>): string {
  const sections = AREAS.map((area) => renewed.get(area) ?? keptOf(page, area)).filter(Boolean);
  return [HEAD, ...sections].join("\n");
}

function keptOf(page: string, area: Area): string {
  const from = page.indexOf(opening(area));
  const to = page.indexOf(closing(area));
  return from < 0 || to < from ? "" : page.slice(from, to + closing(area).length);
}

const opening = (area: Area) => `<!-- ${area} -->\n`;
const closing = (area: Area) => `<!-- end of ${area} -->\n`;

export function renderSection(area: Area, section: Section, provenance: Provenance): string {
  const rounds = provenance.rounds === 1 ? "1 round" : `${provenance.rounds} rounds`;
  const blocks = [
    `## ${section.title}`,
    [...provenance.machine, rounds].join(" · "),
    ...section.meaning,
    figureTable(section.figures),
    goalTable(section),
    section.remarks.map((remark) => `- ${remark}`).join("\n"),
  ];
  return `${opening(area)}${blocks.filter(Boolean).join("\n\n")}\n${closing(area)}`;
}

function figureTable(figures: readonly Figure[]): string {
  const subjects = [...new Set(figures.map(({ subject }) => subject))];
  const measures = [...new Set(figures.map(({ measure }) => measure))];
  const cell = (subject: string, measure: string) => {
    const figure = figures.find((each) => each.subject === subject && each.measure === measure);
    return figure === undefined ? "" : withSpread(figure.values, figure.decimals);
  };
  return table(
    ["", ...measures],
    subjects.map((subject) => [subject, ...measures.map((measure) => cell(subject, measure))]),
  );
}

function goalTable({ goals }: Section): string {
  const verdict = (isMet: boolean | null) =>
    isMet === null ? "**undecided**" : isMet ? "met" : "**missed**";
  return table(
    ["goal", "reached", ""],
    goals.map(({ text, actual, isMet }) => [text, actual, verdict(isMet)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
