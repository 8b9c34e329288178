/**
 * A payload's exact text → lines to show. The indented view moves white space only; every literal
 * stays as it was sent. Each line knows which field it is, so that its meaning and what is wrong
 * with it can stand beside it.
 */

export type TokenKind = "mark" | "key" | "text" | "number" | "word";
export type PayloadToken = { readonly text: string; readonly kind: TokenKind };

export type PayloadLine = {
  readonly depth: number;
  /** `meterValue.0.timestamp`; "" for the call payload itself; null outside of it. */
  readonly path: string | null;
  readonly tokens: readonly PayloadToken[];
};

/** Beyond it, indenting costs more than it helps. */
export const INDENTED_CHARS_MAX = 1_000_000;

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+|"/g;

type Container = { readonly kind: "{" | "["; index: number; key: string };

/** Null: it is no JSON, or too long for it. `element` is the call payload's place in the frame. */
export function payloadLines(text: string, element: number): readonly PayloadLine[] | null {
  if (text.length > INDENTED_CHARS_MAX || !isJson(text)) return null;
  const tokens = text.match(TOKEN) ?? [];
  const lines: { depth: number; path: string | null; tokens: PayloadToken[] }[] = [];
  const containers: Container[] = [];
  const newLine = (depth: number) =>
    lines.push({ depth, path: pathOf(containers, element), tokens: [] });
  const write = (token: string, kind: TokenKind) =>
    lines.at(-1)?.tokens.push({ text: token, kind });
  newLine(0);
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1] ?? "";
    const inside = containers.at(-1);
    if (token === "{" || token === "[") {
      markPath(lines.at(-1), containers, element);
      write(token, "mark");
      containers.push({ kind: token, index: 0, key: "" });
      if (!isClosing(next) && !isFrame(containers)) newLine(indentOf(containers));
    } else if (isClosing(token)) {
      const isEmpty = tokens[at - 1] === "{" || tokens[at - 1] === "[";
      const isOutermost = isFrame(containers);
      containers.pop();
      if (!isEmpty && !isOutermost) {
        newLine(indentOf(containers));
        const line = lines.at(-1);
        if (line !== undefined) line.path = null;
      }
      write(token, "mark");
    } else if (token === ",") {
      if (inside !== undefined) inside.index += 1;
      write(isFrame(containers) ? ", " : ",", "mark");
      if (!isFrame(containers)) newLine(indentOf(containers));
    } else if (token === ":") {
      write(": ", "mark");
    } else if (inside?.kind === "{" && next === ":") {
      inside.key = keyText(token);
      write(token, "key");
      markPath(lines.at(-1), containers, element);
    } else {
      markPath(lines.at(-1), containers, element);
      write(token, kindOf(token));
    }
  }
  return lines;
}

/** Directly inside the frame itself: its elements share a line, the payload stands out. */
function isFrame(containers: readonly Container[]): boolean {
  return containers.length === 1 && containers[0]?.kind === "[";
}

/** The frame's own brackets do not indent. */
function indentOf(containers: readonly Container[]): number {
  return containers[0]?.kind === "[" ? containers.length - 1 : containers.length;
}

function markPath(
  line: { path: string | null } | undefined,
  containers: readonly Container[],
  element: number,
): void {
  if (line !== undefined) line.path = pathOf(containers, element) ?? line.path;
}

/** Null outside of the call payload. */
function pathOf([frame, ...inner]: readonly Container[], element: number): string | null {
  if (frame?.kind !== "[" || frame.index !== element) return null;
  return inner.map(({ kind, key, index }) => (kind === "{" ? key : String(index))).join(".");
}

function isClosing(token: string): boolean {
  return token === "}" || token === "]";
}

function kindOf(token: string): TokenKind {
  if (token.startsWith('"')) return "text";
  return /^[-\d]/.test(token) ? "number" : "word";
}

function keyText(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `meterValue.0.timestamp` → `meterValue.timestamp`, as the reference writes it. */
export function fieldPath(path: string): string {
  return path
    .split(".")
    .filter((step) => !/^\d+$/.test(step))
    .join(".");
}

/** The lines that hold these places: the place's own, else that of the nearest thing around it. */
export function linesAt(
  lines: readonly PayloadLine[],
  paths: readonly string[],
): ReadonlyMap<number, readonly number[]> {
  const byPath = new Map<string, number>();
  for (const [index, { path }] of lines.entries()) {
    if (path !== null && !byPath.has(path)) byPath.set(path, index);
  }
  const found = new Map<number, number[]>();
  for (const [index, path] of paths.entries()) {
    const steps = path === "" ? [] : path.split(".");
    while (steps.length > 0 && !byPath.has(steps.join("."))) steps.pop();
    const line = byPath.get(steps.join(".")) ?? 0;
    found.set(line, [...(found.get(line) ?? []), index]);
  }
  return found;
}

/** Bytes shown in hexadecimal; the rest is in the exact view and in the export. */
const HEX_BYTES_MAX = 16_384;

export function hexLines(text: string, encoding: "base64" | "utf8"): string {
  const bytes =
    encoding === "base64"
      ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      : new TextEncoder().encode(text);
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, HEX_BYTES_MAX); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const shown = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·"));
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${shown.join("")}`);
  }
  if (bytes.length > HEX_BYTES_MAX) lines.push(`… ${bytes.length - HEX_BYTES_MAX} more bytes`);
  return lines.join("\n");
}
