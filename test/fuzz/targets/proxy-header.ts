/** What a load balancer sends before everything else, and what anybody may pass for it. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { isIP } from "node:net";
import { limits } from "../../../src/base/limits.ts";
import { createProxyHeaderReader, type ProxyProgress } from "../../../src/relay/proxy-header.ts";
import { proxyV2, vector } from "../../support/proxy-protocol.ts";
import { piecesOf, planned, planOf, type Target } from "../target.ts";

const HEADER_BYTES_MAX = 16 + Math.max(limits.proxyHeaderBytesMax, 107);

/** The answer, with all that came behind the header, whenever that was. */
function readAll(pieces: readonly Buffer[]): ProxyProgress {
  const read = createProxyHeaderReader();
  let fed = 0;
  for (const [at, piece] of pieces.entries()) {
    const progress = read(piece);
    fed += piece.length;
    const later = pieces.slice(at + 1);
    switch (progress.kind) {
      case "incomplete":
        ok(fed < HEADER_BYTES_MAX, "more is waited for than a header may have");
        break;
      case "none":
        return { kind: "none", bytes: Buffer.concat([progress.bytes, ...later]) };
      case "header":
        return { ...progress, rest: Buffer.concat([progress.rest, ...later]) };
      case "invalid":
        return progress;
    }
  }
  return { kind: "incomplete" };
}

const ssl = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), vector(0x21, "TLSv1.3")]);

export const target: Target = {
  name: "proxy-header",
  promise:
    "a PROXY header is read the same wherever it is cut, waits for no more than its bound, names an address, and takes nothing of what is none or behind it",
  seeds: [
    planned("PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\nGET / HTTP/1.1\r\n", 9),
    planned("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 443\r\nx", 0),
    planned("PROXY UNKNOWN\r\nx", 3),
    planned(proxyV2("198.51.100.7", 47_011, [vector(5, "id"), vector(0x20, ssl)]), 5),
    planned(Buffer.concat([proxyV2("2001:db8::7", 1), Buffer.from("rest")]), 2),
    planned("GET / HTTP/1.1\r\n\r\n", 1),
  ],
  words: [
    "PROXY ",
    "TCP4 ",
    "TCP6 ",
    "UNKNOWN",
    "\r\n",
    "::ffff:",
    "65536",
    "\r\n\r\n\0\r\nQUIT\n",
  ],
  inputBytesMax: 4_096,
  check(input) {
    const { choice, rest } = planOf(input);
    if (rest.length === 0) return;
    const whole = readAll([rest]);
    const split = readAll(piecesOf(rest, choice(64)));
    // A line is cited as far as it had come.
    if (whole.kind === "invalid") equal(split.kind, "invalid");
    else deepEqual(split, whole);
    if (whole.kind === "none") ok(whole.bytes.equals(rest), "what is none was altered");
    if (whole.kind !== "header") return;
    ok(
      rest.subarray(rest.length - whole.rest.length).equals(whole.rest),
      "what follows is another",
    );
    const { source, tls, uniqueId } = whole.header;
    if (source !== null) ok(isIP(source.address) !== 0 && source.port >= 0 && source.port < 65_536);
    ok((uniqueId?.length ?? 0) <= 2 * limits.proxyUniqueIdBytesMax);
    ok((tls?.version.length ?? 0) <= 64 && (tls?.cipher.length ?? 0) <= 64);
  },
};
