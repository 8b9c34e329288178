/**
 * A translated message beside those of the other leg: what it was made of, what was made of it, and
 * field by field what was carried, changed or left out.
 */
import { useMemo } from "react";
import type { Finding, Message, MessageAnswer, MessageReference } from "../../console/contract.ts";
import { type Comparison, compare, type Field } from "../lib/carried.ts";
import { keyOf, nameOf } from "../lib/message-words.ts";
import { Way } from "./mark.tsx";
import { LegMark } from "./message-leg.tsx";
import { useMessage } from "./message-one.ts";

type Props = {
  readonly data: MessageAnswer;
  readonly open: (reference: MessageReference) => void;
};

export function MessageCounterparts({ data, open }: Props) {
  const { message, counterparts } = data;
  // A spliced message has others only where a shadow rehearsed it.
  if (message.leg === "both" && counterparts.length === 0) return null;
  return (
    <section className="m-legs" aria-label="Translation">
      <h3>Translation</h3>
      {counterparts.length === 0 && <p className="faint">{alone(message)}</p>}
      {counterparts.map((other) => (
        <Pair key={keyOf(other)} data={data} other={other} open={open} />
      ))}
    </section>
  );
}

function alone({ leg, translatedFrom }: Message): string {
  if (leg === "shadow") {
    return translatedFrom === null
      ? "No message of the station led to this: the shadow or its CSMS said it by itself."
      : "What this was translated from is not in the record.";
  }
  if (leg === "backend") {
    return translatedFrom === null
      ? "No other leg has this: the back-end or ocpptap said it by itself."
      : "What this was made of is not in the record.";
  }
  const other = leg === "csms" ? "station's" : "CSMS's";
  return translatedFrom === null
    ? `Nothing of this went to the ${other} leg, and it was made of nothing there: ocpptap said or kept it by itself.`
    : "ocpptap answered this by itself.";
}

function Pair({ data, other, open }: Props & { readonly other: Message }) {
  const { message, findings } = data;
  const isMade = message.translatedFrom !== null && keyOf(message.translatedFrom) === keyOf(other);
  const [source, made] = isMade ? [other, message] : [message, other];
  // What could not be carried is found with the source.
  const there = useMessage(isMade ? { linkId: other.linkId, seq: other.seq } : null);
  const losses = (isMade ? (there.data?.findings ?? []) : findings).filter(isLoss);
  const compared = useMemo(() => compare(source, made), [source, made]);
  return (
    <div className="m-leg-pair">
      <div className="m-leg-columns">
        <Head message={source} isOpen={source === message} open={open} />
        <span className="faint">became</span>
        <Head message={made} isOpen={made === message} open={open} />
      </div>
      {losses.map(({ rule, sentence }) => (
        <p
          key={sentence}
          className={rule === "translation-refused" ? "m-finding warning" : "m-finding"}
        >
          {sentence}
        </p>
      ))}
      {compared === null ? (
        <p className="faint">One of them cannot be read as JSON, or is too long to compare.</p>
      ) : (
        <ComparedFields compared={compared} />
      )}
    </div>
  );
}

function isLoss({ rule }: Finding): boolean {
  return rule === "translation-lossy" || rule === "translation-refused";
}

function Head({
  message,
  isOpen,
  open,
}: {
  readonly message: Message;
  readonly isOpen: boolean;
  readonly open: Props["open"];
}) {
  const { ocppVersion } = message;
  const name = `${nameOf(message)}${ocppVersion === null ? "" : `, ${ocppVersion}`}`;
  return (
    <span>
      <Way sender={message.sender} /> <LegMark leg={message.leg} />{" "}
      {isOpen ? (
        <b>{name}</b>
      ) : (
        <button type="button" className="m-leg-other" onClick={() => open(message)}>
          {name}
        </button>
      )}
    </span>
  );
}

const said = {
  same: { sign: "=", words: "carried" },
  changed: { sign: "≠", words: "another value" },
  gone: { sign: "−", words: "not in the other message" },
  new: { sign: "+", words: "added" },
} as const satisfies Record<Comparison["kind"], unknown>;

export function ComparedFields({ compared }: { readonly compared: readonly Comparison[] }) {
  if (compared.length === 0) return <p className="faint">Neither has any field.</p>;
  return (
    <ul className="m-leg-fields mono">
      {compared.map(({ kind, from, to }) => (
        <li key={`${from?.path} ${to?.path}`} className={`m-leg-columns ${kind}`}>
          <FieldCell field={from} />
          <span title={said[kind].words}>
            {said[kind].sign}
            <span className="unseen"> {said[kind].words} </span>
          </span>
          <FieldCell field={to} />
        </li>
      ))}
    </ul>
  );
}

const VALUE_CHARS_MAX = 120;

function FieldCell({ field }: { readonly field: Field | null }) {
  if (field === null) return <span className="faint">—</span>;
  const { path, value } = field;
  return (
    <span title={value}>
      <span className="p-key">{path === "" ? "(all of it)" : path}</span>{" "}
      {value.length > VALUE_CHARS_MAX ? `${value.slice(0, VALUE_CHARS_MAX)}…` : value}
    </span>
  );
}
