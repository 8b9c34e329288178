/** What was found about a message: what it means, what to do, and which others it rests on. */
import type { Finding, Message, MessageReference } from "../../console/contract.ts";
import { Mark } from "./mark.tsx";

type Props = {
  readonly findings: readonly Finding[];
  readonly message: Message;
  readonly open: (reference: MessageReference) => void;
};

const LINKED_MAX = 8;
/** More than so many would push the message itself out of sight: their titles do until then. */
const OPEN_MAX = 1;
const bySeverity = { error: 0, warning: 1, note: 2 } as const;

export function MessageFindings({ findings, message, open }: Props) {
  const sorted = findings.toSorted((a, b) => bySeverity[a.severity] - bySeverity[b.severity]);
  return sorted.map((finding, index) => (
    <details
      key={`${finding.rule} ${finding.at} ${finding.sentence}`}
      className={`m-finding ${finding.severity}`}
      open={index < OPEN_MAX}
    >
      <summary>
        <Mark tone={finding.severity}>{finding.severity}</Mark>
        <b>{finding.title}</b>
        <span className="faint">{finding.rule}</span>
      </summary>
      <p>{finding.sentence}</p>
      {finding.remedy !== "" && (
        <p>
          <b>What to do:</b> {finding.remedy}
        </p>
      )}
      <Evidence finding={finding} message={message} open={open} />
      {finding.explanation !== "" && (
        <details>
          <summary>Why it matters</summary>
          <p>{finding.explanation}</p>
          <p className="faint">{finding.clause}</p>
        </details>
      )}
    </details>
  ));
}

function Evidence({
  finding,
  message,
  open,
}: Pick<Props, "message" | "open"> & { readonly finding: Finding }) {
  const isHere = finding.linkId === message.linkId;
  const others = finding.evidence.filter((seq) => !isHere || seq !== message.seq);
  if (others.length === 0) return null;
  return (
    <p className="faint">
      It also rests on
      {others.slice(0, LINKED_MAX).map((seq) => (
        <button
          key={seq}
          type="button"
          className="quiet"
          onClick={() => open({ linkId: finding.linkId, seq })}
        >
          message {seq}
        </button>
      ))}
      {others.length > LINKED_MAX && ` and ${others.length - LINKED_MAX} more`}
    </p>
  );
}
