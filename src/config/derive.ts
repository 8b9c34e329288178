/**
 * A key's path in the file → its environment variable, its flag, and back: `spool.bytesMax` →
 * `OCPPTAP_SPOOL_BYTES_MAX`, `--spool.bytes-max`. Plus the short flags that people type every day.
 */

export const ENV_PREFIX = "OCPPTAP_";

/**
 * Flags of `interfaces.md` whose name is not the path's; also `--upstream` and `--data` are short
 * already.
 */
export const SHORT_FLAGS: Readonly<Record<string, string>> = {
  "--console": "console.address",
  "--redis": "redis.url",
  "--store": "store.url",
  "--token-file": "console.tokenFile",
};

export function envOf(path: string): string {
  return ENV_PREFIX + hyphened(path).replace(/[.-]/g, "_").toUpperCase();
}

export function flagOf(path: string): string {
  return `--${hyphened(path)}`;
}

function hyphened(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
