/**
 * Lines of a trace → findings, by the recorder's own intake, so that a message is judged the same
 * offline and on the wire. Total and bounded, whatever the lines hold.
 *
 * A trace is less than a record: it may begin and end anywhere, hold one side only, and tell no
 * times. What would follow only from that is not said. Time goes on by the records' times alone, so
 * a call that is unanswered at the end is not late unless the trace itself went on for so long.
 */
import type { Clock } from "../base/clock.ts";
import { isoFromUs } from "../base/clock.ts";
import { newLinkId, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { rules, ruleText } from "../findings/catalogue.ts";
import type { Finding, Rule, Severity, Side } from "../findings/rule.ts";
import type { Observe } from "../observe/events.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { createIntake, type Intake } from "../recorder/intake.ts";
import type { Line } from "./lines.ts";
import type { TraceRecord } from "./trace-fields.ts";
import { createTraceLinks, messageOn, type TraceLink, type TraceLinks } from "./trace-links.ts";
import { createTraceReader, type TraceFormat, type TraceReader } from "./trace-reader.ts";

export type CheckFinding = {
  /** Of the message it is about, or of the last one it rests on; counted from 1. */
  readonly line: number;
  /** Of all messages it rests on, as far as they are remembered. */
  readonly evidence: readonly number[];
  readonly rule: string;
  readonly severity: Severity;
  /** The side at fault; null where it is the trace. */
  readonly side: Side | null;
  readonly stationId: string;
  /** ISO 8601, UTC; null where the trace tells no times. */
  readonly at: string | null;
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly clause: string;
};

export type CheckSummary = {
  readonly lines: number;
  readonly messages: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
};

export type CheckOptions = {
  /** Who sent what does not say; null to guess. */
  readonly sender: Sender | null;
  /** Of all messages, whatever the trace says; null to find out. */
  readonly version: OcppVersion | null;
  /** Absent: found out. */
  readonly format?: TraceFormat;
};

export type Check = {
  /** What is found at this line, in the order of the rules. */
  readonly take: (line: Line) => readonly CheckFinding[];
  readonly summary: () => CheckSummary;
};

type State = {
  readonly options: CheckOptions;
  readonly nowUs: number;
  readonly intake: Intake;
  readonly links: TraceLinks;
  readonly reader: TraceReader;
  /** `link seq` → line. */
  readonly lineOf: Map<string, number>;
  found: CheckFinding[];
  line: number;
  /** The link at work; null while what is found is not the trace's. */
  link: TraceLink | null;
  readonly counts: Record<Severity, number>;
  messages: number;
};

type CheckDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly rules?: readonly Rule[];
};

export function createCheck(options: CheckOptions, deps: CheckDeps): Check {
  const intake = createIntake(
    { instance: "check", exchangeTimeoutMs: limits.exchangeTimeoutMs },
    {
      rules: deps.rules ?? rules,
      publish: () => undefined,
      onFinding: (finding) => keep(state, finding),
      // Nothing is recorded here, so that nothing is counted as if it were.
      observe: (event) => {
        if (event.name === "bug" || event.name === "ruleDisabled") deps.observe(event);
      },
    },
  );
  const nowUs = deps.clock.nowUs();
  const state: State = {
    ...{ options, nowUs, intake },
    links: createTraceLinks(intake, {
      version: options.version,
      instance: "check",
      idFor: newLinkId,
      linksMax: limits.checkLinksMax,
    }),
    reader: createTraceReader({ format: options.format ?? null, view: "csms" }),
    lineOf: new Map(),
    found: [],
    line: 0,
    link: null,
    counts: { error: 0, warning: 0, note: 0 },
    messages: 0,
  };
  return {
    take: (line) => take(state, line),
    summary: () => ({
      lines: state.line,
      messages: state.messages,
      errors: state.counts.error,
      warnings: state.counts.warning,
      notes: state.counts.note,
    }),
  };
}

function take(state: State, { number, bytes }: Line): readonly CheckFinding[] {
  state.line = number;
  state.found = [];
  if (bytes === null) {
    unreadable(state, `It is longer than ${limits.checkLineBytesMax} bytes`);
  } else {
    const read = state.reader.read(bytes);
    if (read !== null && "problem" in read) unreadable(state, read.problem);
    else if (read !== null) takeMessage(state, read);
  }
  for (const { severity } of state.found) state.counts[severity] += 1;
  return state.found;
}

function takeMessage(state: State, record: TraceRecord): void {
  const { intake, links } = state;
  // Rows are of no use here; the batch must not grow.
  intake.takeBatch();
  const link = links.linkFor(record, state.nowUs);
  const message = messageOn(link, record, state.options.sender);
  remember(state, `${link.linkId} ${message.seq}`);
  state.messages += 1;
  state.link = link;
  intake.take(message);
  state.link = null;
}

function remember({ lineOf, line }: State, key: string): void {
  lineOf.set(key, line);
  const [oldest] = lineOf.size > limits.checkLinesMax ? lineOf.keys() : [];
  if (oldest !== undefined) lineOf.delete(oldest);
}

/** They rest on when a message came; a trace without times has all of it at one moment. */
const TIMED: ReadonlySet<string> = new Set([
  ...["clock-skew", "offline-replay", "boot-loop", "command-burst", "status-flapping"],
  ...["heartbeat-interval-ignored", "slow-response", "charging-stalled"],
  ...["drop-after-message", "link-flapping"],
  ...["remote-start-not-started", "remote-stop-not-stopped", "trigger-not-honoured"],
  ...["reset-not-honoured", "availability-not-applied", "meter-values-missing"],
  ...["meter-jump", "limit-applied"],
]);

/** They rest on a link's beginning, end or gaps, which a trace does not tell. */
const OF_LINK: ReadonlySet<string> = new Set(["boot-missing", "heartbeat-missed", "record-gap"]);

function keep(state: State, finding: Finding): void {
  const { links, lineOf, link: atWork } = state;
  const link = atWork === null ? null : links.find(finding.linkId);
  if (link === null || !isSound(finding.rule, link)) return;
  const { rule, severity, side, stationId, sentence, details } = finding;
  const evidence = finding.evidence.flatMap((seq) => lineOf.get(`${finding.linkId} ${seq}`) ?? []);
  const text = ruleText(rule);
  state.found.push({
    line: Math.max(...evidence, 0) || state.line,
    ...{ evidence, rule, severity, side, stationId },
    at: link.isTimed ? isoFromUs(finding.atUs) : null,
    ...{ sentence, details },
    title: text?.title ?? rule,
    explanation: text?.explanation ?? "",
    remedy: text?.remedy ?? "",
    clause: text?.clause ?? "",
  });
}

/** Whether it follows from the trace, and not from what the trace leaves out. */
export function isSound(rule: string, link: TraceLink): boolean {
  if (OF_LINK.has(rule)) return false;
  if (rule === "response-unmatched") return link.calls > 0;
  if (rule === "call-before-accepted") return link.responses > 0;
  if (link.isTimed) return true;
  // A list of calls is no conversation.
  return rule === "call-overlap" ? link.responses > 0 : !TIMED.has(rule);
}

function unreadable(state: State, problem: string): void {
  state.found.push({
    line: state.line,
    evidence: [state.line],
    rule: "line-unreadable",
    severity: "error",
    side: null,
    stationId: "",
    at: null,
    sentence: `The line could not be read: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}.`,
    details: {},
    title: "A line is neither a message nor a record.",
    explanation:
      "Each line is one OCPP-J message, or one JSON object with a message in it. This one is neither, so nothing of it was checked.",
    remedy: "Correct the line, or leave it out.",
    clause: "",
  });
}
