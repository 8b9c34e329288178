/** Plain HTTP that came to nothing: an error status, no CSMS, an answer that was cut off. */
import type { LinkClosed, LinkRefused } from "../../spool/record.ts";
import { nothing, type Reports, type Side, statelessRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";

export const httpError = statelessRule(
  {
    id: "http-error",
    title: "A request over plain HTTP was answered with an error, or not at all",
    severity: "error",
    side: "csms",
    clause: "RFC 9110 §15.5, §15.6",
    explanation:
      "OCPP-S sends every message as a request over HTTP. A status of 400 or above without a SOAP fault means that the web server in front of the application answered, or that nobody did: a wrong path, a missing password, an application that is down. The station keeps the message or loses it, as its maker decided.",
    remedy:
      "For 404 compare the path with the CSMS's service URL and the route; for 401 and 403 look at credentials; for 500 and 503 look into the CSMS's log. Where ocpptap answered 502 or 504 by itself, try the route's upstream from its machine.",
  },
  {
    message({ message, sender, seq }, link) {
      if (link.transport === undefined) return nothing;
      if (message.type !== "callError" || !/^HTTP-\d{3}$/.test(message.errorCode)) return nothing;
      const status = Number(message.errorCode.slice(5));
      return [
        {
          sentence: `${Party[sender]} answered a request over HTTP with the status ${status} (${cut(message.errorDescription)}).`,
          side: sender,
          evidence: [1, seq],
          details: { status, reason: message.errorDescription },
        },
      ];
    },
    note({ body }, link) {
      if (body.note !== "http-answered" || body.answeredBy !== "ocpptap") return nothing;
      // Told by soap-timeout.
      if (body.status === 504 && link.transport === "soap") return nothing;
      const problem = body.failure?.problem ?? body.reason;
      return [
        {
          sentence: `ocpptap answered a request over HTTP with ${body.status}, because it had no answer: ${cut(problem)}.`,
          side: sideOf(body.failure?.stage),
          evidence: [1],
          details: { status: body.status, problem, code: body.failure?.code ?? "" },
        },
      ];
    },
    "link-refused": ({ body }) => refusedOf(body),
    "link-closed": ({ body }, link) =>
      body === null || link.transport === undefined ? nothing : cutOffOf(body),
  },
);

function sideOf(stage: string | undefined): Side {
  return stage === "resolve" || stage === "timeout" ? "network" : "csms";
}

function refusedOf(body: LinkRefused): Reports {
  if (body.http === undefined) return nothing;
  const { method } = body.http;
  return [
    {
      sentence: `The request ${cut(method)} ${cut(body.target)} from ${cut(body.remoteAddress)} was answered ${body.status}: ${cut(body.reason)}.`,
      side: body.http.caller,
      evidence: [],
      details: { status: body.status, method, target: body.target },
    },
  ];
}

/** The caller may go whenever it likes; an answer that stops in its middle is an error. */
function cutOffOf({ closedBy, how, error, lastSeq }: LinkClosed): Reports {
  if (how !== "reset" || lastSeq < 2) return nothing;
  return [
    {
      sentence: `The answer to a request over HTTP was cut off: ${cut(error)}.`,
      side: closedBy === "ocpptap" ? "ours" : closedBy,
      evidence: [1, 2],
      details: { error },
    },
  ];
}
