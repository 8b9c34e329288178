/** What may be written next in a query: names of fields, then values of a field. */
import type { SearchField } from "../../console/search-contract.ts";
import { term } from "./address.ts";

export type CompletionOption = {
  /** Replaces `from` to `to`. */
  readonly text: string;
  readonly label: string;
  readonly hint: string;
};

export type Completion = {
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
};

export type KnownValues = Readonly<
  Record<string, readonly { readonly value: string; readonly hint: string }[]>
>;

const OPTIONS_MAX = 12;

export function complete(
  text: string,
  caret: number,
  { fields, values }: { readonly fields: readonly SearchField[]; readonly values: KnownValues },
): Completion {
  const from = wordStart(text, caret);
  const word = text.slice(from, caret);
  const colon = word.indexOf(":");
  const options =
    colon < 0
      ? namesFor(word, fields)
      : valuesFor(word.slice(0, colon), word.slice(colon + 1), { fields, values });
  return { from, to: caret, options: options.slice(0, OPTIONS_MAX) };
}

/** After the last blank or parenthesis outside of quotes, and after a leading minus. */
function wordStart(text: string, caret: number): number {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < caret; at++) {
    const character = text[at] ?? "";
    if (character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[\s()]/.test(character)) start = at + 1;
  }
  return text[start] === "-" && start < caret ? start + 1 : start;
}

function namesFor(word: string, fields: readonly SearchField[]): readonly CompletionOption[] {
  const wanted = word.toLowerCase();
  if (wanted === "") return [];
  return fields
    .filter(({ name }) => name.startsWith(wanted) && name !== "payload")
    .map(({ name, description }) => ({ text: `${name}:`, label: `${name}:`, hint: description }))
    .concat(
      "payload".startsWith(wanted)
        ? [{ text: "payload.", label: "payload.…:", hint: "A value inside the payload." }]
        : [],
    );
}

function valuesFor(
  name: string,
  written: string,
  { fields, values }: { readonly fields: readonly SearchField[]; readonly values: KnownValues },
): readonly CompletionOption[] {
  const wanted = written.replace(/^"/, "").toLowerCase();
  const field = fields.find((one) => one.name === name);
  const known = [
    ...(Object.hasOwn(values, name) ? (values[name] ?? []) : []),
    ...(field?.values ?? []).map((value) => ({ value, hint: "" })),
  ];
  const seen = new Set<string>();
  return known
    .filter(({ value }) => {
      const isNew = !seen.has(value) && value.toLowerCase().includes(wanted);
      seen.add(value);
      return isNew;
    })
    .sort((a, b) => begins(b.value, wanted) - begins(a.value, wanted))
    .map(({ value, hint }) => ({ text: `${term(name, value)} `, label: value, hint }));
}

/** Values that begin with what is written come before those that hold it somewhere. */
function begins(value: string, wanted: string): number {
  return value.toLowerCase().startsWith(wanted) ? 1 : 0;
}

/** The query with one more term; a term that is there already is taken out. */
export function toggled(query: string, added: string): string {
  const terms = ` ${query.trim()} `;
  if (terms.includes(` ${added} `)) {
    return terms.replace(` ${added} `, " ").trim();
  }
  const isAlternative = /\sOR\s/.test(terms) && !/^ \(.*\) $/.test(terms);
  const before = isAlternative ? `(${query.trim()})` : query.trim();
  return `${before} ${added}`.trim();
}

export function hasTerm(query: string, wanted: string): boolean {
  return ` ${query.trim()} `.includes(` ${wanted} `);
}
