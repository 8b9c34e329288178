/** How long the exchange took, and whose time it was. */
import type { Message } from "../../console/contract.ts";
import { latencyText } from "../lib/message-words.ts";

type Props = { readonly request: Message | null; readonly response: Message | null };

const parties = { station: "the station", csms: "the CSMS" } as const;

/**
 * ocpptap stands between the two, so it sees the answerer's time with the way to it and back; the
 * way to the asker is not in it. Where it translates, one end of each leg is ocpptap itself.
 */
export function MessageTiming({ request, response }: Props) {
  const ms = response?.latencyMs ?? null;
  if (response === null || ms === null) return null;
  const { leg, sender } = response;
  // Of a shadow, and for a back-end, ocpptap is the station.
  const asked = leg === "shadow" || leg === "backend" ? "csms" : leg;
  if (asked !== "both" && asked !== sender) return <OwnTime ms={ms} sender={sender} />;
  const asker = parties[request?.sender ?? (sender === "csms" ? "station" : "csms")];
  const answerer = parties[sender];
  return (
    <div className="m-timing">
      <ol aria-hidden="true">
        {leg === "both" && (
          <>
            <li>{asker}</li>
            <li className="m-way-unseen">not seen here</li>
          </>
        )}
        <li className="m-tap">ocpptap</li>
        <li className="m-way-seen">{latencyText(ms)}</li>
        <li>{answerer}</li>
      </ol>
      <p className="faint">
        Answered after <b>{latencyText(ms)}</b>: the time of {answerer} and the network to it, there
        and back.{leg === "both" && ` The way between ${asker} and ocpptap is not in it.`}
      </p>
    </div>
  );
}

/** Of what ocpptap answered: by itself, or when the other leg had. */
function OwnTime({ ms, sender }: { readonly ms: number; readonly sender: Message["sender"] }) {
  return (
    <div className="m-timing">
      <p className="faint">
        ocpptap, which translates, answered after <b>{latencyText(ms)}</b>: by itself, or as soon as{" "}
        {parties[sender]} had answered on its leg.
      </p>
    </div>
  );
}
