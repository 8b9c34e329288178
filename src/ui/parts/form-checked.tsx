/** A checked text, line by line: each with its faults marked and what was found at it. */
import { useState } from "react";
import { Link } from "wouter";
import type { CheckAnswer, CheckFinding } from "../../console/contract.ts";
import { checkedLines, piecesOf } from "../lib/checked-lines.ts";
import { faultsIn } from "../lib/fault-places.ts";
import { Mark } from "./mark.tsx";

/** At a time; more are a click away. */
const LINES_SHOWN = 200;
/** Longer lines are cut in the page; the faults beyond are told in words. */
const CHARS_SHOWN = 20_000;

export function Summary({ answer }: { readonly answer: CheckAnswer }) {
  const { lines, messages, errors, warnings, notes } = answer.summary;
  const found = errors + warnings + notes;
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return (
    <p className="tools-summary" role="status">
      {many(messages, "message")} on {many(lines, "line")}:{" "}
      {found === 0 && <Mark tone="ok">nothing wrong</Mark>}
      {errors > 0 && <Mark tone="error">{many(errors, "error")}</Mark>}{" "}
      {warnings > 0 && <Mark tone="warning">{many(warnings, "warning")}</Mark>}{" "}
      {notes > 0 && <Mark tone="note">{many(notes, "note")}</Mark>}
      {answer.findings.length < found && (
        <span className="faint"> The first {answer.findings.length} are listed.</span>
      )}
    </p>
  );
}

export function CheckedLines({
  text,
  answer,
  show,
}: {
  readonly text: string;
  readonly answer: CheckAnswer;
  readonly show: "all" | "findings";
}) {
  const [count, setCount] = useState(LINES_SHOWN);
  const lines = checkedLines(text, answer.findings, show);
  return (
    <>
      <ol className="tools-lines">
        {lines.slice(0, count).map(({ number, text: line, findings }) => (
          <li key={number} data-found={findings.length > 0}>
            <span className="tools-number faint">{number}</span>
            <div>
              <Line line={line} findings={findings} />
              {findings.map((finding, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list of one answer never changes
                <Found key={index} finding={finding} />
              ))}
            </div>
          </li>
        ))}
      </ol>
      {lines.length > count && (
        <button type="button" onClick={() => setCount(count + LINES_SHOWN)}>
          {lines.length - count} more lines
        </button>
      )}
    </>
  );
}

export function Line({
  line,
  findings,
}: {
  readonly line: string;
  readonly findings: readonly CheckFinding[];
}) {
  const shown = line.slice(0, CHARS_SHOWN);
  const faults = faultsIn(line, findings).filter(({ to }) => to <= shown.length);
  return (
    <pre className="tools-line">
      {piecesOf(shown, faults).map(({ text, why }, index) =>
        why === null ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces are the text in its order
          <mark key={index} title={why}>
            {text}
          </mark>
        ),
      )}
      {line.length > shown.length && (
        <span className="faint"> … {line.length - shown.length} more characters</span>
      )}
    </pre>
  );
}

export function Found({ finding }: { readonly finding: CheckFinding }) {
  const { rule, severity, title, sentence, remedy, details } = finding;
  return (
    <div className="tools-found">
      <Mark tone={severity}>{severity}</Mark>
      <div>
        <p>{sentence}</p>
        <Violations details={details} />
        <p className="faint">
          {rule === "line-unreadable" ? (
            title
          ) : (
            <Link href={`/rules/${encodeURIComponent(rule)}`}>{title}</Link>
          )}{" "}
          {remedy}
        </p>
      </div>
    </div>
  );
}

type Violation = Readonly<Record<string, unknown>>;

/** The sentence has the first; the others are told here. */
function Violations({ details }: { readonly details: Readonly<Record<string, unknown>> }) {
  const { violations } = details;
  if (!Array.isArray(violations) || violations.length < 2) return null;
  const told: readonly Violation[] = violations.filter(
    (each) => typeof each === "object" && each !== null,
  );
  return (
    <ul className="tools-violations">
      {told.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one answer never changes
        <li key={index}>
          <code>{String(each["path"] || "the payload")}</code> should be {String(each["expected"])},
          but is {String(each["actual"])}
          {each["hint"] ? <span className="faint"> ({String(each["hint"])})</span> : null}
        </li>
      ))}
    </ul>
  );
}
