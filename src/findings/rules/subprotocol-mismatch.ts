/** A CSMS that selects no subprotocol, or one that the station did not offer. */
import { isStationsOwn } from "../../base/ids.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";

export const subprotocolMismatch = statelessRule(
  {
    id: "subprotocol-mismatch",
    title: "The CSMS did not select one of the offered subprotocols",
    severity: "warning",
    side: "csms",
    clause: "RFC 6455 §4.1, §4.2.2; OCPP-J 1.6 §3.2; OCPP 2.0.1 Part 4 §3.2",
    explanation:
      "Of the versions that the station offers the CSMS selects exactly one and says so in its answer. If it selects none, or one that was not offered, WebSocket libraries in stations fail the connection at once, and the station dials again and again.",
    remedy:
      "Enable one of the offered versions in the CSMS. Look for a proxy that drops Sec-WebSocket-Protocol from the answer, and for a CSMS that answers with a fixed name.",
  },
  {
    "link-opened"({ body }, { leg }) {
      const { subprotocol, subprotocolsOffered: offered } = body;
      if (subprotocol === null ? offered.length === 0 : offered.includes(subprotocol)) {
        return nothing;
      }
      const offer = offered.length === 0 ? "no subprotocol" : cut(offered.join(", "));
      const selected = subprotocol === null ? "none of them" : `${cut(subprotocol)} instead`;
      return [
        {
          sentence: `${isStationsOwn(leg) ? "The station" : "ocpptap"} offered ${offer}, and the CSMS accepted the connection but selected ${offered.length === 0 ? cut(subprotocol ?? "") : selected}.`,
          evidence: [],
          details: { offered: offered.join(", "), selected: subprotocol },
        },
      ];
    },
  },
);
