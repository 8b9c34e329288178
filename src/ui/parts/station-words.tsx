/** What the pages of stations and transactions say again and again. */
import { Link } from "wouter";
import type { Message, MessageReference, Station } from "../../console/contract.ts";
import { messagePath } from "../lib/evidence.ts";
import { type StateTone, toneOf } from "../lib/lanes.ts";
import { dayAndClock } from "../lib/time.ts";
import { Way } from "./mark.tsx";
import { useZone } from "./zone.ts";

/** A connector's state: its word, and a patch of its colour. */
export function State({ state, title }: { readonly state: string; readonly title?: string }) {
  return (
    <span className="st-state" title={title}>
      <Patch tone={toneOf(state)} />
      {state}
    </span>
  );
}

export function Patch({ tone }: { readonly tone: StateTone }) {
  return <i className={`st-patch st-${tone}`} aria-hidden="true" />;
}

/** To the second; in full on hover. */
export function Moment({ at }: { readonly at: string }) {
  const text = dayAndClock(at, useZone());
  return (
    <time dateTime={at} title={text} className="st-moment">
      {text.slice(0, -4)}
    </time>
  );
}

const SHOWN = 4;

/** Links to the messages that something rests on: the first ones, and how many more there are. */
export function Evidence({ of }: { readonly of: readonly MessageReference[] }) {
  if (of.length === 0) return null;
  const more = of.length - SHOWN;
  return (
    <span className="st-evidence">
      <span className="unseen">Messages: </span>
      {of.slice(0, SHOWN).map((one) => (
        <MessageLink key={`${one.linkId} ${one.seq}`} of={one} />
      ))}
      {more > 0 && <span className="faint">and {more} more</span>}
    </span>
  );
}

export function MessageLink({
  of,
  children,
}: {
  readonly of: MessageReference;
  readonly children?: string;
}) {
  const title = `Message ${of.seq} of link ${of.linkId}`;
  return (
    <Link href={messagePath(of)} title={title} className="st-message-link">
      {children ?? `#${of.seq}`}
    </Link>
  );
}

/** Messages as rows: when, who, what. */
export function MessageRows({ messages }: { readonly messages: readonly Message[] }) {
  return (
    <table className="st-table st-messages">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">
            <span className="unseen">From</span>
          </th>
          <th scope="col">Message</th>
          <th scope="col">In words</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <tr key={`${message.linkId} ${message.seq}`}>
            <td>
              <Moment at={message.receivedAt} />
            </td>
            <td>
              <Way sender={message.sender} />
            </td>
            <td>
              <MessageLink of={message}>{message.action ?? message.type}</MessageLink>
            </td>
            <td className="st-words">{message.summary}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function makeOf({ vendor, model }: Pick<Station, "vendor" | "model">): string {
  return [vendor, model].filter((part) => part !== null).join(" ");
}
