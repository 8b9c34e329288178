/** Heads of HTTP: of stations, of the CSMS, and what is taken from single headers. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { isIP } from "node:net";
import {
  authorizationDigest,
  describeAuthorization,
  recordableHeaders,
  recordableTarget,
} from "../../../src/relay/credentials.ts";
import { parseExtensions } from "../../../src/relay/extensions.ts";
import {
  changeRequestHead,
  createHeadCollector,
  type HeadProgress,
  isWebSocketRequest,
  joinedValueOf,
  parseRequestHead,
  parseResponseHead,
} from "../../../src/relay/head.ts";
import { offersOf } from "../../../src/relay/station-request.ts";
import { forwardedAddress } from "../../../src/trust/forwarded.ts";
import { piecesOf, planned, planOf, type Target } from "../target.ts";

const HEAD_BYTES_MAX = 8_192;

/** `head` and everything behind it, whatever of that came later. */
function collected(pieces: readonly Buffer[]) {
  const collect = createHeadCollector(HEAD_BYTES_MAX);
  let progress: HeadProgress = { kind: "incomplete" };
  for (const [at, piece] of pieces.entries()) {
    progress = collect(piece);
    if (progress.kind === "incomplete") continue;
    if (progress.kind === "too-large") return progress;
    const { head, rest } = progress;
    return { kind: "complete", head, rest: Buffer.concat([rest, ...pieces.slice(at + 1)]) };
  }
  return progress;
}

function checkRequest(bytes: Buffer): void {
  const head = parseRequestHead(bytes);
  if (head === null) return;
  equal(head.text.slice(head.targetStart, head.targetEnd), head.target);
  for (const { value, valueStart, valueEnd } of head.fields) {
    ok(valueStart <= valueEnd && valueEnd <= bytes.length);
    // A folded value has one blank where there was a line's end.
    const written: string = head.text.slice(valueStart, valueEnd).replace(/\s+/g, "");
    equal(written, value.replace(/\s+/g, ""), "a value is not where it is said to be");
  }
  isWebSocketRequest(head);
  offersOf(head.fields);
  recordableTarget(head.target);
  checkCredentials(head.fields);
  parseExtensions(joinedValueOf(head.fields, "sec-websocket-extensions"));
  for (const by of ["x-forwarded-for", "forwarded"] as const) {
    const value = joinedValueOf(head.fields, by);
    const address = forwardedAddress(value, by, (each) => each.startsWith("10."));
    ok(address === null || isIP(address) !== 0, "an address that is none");
  }
}

/** Of a head that is complete: no other is ever passed on. */
function checkChanges(bytes: Buffer): void {
  const head = parseRequestHead(bytes);
  if (head === null) return;
  const host = head.fields.find(({ key }) => key === "host")?.value ?? "";
  const isOneHost = head.fields.filter(({ key }) => key === "host").length < 2;
  const isFolded = /\n[ \t]/.test(head.text);
  const same = { target: head.target, host, authorization: null };
  if (isOneHost && !isFolded) ok(changeRequestHead(head, same).equals(bytes), "it was changed");
  const changed = changeRequestHead(head, {
    target: "/new",
    host: "csms",
    authorization: "B eA==",
  });
  const again = parseRequestHead(changed);
  equal(again?.target, "/new", "the changed head is none");
  equal(again?.method, head.method);
}

type Fields = NonNullable<ReturnType<typeof parseRequestHead>>["fields"];

function checkCredentials(fields: Fields): void {
  const described = describeAuthorization(fields);
  if (described !== null) ok(described.secretBytes >= 0);
  authorizationDigest(fields);
  for (const [name, value] of recordableHeaders(fields)) {
    if (/^(proxy-)?authorization$/i.test(name)) equal(value, "***", "a credential is recorded");
  }
}

const request =
  "GET /ocpp/CP-1?token=x HTTP/1.1\r\nHost: tap.example:9000\r\nConnection: Upgrade\r\n" +
  "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
  "Sec-WebSocket-Protocol: ocpp2.0.1, ocpp1.6\r\nSec-WebSocket-Version: 13\r\n";

export const target: Target = {
  name: "head",
  promise:
    "a head is found wherever it is cut, each value lies where it is said to, what is not to be changed is not, credentials are not recorded, and an address is one",
  seeds: [
    planned(`${request}Authorization: Basic Q1AtMTpzZWNyZXQ=\r\n\r\nrest`, 9),
    planned(`${request}X-Forwarded-For: 192.0.2.1:4711, 10.0.0.1\r\n\r\n`, 1),
    planned(
      `${request}Forwarded: for="[2001:db8::1]:1";proto=https, for=10.0.0.1;by="\\"x"\r\n\r\n`,
      ...[5],
    ),
    planned(
      `${request}Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits="9", x\r\n\r\n`,
      ...[0],
    ),
    planned("\r\n\nPOST /a b HTTP/1.0\nhost:a\r\r\nX: y\r\n folded\r\nHOST:  b \r\n\r\n", 3),
    planned("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi", 3),
    planned('HTTP/1.1 401\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n', 3),
  ],
  words: [
    ...["\r\n", "\n", "\r\n\r\n", ": ", "Host:", "GET ", " HTTP/1.1", "HTTP/1.1 ", "\r\n ", "\t"],
    ...["Authorization: Basic ", "Forwarded: for=", "X-Forwarded-For: ", "Upgrade: websocket"],
    ...["::ffff:1.2.3.4", "[::1]:1", '"', "\\", ";", ",", "for=", "10.0.0.1", "Cookie: ", "%2F"],
    ...["Sec-WebSocket-Extensions: ", "permessage-deflate", "server_max_window_bits=8", "é", "\0"],
  ],
  inputBytesMax: 16_384,
  check(input) {
    const { choice, rest } = planOf(input);
    const whole = collected([rest]);
    deepEqual(collected(piecesOf(rest, choice(64))), whole);
    checkRequest(rest);
    if (whole.kind === "complete" && "head" in whole) {
      checkRequest(whole.head);
      checkChanges(whole.head);
    }
    const response = parseResponseHead(rest);
    if (response !== null) ok(response.status >= 0 && response.status <= 999);
  },
};
