/**
 * The header that a load balancer sends before everything else: PROXY protocol versions 1 and 2
 * (HAProxy, "The PROXY protocol", 2020-03-05, §2.1 and §2.2).
 *
 * In: chunks of a raw socket. Out: whose connection it is, or why that cannot be said. Promised:
 * bounded (a line of 107 bytes, a block of `proxyHeaderBytesMax`), nothing guessed: what neither
 * begins like version 1 nor like version 2 is not a header, and no byte of it is taken.
 */
import { isIP } from "node:net";
import { limits } from "../base/limits.ts";
import { plainAddress } from "../base/network.ts";
import { printable } from "../base/printable.ts";

export type ProxyHeader = {
  /** Null: the sender speaks for itself (LOCAL, UNKNOWN), as health checks do. */
  readonly source: { readonly address: string; readonly port: number } | null;
  /** PP2_TYPE_UNIQUE_ID, as hexadecimal; null for none. */
  readonly uniqueId: string | null;
  /** PP2_TYPE_SSL: the station's TLS ended at the sender. Null for none. */
  readonly tls: { readonly version: string; readonly cipher: string } | null;
};

export type ProxyProgress =
  | { readonly kind: "incomplete" }
  /** Something else came; `bytes` is all of it. */
  | { readonly kind: "none"; readonly bytes: Buffer }
  | { readonly kind: "invalid"; readonly problem: string }
  | { readonly kind: "header"; readonly header: ProxyHeader; readonly rest: Buffer };

const V1 = Buffer.from("PROXY ", "latin1");
const V2 = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
/** §2.1: the longest line, its line feed included. */
const V1_BYTES_MAX = 107;
const V2_HEAD_BYTES = 16;

const NOTHING = Buffer.alloc(0);
const SELF: ProxyHeader = { source: null, uniqueId: null, tls: null };

export function createProxyHeaderReader(): (chunk: Buffer) => ProxyProgress {
  let bytes: Buffer = NOTHING;
  return (chunk) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    if (beginsLike(bytes, V2)) return readVersion2(bytes);
    if (beginsLike(bytes, V1)) return readVersion1(bytes);
    return { kind: "none", bytes };
  };
}

/** As far as there is anything of it. */
function beginsLike(bytes: Buffer, mark: Buffer): boolean {
  const length = Math.min(bytes.length, mark.length);
  return bytes.compare(mark, 0, length, 0, length) === 0;
}

function invalid(problem: string): ProxyProgress {
  return { kind: "invalid", problem };
}

function readVersion1(bytes: Buffer): ProxyProgress {
  const feed = bytes.subarray(0, V1_BYTES_MAX).indexOf("\r\n");
  if (feed < 0) {
    return bytes.length < V1_BYTES_MAX
      ? { kind: "incomplete" }
      : invalid(`its PROXY line is longer than ${V1_BYTES_MAX} bytes`);
  }
  const line = bytes.toString("latin1", 0, feed);
  const rest = bytes.subarray(feed + 2);
  const [, family, address = "", , port, ...more] = line.split(" ");
  if (family === "UNKNOWN") return { kind: "header", header: SELF, rest };
  const wanted = family === "TCP4" ? 4 : family === "TCP6" ? 6 : 0;
  const source = { address, port: Number(port) };
  const isWhole = more.length === 1 && /^\d{1,5}$/.test(port ?? "") && source.port <= 65_535;
  if (wanted === 0 || isIP(address) !== wanted || !isWhole) {
    return invalid(`its PROXY line cannot be read: ${printable(line)}`);
  }
  return { kind: "header", header: { ...SELF, source: plain(source) }, rest };
}

function readVersion2(bytes: Buffer): ProxyProgress {
  if (bytes.length < V2_HEAD_BYTES) return { kind: "incomplete" };
  const command = bytes[12] ?? 0;
  const length = bytes.readUInt16BE(14);
  if (command >> 4 !== 2 || (command & 0x0f) > 1) {
    return invalid(`its PROXY header has version and command 0x${command.toString(16)}`);
  }
  if (length > limits.proxyHeaderBytesMax) {
    return invalid(`its PROXY header has ${length} bytes, more than ${limits.proxyHeaderBytesMax}`);
  }
  const end = V2_HEAD_BYTES + length;
  if (bytes.length < end) return { kind: "incomplete" };
  const rest = bytes.subarray(end);
  // LOCAL: whatever else it says is to be left alone (§2.2).
  if ((command & 0x0f) === 0) return { kind: "header", header: SELF, rest };
  const family = (bytes[13] ?? 0) >> 4;
  const addressBytes = family === 1 ? 4 : family === 2 ? 16 : 0;
  // AF_UNSPEC and AF_UNIX: there is no address that could be told.
  if (addressBytes === 0) return { kind: "header", header: SELF, rest };
  const block = bytes.subarray(V2_HEAD_BYTES, end);
  const vectorsAt = 2 * addressBytes + 4;
  if (block.length < vectorsAt) return invalid("the addresses of its PROXY header are cut off");
  const source = plain({
    address: addressOf(block.subarray(0, addressBytes)),
    port: block.readUInt16BE(2 * addressBytes),
  });
  const header = { ...SELF, source, ...told(vectorsOf(block.subarray(vectorsAt))) };
  return { kind: "header", header, rest };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  // The URL parser spells it as everybody does (RFC 5952).
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

/** IPv4 inside IPv6: the same station must have the same address. */
function plain({ address, port }: { readonly address: string; readonly port: number }) {
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address);
  if (mapped === null) return { address: plainAddress(address), port };
  const [high, low] = [mapped[1], mapped[2]].map((part) => Number.parseInt(part ?? "", 16));
  const bytes = [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255];
  return { address: bytes.join("."), port };
}

const UNIQUE_ID = 0x05;
const SSL = 0x20;
const SSL_VERSION = 0x21;
const SSL_CIPHER = 0x23;
/** Client flag 1: the connection came over TLS. What follows begins behind client and verify. */
const SSL_FIELDS_AT = 5;

/** By type; of a block that is cut off what can be read. They are told, never believed. */
function vectorsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const vectors = new Map<number, Buffer>();
  for (let at = 0; at + 3 <= bytes.length; ) {
    const end = at + 3 + bytes.readUInt16BE(at + 1);
    if (end > bytes.length) break;
    vectors.set(bytes[at] ?? 0, bytes.subarray(at + 3, end));
    at = end;
  }
  return vectors;
}

function told(vectors: ReadonlyMap<number, Buffer>): Pick<ProxyHeader, "uniqueId" | "tls"> {
  const uniqueId = vectors.get(UNIQUE_ID)?.subarray(0, limits.proxyUniqueIdBytesMax) ?? null;
  const ssl = vectors.get(SSL);
  const isTls = ssl !== undefined && ((ssl[0] ?? 0) & 1) === 1;
  const parts = vectorsOf(isTls ? ssl.subarray(SSL_FIELDS_AT) : NOTHING);
  const text = (type: number) =>
    printable(parts.get(type)?.subarray(0, 64).toString("latin1") ?? "");
  return {
    uniqueId: uniqueId === null ? null : uniqueId.toString("hex"),
    tls: isTls ? { version: text(SSL_VERSION), cipher: text(SSL_CIPHER) } : null,
  };
}
