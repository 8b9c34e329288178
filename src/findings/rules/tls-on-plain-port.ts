/** TLS came to a port that speaks none. */
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";

export const tlsOnPlainPort = statelessRule(
  {
    id: "tls-on-plain-port",
    title: "TLS came to a port without TLS",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §3.1; OCPP 2.0.1 Part 4 §3.1",
    explanation:
      "The first byte of the connection was the beginning of a TLS handshake, but this port speaks plain ws://. Neither side can go on: the station's URL begins with wss:// while it should begin with ws://, or it should name another port. Which station it was cannot be told, because it says so only after the handshake.",
    remedy:
      "Correct the scheme or the port of the URL in the station, or give the port a certificate and a key under `listen`. Look for the address among your stations; scanners on the Internet do this, too.",
  },
  {
    "link-refused"({ body }) {
      if (body.arrival?.kind !== "tls-on-plain-port") return nothing;
      return [
        {
          sentence: `A connection from ${cut(body.remoteAddress)} began with a TLS handshake, but this port speaks plain ws://.`,
          evidence: [],
          details: { remoteAddress: body.remoteAddress },
        },
      ];
    },
  },
);
