/**
 * The HTTP API's answers: pure types, the only thing the browser app imports of the server.
 * Times are ISO 8601 UTC with microseconds.
 */
import type { Leg, Sender } from "../base/ids.ts";
import type { CheckFinding, CheckSummary } from "../check/check.ts";
import type { RuleText, Severity, Side } from "../findings/rule.ts";
import type { Explanation } from "../ocpp/reference/explain.ts";
import type { ActionSummary } from "../ocpp/reference/reference.ts";

/** What carried a message: OCPP-J, OCPP-S, or other plain HTTP. */
export type Transport = "websocket" | "soap" | "http";

export type MessageType =
  | "call"
  | "callResult"
  | "callError"
  | "callResultError"
  | "send"
  | "malformed";

export type Message = {
  readonly linkId: string;
  readonly seq: number;
  readonly receivedAt: string;
  readonly stationId: string;
  readonly instance: string;
  readonly sender: Sender;
  readonly leg: Leg;
  readonly ocppVersion: string | null;
  readonly transport: Transport;
  readonly type: MessageType;
  readonly messageId: string | null;
  readonly action: string | null;
  /** In words, e.g. "Connector 1 → Charging". */
  readonly summary: string;
  /** As on the wire but for what `redactions` names; base64 where `payloadEncoding` says so. */
  readonly payload: string;
  readonly payloadEncoding?: "base64";
  /** The recorded copy is shorter than `payloadBytes`. */
  readonly isTruncated?: true;
  /** What of the payload was hidden as it was recorded, and where: `mask $[3].value`. */
  readonly redactions?: readonly string[];
  readonly payloadBytes: number;
  readonly requestSeq: number | null;
  readonly latencyMs: number | null;
  readonly errorCode: string | null;
  readonly transactionId: string | null;
  readonly connectorId: number | null;
  readonly evseId: number | null;
  readonly idToken: string | null;
  /** The message of the other leg that ocpptap made this one from. */
  readonly translatedFrom: MessageReference | null;
  readonly findings: readonly { readonly rule: string; readonly severity: Severity }[];
};

export type Finding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly side: Side;
  readonly at: string;
  readonly stationId: string;
  readonly linkId: string;
  readonly evidence: readonly number[];
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** From the catalogue. */
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly clause: string;
};

export type MessagesAnswer = {
  readonly messages: readonly Message[];
  readonly next: string | null;
};

export type MessageAnswer = {
  readonly message: Message;
  /** The response of a call, the call of a response; null where there is none (yet). */
  readonly pair: Message | null;
  readonly findings: readonly Finding[];
  /** The messages of the same station before and after it. */
  readonly previous: MessageReference | null;
  readonly next: MessageReference | null;
  /** Of the other leg of a translated station: its source, and what was made from it. */
  readonly counterparts: readonly Message[];
};

export type Gap = {
  readonly at: string;
  readonly stationId: string;
  readonly linkId: string;
  readonly reason: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly messages: number;
};

export type Link = {
  readonly linkId: string;
  readonly stationId: string;
  readonly instance: string;
  readonly state: "open" | "closed" | "refused";
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly route: string;
  readonly mode: string;
  readonly leg: Leg;
  readonly target: string;
  readonly upstreamUrl: string;
  readonly remoteAddress: string;
  readonly status: number;
  readonly subprotocolsOffered: readonly string[];
  readonly subprotocol: string | null;
  readonly ocppVersion: string | null;
  readonly transport: Transport;
  readonly extensions: string | null;
  readonly answerMs: number;
  readonly closedBy: string | null;
  readonly closedHow: string | null;
  readonly closeCode: number | null;
  readonly closeReason: string | null;
  readonly error: string | null;
  readonly idleMs: number | null;
  readonly messages: { readonly station: number; readonly csms: number };
  readonly bytes: { readonly station: number; readonly csms: number };
  readonly details: Readonly<Record<string, unknown>>;
  readonly gaps: readonly Gap[];
  /** From then on not byte-identical: a call was put in, or a fault acted. */
  readonly changedAt: string | null;
};

