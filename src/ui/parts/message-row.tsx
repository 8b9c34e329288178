/** One message as a line of the list. */
import type { Message } from "../../console/contract.ts";
import { isAnswer, isFailure, latencyText, nameOf, worstOf } from "../lib/message-words.ts";
import { clock, day, type Zone } from "../lib/time.ts";
import { Mark, Way } from "./mark.tsx";
import { LegLetter } from "./message-leg.tsx";

export function MessageRow({
  message,
  zone,
  today,
}: {
  readonly message: Message;
  readonly zone: Zone;
  readonly today: string;
}) {
  const { receivedAt, stationId, sender, summary, latencyMs, findings } = message;
  const date = day(receivedAt, zone);
  const worst = worstOf(findings);
  const rules = findings.map(({ rule }) => rule).join(", ");
  return (
    <>
      <span role="gridcell" className="m-time mono" title={receivedAt}>
        {date === today ? "" : <span className="m-day">{date.slice(5)} </span>}
        {clock(receivedAt, zone)}
      </span>
      <span role="gridcell" className="m-station" title={stationId}>
        {stationId}
      </span>
      <span role="gridcell" className="m-way">
        <Way sender={sender} />
      </span>
      <span role="gridcell" className={`m-action ${isAnswer(message) ? "answer" : ""}`}>
        <LegLetter leg={message.leg} />
        {isAnswer(message) && <span className="unseen">answer to </span>}
        {nameOf(message)}
      </span>
      <span role="gridcell" className={`m-summary ${isFailure(message) ? "failed" : ""}`}>
        {summary}
      </span>
      <span role="gridcell" className="m-latency">
        {latencyText(latencyMs)}
      </span>
      <span role="gridcell" className="m-findings">
        {worst !== null && (
          <Mark tone={worst} title={rules}>
            <span className="unseen">{worst}: </span>
            <span className="m-rule">
              {findings.length === 1 ? rules : `${findings.length} findings`}
            </span>
          </Mark>
        )}
      </span>
    </>
  );
}
