/**
 * Where in the text of a message a finding points to: by the path of a field, or by a byte. It may
 * be any text, so this reads as much of it as is JSON and marks nothing beyond.
 */

/** From, inclusive, to, exclusive, in the text; `text` says why. */
export type Fault = { readonly from: number; readonly to: number; readonly text: string };

type Details = Readonly<Record<string, unknown>>;

/** Longer lines are shown, but not looked into. Unit: characters. */
const CHARS_MAX = 200_000;
const FAULTS_MAX = 50;

/** In the order of the text, without overlaps. */
export function faultsIn(
  line: string,
  findings: readonly { readonly rule: string; readonly details: Details }[],
): readonly Fault[] {
  if (line.length > CHARS_MAX) return [];
  const start = line.search(/\[\s*[2-6]\s*[,\]]/);
  if (start < 0) return [];
  const found = findings.flatMap(({ rule, details }) => placesOf(line, start, { rule, details }));
  const sorted = found.toSorted((a, b) => a.from - b.from || b.to - a.to);
  const kept: Fault[] = [];
  for (const fault of sorted) {
    const last = kept.at(-1);
    if (last === undefined || fault.from >= last.to) kept.push(fault);
  }
  return kept.slice(0, FAULTS_MAX);
}

function placesOf(
  line: string,
  start: number,
  { rule, details }: { readonly rule: string; readonly details: Details },
): readonly Fault[] {
  const payload = [payloadIndex(line, start)];
  const at = (path: string, text: string) =>
    rangeAt(line, start, [...payload, ...stepsOf(path)], text);
  const { violations, paths, path, offset } = details;
  if (Array.isArray(violations)) return violations.flatMap((each) => violated(each, at));
  if (Array.isArray(paths)) return paths.map(String).flatMap((each) => at(each, rule));
  if (typeof path === "string") return at(path, rule);
  if (typeof offset === "number") return [byteAt(line, start, offset)];
  return rule.startsWith("action-") ? rangeAt(line, start, [2], rule) : [];
}

function violated(
  violation: unknown,
  at: (path: string, text: string) => readonly Fault[],
): readonly Fault[] {
  if (typeof violation !== "object" || violation === null) return [];
  const { path, expected, hint } = violation as Readonly<Record<string, unknown>>;
  if (typeof path !== "string") return [];
  const text = `should be ${String(expected)}`;
  return at(path, typeof hint === "string" && hint !== "" ? `${text} (${hint})` : text);
}

function stepsOf(path: string): readonly string[] {
  return path === "" ? [] : path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
}

/** [2,id,action,payload], [3,id,payload], [4,id,code,description,details] */
function payloadIndex(line: string, start: number): number {
  const type = /\d/.exec(line.slice(start, start + 20))?.[0];
  return type === "3" ? 2 : type === "4" || type === "5" ? 4 : 3;
}

/** A byte of the message, counted from its beginning; at its end the last one. */
function byteAt(line: string, start: number, offset: number): Fault {
  let bytes = 0;
  let index = start;
  for (const character of line.slice(start)) {
    if (bytes >= offset) break;
    bytes += byteLength(character);
    index += character.length;
  }
  const from = Math.min(index, line.length - 1);
  return { from, to: from + 1, text: `byte ${offset}` };
}

function byteLength(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The value at these steps; where one is missing, the bracket of what should have it. */
function rangeAt(
  line: string,
  start: number,
  steps: readonly (string | number)[],
  text: string,
): readonly Fault[] {
  let from = start;
  for (const step of steps) {
    const next = childAt(line, from, String(step));
    if (next === null) return [{ from, to: Math.min(from + 1, line.length), text }];
    from = next;
  }
  const to = endOf(line, from);
  return to > from ? [{ from, to, text }] : [];
}

/** Where the child of the array or object at `from` begins; null where there is none. */
function childAt(line: string, from: number, step: string): number | null {
  const isObject = line[from] === "{";
  if (!isObject && line[from] !== "[") return null;
  let at = blank(line, from + 1);
  for (let index = 0; at < line.length && line[at] !== "]" && line[at] !== "}"; index++) {
    let name = String(index);
    if (isObject) {
      const end = endOf(line, at);
      name = nameIn(line.slice(at, end));
      at = blank(line, end);
      if (line[at] !== ":") return null;
      at = blank(line, at + 1);
    }
    if (name === step) return at;
    const end = endOf(line, at);
    if (end <= at) return null;
    at = blank(line, end);
    if (line[at] !== ",") return null;
    at = blank(line, at + 1);
  }
  return null;
}

function nameIn(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return "";
  }
}

function blank(line: string, from: number): number {
  let at = from;
  while (/\s/.test(line[at] ?? "")) at++;
  return at;
}

/** Behind the value at `from`. */
function endOf(line: string, from: number): number {
  let depth = 0;
  for (let at = from; at < line.length; at++) {
    const character = line[at];
    if (character === '"') {
      at = endOfText(line, at) - 1;
      if (depth === 0) return at + 1;
    } else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return at;
    } else if (depth === 0 && (character === "," || character === ":")) return at;
  }
  return line.length;
}

function endOfText(line: string, from: number): number {
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at + 1;
  }
  return line.length;
}
