/**
 * Heads of plain HTTP on their way through: `http-proxy-3` gives names in lower case and joins what
 * comes twice; here they become again what the peer wrote, in its order.
 *
 * What still changes: `Host` (the CSMS's), `Connection`, `Keep-Alive` and `Transfer-Encoding` (of
 * one hop, RFC 9110 §7.6.1), `Trailer`, white space around values; and the names of a request
 * with `Expect`, whose head Node sends before we can spell it.
 */
import type { ClientRequest } from "node:http";
import { fieldsOfRaw } from "./http-record.ts";

const OF_ONE_HOP: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-connection", "transfer-encoding", "trailer"],
]);

/** These the proxy decides. */
const OURS: ReadonlySet<string> = new Set(["host", "connection", "authorization"]);

export function respell(outgoing: ClientRequest, raw: readonly string[]): void {
  const decided = outgoing.getHeaders();
  const fields = fieldsOfRaw(raw);
  const written = Map.groupBy(fields, ({ key }) => key);
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
  for (const [key, [first, ...more]] of written) {
    const value = decided[key];
    if (value === undefined || first === undefined) continue;
    const values = [first, ...more].map((field) => field.value);
    outgoing.setHeader(
      first.name,
      OURS.has(key) ? value : more.length === 0 ? first.value : values,
    );
  }
  for (const [key, value] of Object.entries(decided)) {
    if (!written.has(key) && value !== undefined) outgoing.setHeader(key, value);
  }
}

/** For `writeHead`, which takes a flat list as it is. The socket is closed after the answer. */
export function answerHeaders(raw: readonly string[]): string[] {
  const kept = fieldsOfRaw(raw).filter(({ key }) => !OF_ONE_HOP.has(key));
  return [...kept.flatMap(({ name, value }) => [name, value]), "Connection", "close"];
}
