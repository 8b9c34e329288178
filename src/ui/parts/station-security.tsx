/** How a station's link is secured: TLS, and the certificate that it showed. One line. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { LinksAnswer } from "../../console/contract.ts";
import { getApi } from "../lib/api.ts";
import {
  DAYS_WARNED,
  daysText,
  type Security,
  type ShownCertificate,
  securityOf,
} from "../lib/security.ts";
import { day } from "../lib/time.ts";
import { Mark } from "./mark.tsx";
import { useZone } from "./zone.ts";

const REFRESH_MS = 30_000;
/** A translated station has a link at either leg, and may have been without its CSMS for a while. */
const LINKS = 10;

export function StationSecurity({ stationId }: { readonly stationId: string }) {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ["security", stationId],
    queryFn: ({ signal }) =>
      getApi<LinksAnswer>("/api/links", { station: stationId, limit: LINKS }, signal),
    refetchInterval: REFRESH_MS,
  });
  // Nothing is said where nothing is known: the list of links says what went wrong.
  const security = data === undefined ? null : securityOf(data.links, dataUpdatedAt);
  if (security === null) return null;
  return (
    <dl className="st-security" aria-label="How its link is secured">
      <Fact name="TLS">{tlsText(security)}</Fact>
      {security.certificate !== null && <Certificate shown={security.certificate} />}
    </dl>
  );
}

function tlsText({ tls }: Security): string {
  if (tls === null) return "none";
  const more = [tls.isResumed && "resumed", tls.isElsewhere && "ended at the load balancer"];
  return [tls.version, tls.cipher, ...more].filter(Boolean).join(", ");
}

function Certificate({ shown }: { readonly shown: ShownCertificate }) {
  const { subject, issuer, fingerprint, serial, validTo, daysLeft, problem } = shown;
  const zone = useZone();
  return (
    <>
      <Fact name="Certificate" title={`serial number ${serial}`}>
        <bdi>{subject}</bdi>
      </Fact>
      <Fact name="Issuer">
        <bdi>{issuer}</bdi>
      </Fact>
      {validTo !== null && daysLeft !== null && (
        <Fact name="Valid to">
          {day(validTo, zone)}{" "}
          <Mark tone={daysLeft < 0 ? "error" : daysLeft < DAYS_WARNED ? "warning" : "plain"}>
            {daysText(daysLeft)}
          </Mark>
        </Fact>
      )}
      {problem !== null && (
        <Fact name="Not valid here">
          <Mark tone="error">{problem}</Mark>
        </Fact>
      )}
      <Fact name="SHA-256" title={fingerprint}>
        <span className="mono">{fingerprint.slice(0, FINGERPRINT_CHARS)}…</span>
      </Fact>
    </>
  );
}

/** Eight bytes tell certificates apart; the rest is in the title. */
const FINGERPRINT_CHARS = 23;

function Fact({
  name,
  title,
  children,
}: {
  readonly name: string;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
