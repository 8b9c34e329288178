/**
 * How a station's link is secured, as its handshake was recorded: newest links first in, what to
 * show out. What is in `details` was written by our recorder, in this version or an older one, and
 * may be missing.
 */
import type { Link } from "../../console/contract.ts";

export type ShownCertificate = {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly fingerprint: string;
  /** ISO 8601; null where it could not be read. */
  readonly validTo: string | null;
  /** Whole days, rounded down; negative: it has ended. Null like `validTo`. */
  readonly daysLeft: number | null;
  /** OpenSSL's code why it was not valid; null where it was. */
  readonly problem: string | null;
};

export type Security = {
  /** Of the link that this is read from. */
  readonly openedAt: string;
  /** Null: without TLS, as far as ocpptap saw. */
  readonly tls: {
    readonly version: string;
    readonly cipher: string;
    readonly isResumed: boolean;
    /** It ended at a load balancer, which said so. */
    readonly isElsewhere: boolean;
  } | null;
  readonly certificate: ShownCertificate | null;
};

const DAY_MS = 86_400_000;
/** As long before the end as the rule `certificate-expiring` warns. */
export const DAYS_WARNED = 30;

type Fields = Readonly<Record<string, unknown>>;

/** Of the newest link of the station itself; null where no handshake is in the record. */
export function securityOf(
  links: readonly Pick<Link, "leg" | "openedAt" | "details">[],
  nowMs: number,
): Security | null {
  const link = links.find(
    ({ leg, details }) => (leg === "both" || leg === "station") && "tls" in details,
  );
  if (link === undefined) return null;
  const own = fieldsIn(link.details, "tls");
  const behind = fieldsIn(fieldsIn(link.details, "behind"), "tls");
  const tls = own ?? behind;
  const shown = fieldsIn(own, "certificate");
  return {
    openedAt: link.openedAt,
    tls:
      tls === null
        ? null
        : {
            ...{ version: textIn(tls, "version"), cipher: textIn(tls, "cipher") },
            ...{ isResumed: tls["isResumed"] === true, isElsewhere: own === null },
          },
    certificate: shown === null ? null : certificateOf(shown, nowMs),
  };
}

function certificateOf(fields: Fields, nowMs: number): ShownCertificate {
  const endMs = Date.parse(textIn(fields, "validTo"));
  const isKnown = !Number.isNaN(endMs);
  const { problem } = fields;
  return {
    ...{ subject: textIn(fields, "subject"), issuer: textIn(fields, "issuer") },
    ...{ serial: textIn(fields, "serial"), fingerprint: textIn(fields, "fingerprint") },
    validTo: isKnown ? new Date(endMs).toISOString() : null,
    daysLeft: isKnown ? Math.floor((endMs - nowMs) / DAY_MS) : null,
    problem: typeof problem === "string" ? problem : null,
  };
}

/** `29 days left`, `1 day left`, `ended 3 days ago`. */
export function daysText(days: number): string {
  const count = (whole: number) => (whole === 1 ? "1 day" : `${whole} days`);
  if (days === 0) return "less than a day left";
  return days < 0
    ? `ended ${days === -1 ? "less than a day" : count(-days - 1)} ago`
    : `${count(days)} left`;
}

function fieldsIn(from: Fields | null, name: string): Fields | null {
  const value = from?.[name];
  return typeof value === "object" && value !== null ? (value as Fields) : null;
}

function textIn(from: Fields, name: string): string {
  const value = from[name];
  return typeof value === "string" ? value : "";
}
