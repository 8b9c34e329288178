/** One message's bytes: indented with meanings and faults, exact, or in hexadecimal. */
import { type ReactNode, useMemo, useState } from "react";
import type { Finding, Message, MessageReference } from "../../console/contract.ts";
import { apiUrl } from "../lib/api.ts";
import { frameText, isAnswer, nameOf, pathOf, payloadElementOf } from "../lib/message-words.ts";
import {
  fieldPath,
  hexLines,
  linesAt,
  type PayloadLine,
  payloadLines,
} from "../lib/payload-lines.ts";
import { dayAndClock } from "../lib/time.ts";
import { violationsOf } from "../lib/violations.ts";
import { indentedXml } from "../lib/xml-lines.ts";
import { Mark, Way } from "./mark.tsx";
import { useZone } from "./zone.ts";

export type FieldMeaning = {
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly values: readonly { readonly value: string; readonly meaning: string | null }[] | null;
  readonly meaning: string | null;
};
export type Meanings = {
  readonly request: readonly FieldMeaning[];
  readonly response: readonly FieldMeaning[];
};

type Props = {
  readonly title: string;
  readonly message: Message;
  readonly findings: readonly Finding[];
  readonly meanings: Meanings | null;
  /** Null: it is the one that is open. */
  readonly open: ((reference: MessageReference) => void) | null;
};

const views = ["Indented", "Exact", "Hex"] as const;
type View = (typeof views)[number];

export function MessagePayload({ title, message, findings, meanings, open }: Props) {
  const zone = useZone();
  const isBinary = message.payloadEncoding === "base64";
  const [view, setView] = useState<View>(isBinary ? "Hex" : "Indented");
  return (
    <>
      <div className="m-side-head">
        <h3>
          <Way sender={message.sender} /> {title}
          {message.errorCode !== null && <Mark tone="error">{message.errorCode}</Mark>}
        </h3>
        <span className="faint mono">{dayAndClock(message.receivedAt, zone)}</span>
        {open !== null && (
          <button type="button" className="quiet" onClick={() => open(message)}>
            Open
          </button>
        )}
      </div>
      <p className="m-said">{message.summary || nameOf(message)}</p>
      <div className="m-side-tools">
        <fieldset className="segments" aria-label={`View of the ${title.toLowerCase()}`}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              value={name}
              aria-pressed={view === name}
              onClick={() => setView(name)}
            >
              {name}
            </button>
          ))}
        </fieldset>
        <Copies message={message} />
      </div>
      {message.isTruncated === true && (
        <p className="faint">
          Recorded in part: the message had {message.payloadBytes} bytes and passed whole.
        </p>
      )}
      {message.redactions !== undefined && (
        <p className="faint">
          Hidden as it was recorded: {message.redactions.join(", ")}. It passed unchanged.
        </p>
      )}
      {view === "Indented" && !isBinary && message.transport === "websocket" ? (
        <Indented message={message} findings={findings} meanings={meanings} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <pre className="payload" tabIndex={0}>
          {textOf(message, view)}
        </pre>
      )}
    </>
  );
}

/** Of what is no JSON; a body over HTTP that is no XML stays as it is. */
function textOf({ payload, payloadEncoding, transport }: Message, view: View): string {
  if (view === "Hex") return hexLines(payload, payloadEncoding ?? "utf8");
  return view === "Indented" && transport === "soap" ? indentedXml(payload) : payload;
}

function Copies({ message }: { readonly message: Message }) {
  const [copied, setCopied] = useState("");
  const copy = (name: string, text: () => string) => (
    <button
      type="button"
      className="quiet"
      onClick={() => {
        navigator.clipboard.writeText(text()).then(
          () => setCopied(name),
          () => setCopied("cannot copy"),
        );
      }}
    >
      {copied === name ? "Copied" : name}
    </button>
  );
  const link = () =>
    new URL(`${import.meta.env.BASE_URL.replace(/\/$/, "")}${pathOf(message)}`, location.href).href;
  return (
    <span className="m-copies" role="group" aria-label="Copy">
      <span className="faint">
        {copied === "cannot copy" ? "The browser did not let us copy" : "Copy"}
      </span>
      {copy("JSON", () => JSON.stringify(message, null, 2))}
      {copy("Frame", () => frameText(message))}
      {copy("Link", link)}
      <a className="unseen" href={apiUrl(`/api${pathOf(message)}`)}>
        In the API
      </a>
    </span>
  );
}

