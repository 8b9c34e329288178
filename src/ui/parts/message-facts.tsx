/** What is known about a message besides its text; a value narrows the search to it. */
import type { Message } from "../../console/contract.ts";
import { term } from "../lib/address.ts";
import { latencyText, sizeText } from "../lib/message-words.ts";
import { dayAndClock } from "../lib/time.ts";
import { useZone } from "./zone.ts";

type Fact = readonly [name: string, value: string | number | null, field?: string];

export function MessageFacts({
  message,
  narrow,
}: {
  readonly message: Message;
  readonly narrow: (term: string) => void;
}) {
  const zone = useZone();
  const facts: readonly Fact[] = [
    ["Received", `${dayAndClock(message.receivedAt, zone)}${message.receivedAt.slice(23, 26)}`],
    ["Station", message.stationId, "station"],
    ["Sent by", message.sender === "station" ? "station" : "CSMS"],
    ["Type", message.type, "type"],
    ["Message id", message.messageId, "id"],
    ["Error", message.errorCode, "error"],
    ["Latency", latencyText(message.latencyMs)],
    ["Transaction", message.transactionId, "tx"],
    ["EVSE", message.evseId, "evse"],
    ["Connector", message.connectorId, "connector"],
    ["Token", message.idToken, "token"],
    ["OCPP", message.ocppVersion, "version"],
    ["Size", `${sizeText(message.payloadBytes)} (${message.payloadBytes} bytes)`],
    ["Link", message.linkId, "link"],
    ["Number", `${message.seq}${message.leg === "both" ? "" : `, ${message.leg} leg`}`],
    ["Recorded by", message.instance, "instance"],
  ];
  return (
    <dl className="m-facts">
      {facts.map(([name, value, field]) =>
        value === null || value === "" ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {field === undefined ? (
                value
              ) : (
                <button
                  type="button"
                  className="quiet"
                  title={`Search ${term(field, String(value))}`}
                  onClick={() => narrow(term(field, String(value)))}
                >
                  {value}
                </button>
              )}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
