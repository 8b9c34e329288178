/**
 * The `Sec-WebSocket-Extensions` of the CSMS's answer → what it means for reading frames.
 *
 * Grammar: RFC 6455 §9.1; parameters of permessage-deflate: RFC 7692 §7.1. Total and lenient: the
 * two peers have agreed on it already, so whatever can be understood is, and the rest is ignored.
 */
export type DeflateParameters = {
  /** "server" is the CSMS, "client" the station: each compresses what it sends. */
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** Logarithm of the window, 8 to 15. */
  readonly serverWindowBits: number;
  readonly clientWindowBits: number;
};

export type Extensions = {
  /** Null where compression was not negotiated. */
  readonly deflate: DeflateParameters | null;
  /** Names of others; they may give the reserved bits a meaning that is not known here. */
  readonly others: readonly string[];
};

const WINDOW_BITS_MIN = 8;
const WINDOW_BITS_MAX = 15;

export function parseExtensions(header: string | null): Extensions {
  let deflate: DeflateParameters | null = null;
  const others: string[] = [];
  for (const offer of splitOutsideQuotes(header ?? "", ",")) {
    const [name = "", ...parameters] = splitOutsideQuotes(offer, ";");
    if (name.toLowerCase() === "permessage-deflate") deflate ??= parseDeflate(parameters);
    else if (name !== "") others.push(name);
  }
  return { deflate, others };
}

function parseDeflate(parameters: readonly string[]): DeflateParameters {
  const values = new Map<string, string>();
  for (const parameter of parameters) {
    const equals = parameter.indexOf("=");
    const name = equals < 0 ? parameter : parameter.slice(0, equals).trim();
    const value = equals < 0 ? "" : parameter.slice(equals + 1).trim();
    values.set(name.toLowerCase(), value.replace(/^"(.*)"$/, "$1"));
  }
  return {
    serverNoContextTakeover: values.has("server_no_context_takeover"),
    clientNoContextTakeover: values.has("client_no_context_takeover"),
    serverWindowBits: windowBitsOf(values.get("server_max_window_bits")),
    clientWindowBits: windowBitsOf(values.get("client_max_window_bits")),
  };
}

/** The largest window where nothing usable is said: it decodes what any smaller one encoded. */
function windowBitsOf(value: string | undefined): number {
  const bits = /^\d{1,2}$/.test(value ?? "") ? Number(value) : WINDOW_BITS_MAX;
  return bits >= WINDOW_BITS_MIN && bits <= WINDOW_BITS_MAX ? bits : WINDOW_BITS_MAX;
}

/** Parts without surrounding white space; separators inside a quoted string do not count. */
function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    if (i < text.length && (isQuoted || character !== separator)) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return parts;
}
