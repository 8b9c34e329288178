/** Addresses and byte sizes as people write them. */
import { isIP } from "node:net";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `"8GiB"`, `"64 MiB"`, `"1000"` → bytes; null where it is none. */
export function parseByteSize(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = UNITS[(match?.[2] ?? "?").toLowerCase()];
  return match?.[1] === undefined || unit === undefined
    ? null
    : Math.round(Number(match[1]) * unit);
}

/** `"9000"`, `"0.0.0.0:9000"`, `"[::1]:9000"` → host and port; null where it is none. */
export function parseAddress(
  text: string,
): { readonly host: string; readonly port: number } | null {
  const match = /^(?:(\[[0-9a-f:.]+\]|[^:[\]\s]+):)?(\d{1,5})$/i.exec(text.trim());
  if (match === null) return null;
  const port = Number(match[2]);
  if (port > 65_535) return null;
  const host = (match[1] ?? "127.0.0.1").replace(/^\[|\]$/g, "");
  return { host, port };
}

/** `"192.0.2.7"`, `"10.0.0.0/8"`, `"2001:db8::/32"`. */
export function isAddressRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const widest = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  if (widest < 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest);
}

/** The other way round, for sentences. */
export function formatAddress(address: { readonly host: string; readonly port: number }): string {
  return address.host.includes(":")
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
}