export type LinksAnswer = { readonly links: readonly Link[]; readonly next: string | null };

export type MessageReference = { readonly linkId: string; readonly seq: number };
export type MessageMoment = MessageReference & { readonly at: string };

/** A limit null: the profile was cleared. */
export type Limit = MessageMoment & {
  readonly limit: number | null;
  readonly unit: "A" | "W" | null;
  readonly profileId: number | null;
  readonly purpose: string;
  readonly stackLevel: number | null;
};

export type OpenTransaction = {
  readonly key: string;
  readonly transactionId: string | null;
  readonly evseId: number | null;
  readonly connectorId: number | null;
  readonly startedAt: string;
  readonly energyWh: number | null;
  /** What was last set for it. */
  readonly limit: Limit | null;
};

export type Station = {
  readonly stationId: string;
  readonly connected: boolean;
  readonly lastSeen: string | null;
  readonly lastMessageAt: string | null;
  readonly ocppVersion: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly connectors: readonly {
    readonly evseId: number | null;
    readonly connectorId: number | null;
    readonly status: string;
    readonly errorCode: string | null;
    readonly since: string;
  }[];
  /** Oldest first. */
  readonly openTransactions: readonly OpenTransaction[];
  /** Of the last 24 hours. */
  readonly findings: { readonly error: number; readonly warning: number; readonly note: number };
};

export type StationsAnswer = {
  /** As of when. */
  readonly at: string;
  readonly stations: readonly Station[];
};

export type Verdict = "ok" | "warning" | "error" | "unknown";

/** One of the five questions of a troubleshooter. */
export type DiagnosisAnswer = {
  readonly id: "communicating" | "faulted" | "startFailed" | "stopped" | "limit";
  readonly question: string;
  /** Sentences with the actual values; of `unknown` they say what is missing. */
  readonly answer: string;
  readonly verdict: Verdict;
  /** The messages it rests on. */
  readonly evidence: readonly { readonly linkId: string; readonly seq: number }[];
};

export type Diagnosis = { readonly questions: readonly DiagnosisAnswer[] };

export type FindingGroup = {
  /** The rule's id, the station's id, the model, or the model with its firmware. */
  readonly key: string;
  readonly title: string;
  /** Of a model or a firmware; "" where the station never said. */
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly findings: number;
  readonly stations: number;
  readonly worst: Severity;
  readonly lastAt: string;
  /** How many there were, in the steps of `/api/findings/trend`. */
  readonly trend: readonly number[];
};

/** Either a list, or with `group` a ranking. */
export type FindingsAnswer = {
  readonly findings: readonly Finding[];
  readonly next: string | null;
  readonly groups: readonly FindingGroup[] | null;
};

export type Rule = RuleText;

export type RulesAnswer = { readonly rules: readonly Rule[] };

/** Of `POST /api/check`; the text alone may also come as text/plain. */
export type CheckRequest = { readonly text: string };

export type { CheckFinding };

export type CheckAnswer = {
  readonly findings: readonly CheckFinding[];
  /** Of all that was found, also of findings beyond the most that one answer lists. */
  readonly summary: CheckSummary;
};

export type ReferenceAnswer = { readonly actions: readonly ActionSummary[] };

/** Of an action, or of a value, an enumeration or a field. */
export type ExplanationAnswer = Explanation;

/** Every answer that is not 2xx. */
export type ErrorAnswer = {
  readonly error: {
    readonly code: string;
    readonly sentence: string;
    readonly remedy: string;
    /** Of a query: the offending character, counted from 0. */
    readonly position?: number;
  };
};

export type ReadyAnswer = {
  readonly ready: boolean;
  /** It works, and not as its owner wants it: a configuration was refused. */
  readonly degraded: boolean;
  readonly roles: Readonly<Record<string, { readonly ready: boolean; readonly detail: string }>>;
};
