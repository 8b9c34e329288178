import { expect, it } from "vitest";
import { daysText, securityOf } from "../../../src/ui/lib/security.ts";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const openedAt = "2026-11-21T11:00:00Z";
const certificate = {
  ...{ subject: "CN=CP-1", issuer: "CN=Depot CA", serial: "0A", fingerprint: "AB:CD" },
  ...{ validFrom: "2026-01-01T00:00:00.000Z", validTo: "2026-12-21T11:00:00.000Z", problem: null },
};
const tls = { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", certificate };
const linkOf = (details: Readonly<Record<string, unknown>>, leg: "both" | "csms" = "both") => ({
  ...{ leg, openedAt, details },
});

it("tells TLS, the certificate and the days that are left of it", () => {
  expect(securityOf([linkOf({ tls })], nowMs)).toEqual({
    openedAt,
    tls: { version: tls.version, cipher: tls.cipher, isResumed: false, isElsewhere: false },
    certificate: {
      ...{ subject: "CN=CP-1", issuer: "CN=Depot CA", serial: "0A", fingerprint: "AB:CD" },
      ...{ validTo: "2026-12-21T11:00:00.000Z", daysLeft: 29, problem: null },
    },
  });
});

it("takes the newest handshake of the station itself", () => {
  const older = linkOf({ tls: { ...tls, version: "TLSv1.2" } });
  const unrecorded = linkOf({ isOpeningUnrecorded: true });
  const toCsms = linkOf({ tls: { ...tls, version: "x" } }, "csms");
  const found = securityOf([toCsms, unrecorded, linkOf({ tls: null }), older], nowMs);
  expect(found).toMatchObject({ tls: null, certificate: null });
  expect(securityOf([toCsms, unrecorded], nowMs)).toBeNull();
});

it("TLS that ended at a load balancer is told as that", () => {
  const behind = { tls: { version: "TLSv1.2", cipher: "ECDHE" } };
  expect(securityOf([linkOf({ tls: null, behind })], nowMs)?.tls).toMatchObject({
    ...{ version: "TLSv1.2", isElsewhere: true },
  });
});

it("what is not as it should be is shown as missing", () => {
  const odd = { version: 3, certificate: { subject: {}, validTo: "soon", problem: 7 } };
  expect(securityOf([linkOf({ tls: odd })], nowMs)).toMatchObject({
    tls: { version: "", cipher: "" },
    certificate: { subject: "", validTo: null, daysLeft: null, problem: null },
  });
});

it("says days as people do", () => {
  expect([29, 1, 0, -1, -2, -4].map(daysText)).toEqual([
    ...["29 days left", "1 day left", "less than a day left"],
    ...["ended less than a day ago", "ended 1 day ago", "ended 3 days ago"],
  ]);
});
