/** Stations that name no OCPP version when they connect. */
import type { LinkOpened, LinkRefused } from "../../spool/record.ts";
import { nothing, type Report, statelessRule } from "../rule.ts";

export const subprotocolMissing = statelessRule(
  {
    id: "subprotocol-missing",
    title: "The station offered no subprotocol",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §3.1.2; OCPP 2.0.1 Part 4 §3.1.2; RFC 6455 §1.9",
    explanation:
      "The station says in the header Sec-WebSocket-Protocol which OCPP versions it speaks, for example ocpp1.6, and the CSMS picks one. Without the header the CSMS has to guess, and many refuse the connection. ocpptap passes the request on as it came.",
    remedy:
      "Look for a setting of the protocol version on the station, or for newer firmware. A proxy on the way may also have removed the header. Where the CSMS allows it, let it take 1.6 for granted.",
  },
  {
    "link-opened": ({ body }) =>
      body.subprotocolHeader === null
        ? [reportOf(body, "The CSMS accepted it all the same")]
        : nothing,
    "link-refused": ({ body }) =>
      body.subprotocolHeader === null && body.refusedBy === "csms"
        ? [reportOf(body, `The CSMS refused it with ${body.status}`)]
        : nothing,
  },
);

function reportOf({ target }: LinkOpened | LinkRefused, outcome: string): Report {
  return {
    sentence: `The station asked for a connection without saying which OCPP version it speaks. ${outcome}.`,
    evidence: [],
    details: { target },
  };
}
