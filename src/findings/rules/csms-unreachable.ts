/** No answer could be had from the CSMS. */
import type { DialFailure } from "../../spool/record.ts";
import { nothing, type Side, statefulRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { endRedials, isAbandoned, redialsTold } from "./redials.ts";
import { type Repeats, repeatsOfStation } from "./repeats.ts";

export const csmsUnreachable = statefulRule<Repeats>(
  {
    id: "csms-unreachable",
    title: "The CSMS could not be reached",
    severity: "error",
    side: "csms",
    clause: "",
    explanation:
      "The station connected to ocpptap, but ocpptap could not connect to the CSMS on its behalf: the name could not be resolved, nothing listens there, the TLS handshake failed, or no answer came in time. The station was told 502 or 504 and will try again.",
    remedy:
      "Try the URL of the route from the machine ocpptap runs on. A name that does not resolve or a time-out points to DNS, routing or a firewall; a refused connection to a CSMS that is down or another port; a certificate problem has to be mended at the CSMS, or its CA named in the route's upstreamCa.",
  },
  repeatsOfStation,
  {
    "link-opened": endRedials,
    "link-refused"(happening, link, redials) {
      const { body } = happening;
      if (body.failure === null || isAbandoned(happening, link)) return nothing;
      const times = redialsTold(happening, link, redials);
      if (times === null) return nothing;
      const { side, text } = causeOf(body.failure);
      return [
        {
          sentence: `ocpptap could not reach the CSMS at ${cut(body.upstreamUrl)}: ${text} (${cut(body.failure.code)})${times}.`,
          side,
          evidence: [],
          details: {
            stage: body.failure.stage,
            code: body.failure.code,
            problem: body.failure.problem,
            upstreamUrl: body.upstreamUrl,
            status: body.status,
          },
        },
      ];
    },
  },
);

type Cause = { readonly side: Side; readonly text: string };

const byCode: Readonly<Record<string, Cause>> = {
  ENOTFOUND: { side: "network", text: "its name does not exist in DNS" },
  EAI_AGAIN: { side: "network", text: "DNS gave no answer" },
  ECONNREFUSED: { side: "csms", text: "nothing listens on that address and port" },
  ECONNRESET: { side: "csms", text: "it closed the connection before it answered" },
  EPIPE: { side: "csms", text: "it closed the connection before it answered" },
  EHOSTUNREACH: { side: "network", text: "there is no route to its host" },
  ENETUNREACH: { side: "network", text: "there is no route to its network" },
  ETIMEDOUT: { side: "network", text: "it did not answer in time" },
  CERT_HAS_EXPIRED: { side: "csms", text: "its certificate has expired" },
  CERT_NOT_YET_VALID: {
    side: "csms",
    text: "its certificate is not valid yet, or this machine's clock is wrong",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    side: "csms",
    text: "its certificate is for another host name",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { side: "csms", text: "its certificate is self-signed" },
  SELF_SIGNED_CERT_IN_CHAIN: {
    side: "csms",
    text: "its certificate comes from a CA that this machine does not know",
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    side: "csms",
    text: "its certificate comes from a CA that this machine does not know",
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    side: "csms",
    text: "its certificate comes from an authority this machine does not know, or the intermediate certificates of its chain are missing",
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    side: "csms",
    text: "it does not speak TLS on that port, or only versions that are refused here",
  },
  EPROTO: { side: "csms", text: "the TLS handshake failed" },
};

const byStage = {
  resolve: { side: "network", text: "its name could not be resolved" },
  connect: { side: "network", text: "the connection failed" },
  tls: { side: "csms", text: "the TLS handshake failed" },
  timeout: { side: "network", text: "it did not answer in time" },
  answer: { side: "csms", text: "its answer was not HTTP" },
} satisfies Record<DialFailure["stage"], Cause>;

function causeOf(failure: DialFailure): Cause {
  const known = Object.hasOwn(byCode, failure.code) ? byCode[failure.code] : undefined;
  if (known !== undefined) return known;
  const { side, text } = byStage[failure.stage];
  return { side, text: failure.problem === "" ? text : `${text}: ${cut(failure.problem)}` };
}
