/** Offers of OCPP versions that break the grammar of their header. */
import type { LinkOpened, LinkRefused } from "../../spool/record.ts";
import { nothing, type Reports, statelessRule } from "../rule.ts";
import { cut } from "../wording.ts";

export const subprotocolMalformed = statelessRule(
  {
    id: "subprotocol-malformed",
    title: "The station's offer of subprotocols is malformed",
    severity: "warning",
    side: "station",
    clause: "RFC 6455 §4.1, §11.3.4; OCPP-J 1.6 §3.1.2; OCPP 2.0.1 Part 4 §3.1.2",
    explanation:
      "Sec-WebSocket-Protocol is a list of names with commas between them, such as ocpp2.0.1, ocpp1.6. An empty item, a space inside a name, quotes or a repeated name break its grammar. Some CSMSs read it all the same, others refuse the connection or choose no version.",
    remedy:
      "Correct the setting or the firmware of the station. A leading or trailing comma often comes from an empty entry in a list of versions.",
  },
  { "link-opened": ({ body }) => inspect(body), "link-refused": ({ body }) => inspect(body) },
);

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function inspect({ subprotocolHeader: header }: LinkOpened | LinkRefused): Reports {
  if (header === null) return nothing;
  const problem = problemOf(header.split(",").map((item) => item.trim()));
  if (problem === null) return nothing;
  const sentence = `The station offered the subprotocols "${cut(header)}": ${problem}.`;
  return [{ sentence, evidence: [], details: { header } }];
}

function problemOf(items: readonly string[]): string | null {
  if (items.length === 1 && items[0] === "") return "the list is empty";
  const empty = items.indexOf("");
  if (empty >= 0) return `item ${empty + 1} of ${items.length} is empty`;
  const wrong = items.find((item) => !token.test(item));
  if (wrong !== undefined) return `"${cut(wrong)}" is no legal name`;
  const twice = items.find((item, index) => items.indexOf(item) !== index);
  return twice === undefined ? null : `${cut(twice)} is there twice`;
}
