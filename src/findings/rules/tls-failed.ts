/** A TLS handshake came to nothing, on the station's leg or on the CSMS's. */
import { nothing, type Side, statefulRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { endRedials, isAbandoned, redialsTold } from "./redials.ts";
import { type Repeats, repeatsOfStation } from "./repeats.ts";

type Cause = { readonly side: Side; readonly text: string };

export const tlsFailed = statefulRule<Repeats>(
  {
    id: "tls-failed",
    title: "A TLS handshake failed",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 security whitepaper §3.4–3.5; OCPP 2.0.1 Part 2 A00.FR.3xx–4xx",
    explanation:
      "Before anything else both ends agree on a TLS version and a cipher, and each checks the certificates it is shown. Where that fails there is no connection at all: the station keeps dialling, and the CSMS sees nothing. Stations in the field often know only old versions, or trust a root certificate that has been replaced.",
    remedy:
      "Read the reason. A certificate that has expired or names another host is mended by whoever shows it. An unknown authority: install the CA certificate in the station, or name it in the route's upstreamCa. No common version or cipher: update the station's firmware, or give it a listener that allows the old ones.",
  },
  repeatsOfStation,
  {
    "link-opened": endRedials,
    "link-refused"(happening, link, redials) {
      const { body } = happening;
      const { arrival, failure } = body;
      if (arrival?.kind === "tls-failed") {
        const { side, text } = causeOf(onArrival, arrival, "station");
        const from = body.remoteAddress === "" ? "" : ` from ${cut(body.remoteAddress)}`;
        return [
          {
            sentence: `The TLS handshake of a connection${from} failed: ${text}.`,
            side,
            evidence: [],
            details: { leg: "station", ...arrival, remoteAddress: body.remoteAddress },
          },
        ];
      }
      if (failure === null || failure.stage !== "tls") return nothing;
      const times = isAbandoned(happening, link) ? null : redialsTold(happening, link, redials);
      if (times === null) return nothing;
      const { side, text } = causeOf(onDialling, failure, "csms");
      return [
        {
          sentence: `The TLS handshake with the CSMS at ${cut(body.upstreamUrl)} failed: ${text}${times}.`,
          side,
          evidence: [],
          details: { leg: "csms", ...failure, upstreamUrl: body.upstreamUrl },
        },
      ];
    },
  },
);

/** By a part of OpenSSL's code; the first that fits. */
type Causes = readonly (readonly [part: string, cause: Cause])[];

const onArrival: Causes = [
  [
    "UNSUPPORTED_PROTOCOL",
    { side: "station", text: "the station offers only TLS versions that are refused here" },
  ],
  ["NO_SHARED_CIPHER", { side: "station", text: "the two ends have no cipher in common" }],
  [
    "ALERT_UNKNOWN_CA",
    { side: "station", text: "the station does not know the authority of our certificate" },
  ],
  ["ALERT_CERTIFICATE_EXPIRED", { side: "ours", text: "the station says our certificate expired" }],
  [
    "ALERT_BAD_CERTIFICATE",
    { side: "station", text: "the station does not accept our certificate" },
  ],
  [
    "ALERT_CERTIFICATE_UNKNOWN",
    { side: "station", text: "the station does not accept our certificate" },
  ],
  [
    "PEER_DID_NOT_RETURN_A_CERTIFICATE",
    { side: "station", text: "the station showed no certificate, and this port demands one" },
  ],
  ["CERT_HAS_EXPIRED", { side: "station", text: "the station's certificate has expired" }],
];

const onDialling: Causes = [
  ["CERT_HAS_EXPIRED", { side: "csms", text: "its certificate has expired" }],
  [
    "CERT_NOT_YET_VALID",
    { side: "csms", text: "its certificate is not valid yet, or this machine's clock is wrong" },
  ],
  ["ALTNAME_INVALID", { side: "csms", text: "its certificate is for another host name" }],
  ["SELF_SIGNED", { side: "csms", text: "its certificate comes from nobody this machine knows" }],
  [
    "UNABLE_TO_GET_ISSUER",
    { side: "csms", text: "its certificate comes from an authority this machine does not know" },
  ],
  [
    "UNABLE_TO_VERIFY_LEAF",
    {
      side: "csms",
      text: "its certificate comes from an authority this machine does not know, or the intermediate certificates of its chain are missing",
    },
  ],
  ["WRONG_VERSION_NUMBER", { side: "csms", text: "it does not speak TLS on that port" }],
  [
    "ALERT_PROTOCOL_VERSION",
    { side: "csms", text: "it refuses the TLS versions that are offered" },
  ],
  ["ALERT_HANDSHAKE_FAILURE", { side: "csms", text: "the two ends have no cipher in common" }],
];

function causeOf(
  causes: Causes,
  { code, problem }: { readonly code: string; readonly problem: string },
  side: Side,
): Cause {
  const known = causes.find(([part]) => code.includes(part))?.[1];
  const shown = code === "" ? cut(problem) : cut(code);
  if (known !== undefined) return { ...known, text: `${known.text} (${shown})` };
  return { side, text: problem === "" ? shown : `${cut(problem)} (${shown})` };
}
