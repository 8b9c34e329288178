/** TLS on either leg, and passwords that are checked before the CSMS is asked. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { path, ranges, yesNo } from "./values.ts";

const minVersion = () =>
  z
    .enum(["TLSv1.2", "TLSv1.3"])
    .default("TLSv1.2")
    .describe("Lowest TLS version. 1.2 is the least that OCPP allows.");

const certificate = path()
  .describe("PEM file with the certificate chain. Read again when it changes.")
  .meta({ example: "tls/fullchain.pem" });

const key = path().describe("PEM file with the private key.").meta({ example: "tls/key.pem" });

export const listenerTlsSchema = z.strictObject({
  certificate,
  key,
  more: z
    .array(z.strictObject({ certificate, key }))
    .max(limits.listenerCertificatesMax)
    .default([])
    .describe(
      "Certificates of other names of this listener; the station's SNI chooses. A second key type for one name goes here, too.",
    ),
  minVersion: minVersion(),
  legacy: yesNo()
    .default(false)
    .describe(
      "Lets TLS 1.0 and 1.1 and weak ciphers in, for stations that can do no better. Both OCPP security specifications forbid it.",
    ),
  clientCa: path()
    .optional()
    .describe(
      "PEM file with the CAs that sign stations' certificates (security profile 3). Absent: stations are not asked for one.",
    )
    .meta({ example: "tls/stations-ca.pem" }),
  clientCertificate: z
    .enum(["require", "request"])
    .default("require")
    .describe(
      "With clientCa. require: no station without a valid certificate. request: one that shows none is let in; one that shows a bad one is not.",
    ),
  clientIdentity: z
    .enum(["station", "any"])
    .default("station")
    .describe(
      "With clientCa. station: the certificate's common name, or a DNS or URI name of it, must be the station's identity. any: a valid certificate is enough.",
    ),
  crl: path()
    .optional()
    .describe(
      "With clientCa: PEM file with the revocation lists of its CAs. Read again when it changes.",
    )
    .meta({ example: "tls/stations-crl.pem" }),
});

export type ListenerTlsConfig = z.output<typeof listenerTlsSchema>;

export const upstreamTlsSchema = z.strictObject({
  certificate: path()
    .optional()
    .describe(
      "PEM file with the certificate that ocpptap shows the CSMS. {station} is replaced by the station's identity: a certificate for each station.",
    )
    .meta({ example: "tls/{station}.pem" }),
  key: path()
    .optional()
    .describe("PEM file with its private key, with {station} likewise.")
    .meta({ example: "tls/{station}.key" }),
  minVersion: minVersion(),
});

export type UpstreamTlsConfig = z.output<typeof upstreamTlsSchema>;

export const stationAuthSchema = z.strictObject({
  htpasswdFile: path()
    .describe(
      "File with a line USER:HASH for each station; bcrypt (`htpasswd -B`), argon2, or SHA-crypt (`openssl passwd -6`). Read again when it changes.",
    )
    .meta({ example: "stations.htpasswd" }),
  user: z
    .enum(["station", "any"])
    .default("station")
    .describe("station: the user must be the station's identity, as OCPP demands."),
});

export type StationAuthConfig = z.output<typeof stationAuthSchema>;

const consoleTlsSchema = z.strictObject({
  certificate: certificate.optional(),
  key: key.optional(),
  minVersion: minVersion(),
});

type ConsoleTlsSection = z.output<typeof consoleTlsSchema>;

export type ConsoleTlsConfig = ConsoleTlsSection & {
  readonly certificate: string;
  readonly key: string;
};

/** Null where the console speaks HTTP. */
export function consoleTlsOf({
  tls,
}: {
  readonly tls: ConsoleTlsSection;
}): ConsoleTlsConfig | null {
  const { certificate, key } = tls;
  return certificate === undefined || key === undefined ? null : { ...tls, certificate, key };
}

/** A `console.tls` that cannot work; null for none. */
export function consoleTlsProblem({ certificate, key }: ConsoleTlsSection): string | null {
  if ((certificate === undefined) === (key === undefined)) return null;
  return certificate === undefined ? "has a key without its certificate" : "has no key";
}

/** Of `console`. */
export const consoleTlsFields = {
  tls: consoleTlsSchema
    .prefault({})
    .describe("Serves API and page as https://; without a certificate as http://."),
  trustedProxies: ranges()
    .optional()
    .describe(
      "Addresses and networks of proxies in front of it, whose X-Forwarded-For and X-Forwarded-Proto are believed: for rate limits, audit and Secure cookies.",
    )
    .meta({ example: "10.0.0.0/8" }),
} as const;

/** A route's `upstreamTls` that cannot work; null for none. */
export function upstreamTlsProblem({ certificate, key }: UpstreamTlsConfig): string | null {
  if (certificate === undefined && key === undefined) return null;
  if (certificate === undefined) return "has an upstreamTls.key without its certificate";
  return key === undefined ? "has an upstreamTls.certificate without its key" : null;
}

/** A listener's `tls` that does not do what it says; null for none. */
export function listenerTlsProblem(tls: ListenerTlsConfig): string | null {
  const { clientCa, crl, legacy, minVersion: least } = tls;
  if (crl !== undefined && clientCa === undefined) return "has tls.crl, which needs tls.clientCa";
  return legacy && least === "TLSv1.3"
    ? "has tls.legacy, which lets TLS 1.0 in, and minVersion TLSv1.3, which does not"
    : null;
}
