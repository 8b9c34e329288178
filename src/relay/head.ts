/**
 * Heads of HTTP/1.1 messages, byte for byte (RFC 9112 §2–§5, RFC 6455 §4).
 *
 * In: chunks of a raw socket. Out: the head's bytes as they came, and a parsed view beside them
 * that says where each value lies in those bytes, so that a head can be changed in one place and
 * nowhere else. Node's own parser would refuse or normalise what stations really send (odd white
 * space, bare line feeds, doubled carriage returns, no `Connection: Upgrade`).
 *
 * Text is Latin-1 throughout: one character per byte, so that positions and bytes agree.
 */

export type HeadField = {
  readonly name: string;
  /** The name in lower case; empty for a line without a colon, which is no header. */
  readonly key: string;
  readonly value: string;
  /** Where the value lies in the head's bytes; the end is exclusive. */
  readonly valueStart: number;
  readonly valueEnd: number;
};

/** A field wherever it came from. */
export type NamedValue = Pick<HeadField, "name" | "key" | "value">;

export type RequestHead = {
  readonly bytes: Buffer;
  readonly text: string;
  readonly method: string;
  readonly target: string;
  readonly targetStart: number;
  readonly targetEnd: number;
  readonly fields: readonly HeadField[];
  /** Where the empty line at the end begins. */
  readonly fieldsEnd: number;
};

export type ResponseHead = {
  readonly bytes: Buffer;
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly HeadField[];
};

export type HeadProgress =
  | { readonly kind: "incomplete" }
  | { readonly kind: "too-large" }
  /** `rest` is what came in the same chunk after the head. */
  | { readonly kind: "complete"; readonly head: Buffer; readonly rest: Buffer };

/** What to write instead of the station's own; everything else stays as it is. */
export type RequestChange = {
  readonly target: string;
  readonly host: string;
  /** Value of an `Authorization` to add where the station sent none. */
  readonly authorization: string | null;
};

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

/** Takes chunks until the empty line after the first line with text. */
export function createHeadCollector(bytesMax: number): (chunk: Buffer) => HeadProgress {
  let bytes: Buffer = NOTHING;
  let lineStart = 0;
  let hasText = false;
  return (chunk) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    for (;;) {
      const lineEnd = bytes.indexOf(LF, lineStart);
      if (lineEnd < 0) break;
      const isEmpty = isEmptyLine(bytes, lineStart, lineEnd);
      lineStart = lineEnd + 1;
      if (lineStart > bytesMax) return { kind: "too-large" };
      if (isEmpty && hasText) {
        const head = bytes.subarray(0, lineStart);
        return { kind: "complete", head, rest: bytes.subarray(lineStart) };
      }
      hasText ||= !isEmpty;
    }
    return bytes.length > bytesMax ? { kind: "too-large" } : { kind: "incomplete" };
  };
}

/** Null where the first line is no request line; the fields are taken as they are. */
export function parseRequestHead(bytes: Buffer): RequestHead | null {
  const text = bytes.toString("latin1");
  const lines = linesOf(text);
  const first = lines[0];
  if (first === undefined) return null;
  // The target is whatever stands between method and version: stations do send blanks in their
  // path.
  const match = /^([!#$%&'*+\-.^_`|~\w]+)([ \t]+)(\S|\S.*\S)[ \t]+HTTP\/\d\.\d[ \t]*$/.exec(
    first.text,
  );
  const [, method = "", gap = "", target = ""] = match ?? [];
  if (match === null || hasControl(target)) return null;
  const targetStart = first.start + method.length + gap.length;
  return {
    bytes,
    text,
    method,
    target,
    targetStart,
    targetEnd: targetStart + target.length,
    fields: fieldsOf(lines),
    fieldsEnd: lines.at(-1)?.next ?? text.length,
  };
}

/** Null where the first line is no status line. */
export function parseResponseHead(bytes: Buffer): ResponseHead | null {
  const lines = linesOf(bytes.toString("latin1"));
  const match = /^HTTP\/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]+(.*))?$/.exec(lines[0]?.text ?? "");
  if (match === null) return null;
  return { bytes, status: Number(match[1]), reason: match[2] ?? "", fields: fieldsOf(lines) };
}

