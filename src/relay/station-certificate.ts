/**
 * A station's certificate (security profile 3): what of it is recorded, and whether it lets the
 * station in. In: a TLS socket. Out: facts, or a sentence why not.
 *
 * Spec: 1.6 security whitepaper A00.FR.509, 2.0.1 part 2 A00.FR.509: the common name is the
 * station's serial number. Practice: operators issue certificates whose common name is the
 * identity of the path. Therefore: the common name, a DNS name or a URI's last part must be that
 * identity, unless `clientIdentity` is any.
 */
import type { TLSSocket } from "node:tls";
import { limits } from "../base/limits.ts";
import type { ListenerTlsConfig } from "../config/tls.ts";
import type { HandshakeTls, StationCertificate } from "../spool/record.ts";

/** What a listener wants to see of stations. */
export type CertificateDemand = Pick<ListenerTlsConfig, "clientCertificate" | "clientIdentity">;

/** To be asked while the socket is open; null where it showed none. */
export function certificateOf(socket: TLSSocket): StationCertificate | null {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return null;
  const { subject, issuer, serialNumber, fingerprint256 } = shown;
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    serial: serialNumber.slice(0, limits.certificateNameCharsMax),
    fingerprint: fingerprint256,
    identities: identitiesOf(subject, shown.subjectAltName ?? ""),
    validFrom: timeOf(shown.validFrom),
    validTo: timeOf(shown.validTo),
    problem: socket.authorized ? null : codeOf(socket.authorizationError),
  };
}

/** Null: it may come in. */
export function certificateProblem(
  demand: CertificateDemand,
  tls: HandshakeTls | null,
  at: { readonly stationId: string; readonly nowMs: number },
): string | null {
  const certificate = tls?.certificate;
  if (certificate === undefined) {
    return demand.clientCertificate === "request"
      ? null
      : "this port wants a station's certificate (security profile 3), and none was shown";
  }
  if (certificate.problem !== null) {
    return `the station's certificate is not valid here: ${wordsOf(certificate.problem)}`;
  }
  // A session that is resumed was proved before; its certificate may have ended since.
  if (Date.parse(certificate.validTo) < at.nowMs) {
    return `the station's certificate is not valid here: ${wordsOf("CERT_HAS_EXPIRED")}`;
  }
  if (demand.clientIdentity === "any" || certificate.identities.includes(at.stationId)) return null;
  return "the station's certificate is another's: neither its common name nor another name of it is the identity in the path";
}

/**
 * Common name, DNS names, and the last part of URIs, of names as Node prints them: an attribute a
 * line, and alternative names that hold a separator in quotes. Whoever wrote them is hostile: a
 * name within another must not pass for one of its own.
 */
export function identitiesOf(subject: string, names: string): readonly string[] {
  const found = new Set<string>();
  const common = subject.split("\n").filter((line) => line.startsWith("CN="));
  // Of several nobody knows which one was meant.
  if (common.length === 1) found.add((common[0] ?? "").slice(3).replace(/\\(\W)/g, "$1"));
  for (const [, kind, name = ""] of names.matchAll(NAMES)) {
    if (name.startsWith('"')) continue;
    if (kind === "DNS") found.add(name);
    if (kind === "URI") found.add(name.split(/[/:]/).at(-1) ?? "");
  }
  found.delete("");
  return [...found].slice(0, IDENTITIES_MAX);
}

const NAMES = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy;

const IDENTITIES_MAX = 16;

/** OpenSSL prints one attribute a line, with escapes for what is not printable. */
function nameOf(text: string): string {
  return text.split("\n").join(", ").slice(0, limits.certificateNameCharsMax);
}

function timeOf(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString();
}

/** Node has it as text, whatever its types say. */
function codeOf(problem: unknown): string {
  if (typeof problem === "string") return problem;
  return problem instanceof Error ? problem.message : "UNVERIFIED";
}

const words: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet, or this machine's clock is wrong",
  CERT_REVOKED: "it was revoked",
  CRL_HAS_EXPIRED: "the list of revoked certificates (tls.crl) has expired",
  UNABLE_TO_GET_CRL: "its authority has no list in tls.crl",
  DEPTH_ZERO_SELF_SIGNED_CERT: "it is signed by itself and not by tls.clientCa",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not in tls.clientCa",
  UNABLE_TO_GET_ISSUER_CERT: "its authority is not in tls.clientCa",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its authority is not in tls.clientCa",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its authority is not in tls.clientCa",
  INVALID_PURPOSE: "it is not made for clients (extended key usage)",
};

function wordsOf(code: string): string {
  const known = words[code];
  return known === undefined ? code : `${known} (${code})`;
}
