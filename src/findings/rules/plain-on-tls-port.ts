/** Plain HTTP came to a port that speaks TLS. */
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";

export const plainOnTlsPort = statelessRule(
  {
    id: "plain-on-tls-port",
    title: "Plain HTTP came to a port with TLS",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §3.1; OCPP 2.0.1 Part 4 §3.1",
    explanation:
      "The connection began with an HTTP request in the clear, but this port speaks wss:// only. The station's URL begins with ws:// while it should begin with wss://, or it should name another port; it keeps trying and never gets an answer. Which station it was cannot be told for certain.",
    remedy:
      "Correct the scheme or the port of the URL in the station, or open a second listener without TLS for stations that cannot do it. Look for the address among your stations.",
  },
  {
    "link-refused"({ body }) {
      if (body.arrival?.kind !== "plain-on-tls-port") return nothing;
      return [
        {
          sentence: `A connection from ${cut(body.remoteAddress)} began with plain HTTP, but this port speaks only TLS (wss://).`,
          evidence: [],
          details: { remoteAddress: body.remoteAddress },
        },
      ];
    },
  },
);