/** A station that forgets `Connection: Upgrade` still asks for a WebSocket. */
export function isWebSocketRequest(head: RequestHead): boolean {
  if (head.method.toUpperCase() !== "GET") return false;
  const upgrade = valuesOf(head.fields, "upgrade").join(",");
  return /websocket/i.test(upgrade) || valuesOf(head.fields, "sec-websocket-key").length > 0;
}

/** The head as the CSMS gets it. */
export function changeRequestHead(head: RequestHead, change: RequestChange): Buffer {
  const { text } = head;
  let changed = text.slice(0, head.targetStart) + change.target;
  let from = head.targetEnd;
  for (const field of head.fields) {
    if (field.key !== "host") continue;
    changed += text.slice(from, field.valueStart) + change.host;
    from = field.valueEnd;
  }
  const isWithout = valuesOf(head.fields, "authorization").length === 0;
  if (change.authorization !== null && isWithout) {
    changed += `${text.slice(from, head.fieldsEnd)}Authorization: ${change.authorization}\r\n`;
    from = head.fieldsEnd;
  }
  return Buffer.from(changed + text.slice(from), "latin1");
}

/** All values of a header, in their order; `name` in lower case. */
export function valuesOf(fields: readonly NamedValue[], name: string): readonly string[] {
  return fields.filter((field) => field.key === name).map((field) => field.value);
}

/**
 * Several headers of one name mean the same as one with commas (RFC 9110 §5.3); null where absent.
 */
export function joinedValueOf(fields: readonly NamedValue[], name: string): string | null {
  const values = valuesOf(fields, name);
  return values.length === 0 ? null : values.join(", ");
}

export function fieldsFrom(
  pairs: readonly (readonly [name: string, value: string])[],
): readonly NamedValue[] {
  return pairs.map(([name, value]) => ({ name, key: name.toLowerCase(), value }));
}

type Line = {
  readonly text: string;
  readonly start: number;
  /** Where the next line begins. */
  readonly next: number;
};

/** Lines with text, without their ends: any number of carriage returns and a line feed. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? text.length : feed;
    while (end > start && text.charCodeAt(end - 1) === CR) end -= 1;
    if (end > start) lines.push({ text: text.slice(start, end), start, next });
    start = next;
  }
  return lines;
}

function fieldsOf(lines: readonly Line[]): readonly HeadField[] {
  const fields: HeadField[] = [];
  for (const line of lines.slice(1)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line.text) && last !== undefined) {
      fields[fields.length - 1] = folded(last, line);
      continue;
    }
    const colon = line.text.indexOf(":");
    if (colon < 0) {
      const end = line.start + line.text.length;
      fields.push({ name: line.text.trim(), key: "", value: "", valueStart: end, valueEnd: end });
      continue;
    }
    const rest = line.text.slice(colon + 1);
    const value = rest.trim();
    const valueStart = line.start + colon + 1 + (rest.length - rest.trimStart().length);
    const name = line.text.slice(0, colon).trim();
    fields.push({
      name,
      key: name.toLowerCase(),
      value,
      valueStart,
      valueEnd: valueStart + value.length,
    });
  }
  return fields;
}

/** A line that begins with white space continues the value before it (RFC 9112 §5.2, obsolete). */
function folded(field: HeadField, line: Line): HeadField {
  const text = line.text.trimEnd();
  return {
    ...field,
    value: `${field.value} ${text.trimStart()}`.trim(),
    valueEnd: line.start + text.length,
  };
}

function isEmptyLine(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== CR) return false;
  return true;
}

/** Other than a tab. A carriage return inside a target could be a line's end to the CSMS. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}