/** More lines are drawn when asked for. */
const LINES_FIRST = 600;
const LINES_MAX = 20_000;

function Indented({ message, findings, meanings }: Omit<Props, "title" | "open">) {
  const [linesMax, setLinesMax] = useState(LINES_FIRST);
  const [told, setTold] = useState<string | null>(null);
  const lines = useMemo(() => payloadLines(message.payload, payloadElementOf(message)), [message]);
  const violations = useMemo(() => violationsOf(message, findings), [message, findings]);
  const marked = useMemo(
    () =>
      linesAt(
        lines ?? [],
        violations.map(({ path }) => path),
      ),
    [lines, violations],
  );
  const fields = isAnswer(message) ? meanings?.response : meanings?.request;
  const known = useMemo(() => new Map(fields?.map((one) => [one.path, one])), [fields]);
  if (lines === null) {
    return <pre className="payload">{message.payload}</pre>;
  }
  const shown = lines.slice(0, linesMax);
  const meaningOf = (line: PayloadLine) =>
    line.path === null || line.path === "" ? undefined : known.get(fieldPath(line.path));
  return (
    <>
      <div
        className="payload"
        role="group"
        aria-label="Payload"
        onPointerLeave={() => setTold(null)}
      >
        {shown.map((line, index) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
            key={index}
            line={line}
            faults={(marked.get(index) ?? []).map((at) => violations[at]?.text ?? "")}
            meaning={meaningOf(line)}
            tell={setTold}
          />
        ))}
        {lines.length > linesMax && (
          <button type="button" className="quiet" onClick={() => setLinesMax(LINES_MAX)}>
            {linesMax === LINES_MAX
              ? "The rest is in the exact view"
              : `Show ${lines.length - linesMax} more lines`}
          </button>
        )}
      </div>
      <p className="m-meaning" aria-live="polite">
        {told ?? (known.size === 0 ? "" : "Point at a field to read what it means.")}
      </p>
    </>
  );
}

type LineProps = {
  readonly line: PayloadLine;
  readonly faults: readonly string[];
  readonly meaning: FieldMeaning | undefined;
  readonly tell: (text: string) => void;
};

function Line({ line, faults, meaning, tell }: LineProps) {
  const explain = meaning === undefined ? undefined : () => tell(inWords(meaning, line));
  return (
    <div
      className={faults.length > 0 ? "p-line faulty" : "p-line"}
      style={{ paddingLeft: `${line.depth * 2 + 2}ch` }}
      {...(explain === undefined ? {} : { onPointerEnter: explain })}
    >
      {line.tokens.map(({ kind, text }, index) => (
        <Token
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens never move
          key={index}
          kind={kind}
          explain={kind === "key" ? explain : undefined}
        >
          {text}
        </Token>
      ))}
      {faults.map((fault) => (
        <span key={fault} className="p-fault">
          ▲ {fault}
        </span>
      ))}
    </div>
  );
}

function Token({
  kind,
  explain,
  children,
}: {
  readonly kind: string;
  readonly explain: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  if (explain === undefined) return <span className={`p-${kind}`}>{children}</span>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: its focus tells what it means
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing happens to it
    <span className={`p-${kind} p-known`} tabIndex={0} onFocus={explain}>
      {children}
    </span>
  );
}

/** `status (text, required): … Accepted: …` */
function inWords(
  { path, type, isRequired, meaning, values }: FieldMeaning,
  line: PayloadLine,
): string {
  const written = line.tokens.find(({ kind }) => kind === "text")?.text ?? "";
  const value = values?.find((one) => `"${one.value}"` === written);
  const said = value?.meaning == null ? "" : ` ${value.value}: ${value.meaning}`;
  const name = path.split(".").at(-1) ?? path;
  return `${name} (${type}, ${isRequired ? "required" : "optional"})${meaning === null ? "" : `: ${meaning}`}${said}`;
}
