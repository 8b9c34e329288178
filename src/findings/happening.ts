/** What rules see: everything that happens to one link, in order, with time as data. */
import type { Leg, LinkId, Sender, StationId } from "../base/ids.ts";
import type { CallRef } from "../exchange/calls.ts";
import type { OcppMessage } from "../exchange/message.ts";
import type { PairOutcome } from "../exchange/pair.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { TransactionChange } from "../sessions/transaction.ts";
import type {
  ControlFrameRecord,
  GapReason,
  LinkClosed,
  LinkOpened,
  LinkRefused,
  MessageRecord,
  Note,
} from "../spool/record.ts";

/** What is known of the link at that moment. */
export type LinkFacts = {
  readonly linkId: LinkId;
  readonly stationId: StationId;
  readonly instance: string;
  /** What carried it; absent: a WebSocket. */
  readonly transport?: "soap" | "http";
  /** Over SOAP: the call has said whose it is. */
  readonly isIdentified?: boolean;
  /** Which of a station's links it is; see `isStationsOwn`. */
  readonly leg: Leg;
  /** Negotiated, else inferred; null while unknown. */
  readonly version: OcppVersion | null;
  readonly openedAtUs: number;
  /** When the link's newest BootNotification was sent. */
  readonly bootAtUs: number | null;
  readonly exchangeTimeoutMs: number;
};

type At = { readonly atUs: number };

export type MessageHappening = At & {
  readonly kind: "message";
  readonly seq: number;
  readonly sender: Sender;
  readonly leg: Leg;
  readonly record: MessageRecord;
  readonly message: OcppMessage;
  /** Of a response: the call it answers, where that is known. */
  readonly request: CallRef | null;
  /** On a station's leg: ocpptap, which translates, said it by itself and not for the CSMS. */
  readonly isOwn?: true;
};

/** A step of an exchange. Comes right after its message; `timeout` and `aborted` come alone. */
export type ExchangeHappening = At & {
  readonly kind: "exchange";
  readonly outcome: PairOutcome;
  /** The message that caused it. */
  readonly cause: MessageHappening | null;
};

/** Comes right after the happenings of its message. */
export type TransactionHappening = At &
  TransactionChange & {
    readonly kind: "transaction";
    /** Null: time has shown it. */
    readonly cause: MessageHappening | null;
  };

export type Happening =
  | (At & { readonly kind: "link-opened"; readonly body: LinkOpened })
  | (At & { readonly kind: "link-refused"; readonly body: LinkRefused })
  | MessageHappening
  | ExchangeHappening
  | TransactionHappening
  | (At & { readonly kind: "control-frame"; readonly record: ControlFrameRecord })
  | (At & { readonly kind: "note"; readonly body: Note })
  /** Null: the relay ended without saying how. */
  | (At & { readonly kind: "link-closed"; readonly body: LinkClosed | null })
  | (At & {
      readonly kind: "gap";
      readonly reason: GapReason;
      readonly fromSeq: number;
      readonly toSeq: number;
      /** 0 where the number is not known. */
      readonly messages: number;
    })
  /** About once a second while the link is open. */
  | (At & { readonly kind: "tick" });

/** What was waited for may have come unread, or the clock was set: nothing of it is missing. */
export function endsWaiting({ note }: Note): boolean {
  return note === "opaque" || note === "clock-set";
}

export type HappeningKind = Happening["kind"];
export type HappeningOf<Kind extends HappeningKind> = Extract<Happening, { readonly kind: Kind }>;

/** What rules choose among messages and exchanges by. */
export type Sort = OcppMessage["type"] | PairOutcome["kind"];

export const sorts: readonly Sort[] = Object.keys({
  call: 0,
  callResult: 0,
  callError: 0,
  callResultError: 0,
  send: 0,
  malformed: 0,
  answered: 0,
  late: 0,
  duplicate: 0,
  orphan: 0,
  "result-refused": 0,
  timeout: 0,
  aborted: 0,
  overlap: 0,
  reused: 0,
} satisfies Record<Sort, 0>).map((sort) => sort as Sort);

/** Null for what is neither a message nor an exchange. */
export function sortOf(happening: Happening): Sort | null {
  if (happening.kind === "message") return happening.message.type;
  return happening.kind === "exchange" ? happening.outcome.kind : null;
}

/** Of the call that a message or an exchange is about; "" where it is about none, or none known. */
export function actionOf(happening: Happening): string {
  if (happening.kind === "message") return actionOfMessage(happening);
  if (happening.kind !== "exchange") return "";
  const { outcome, cause } = happening;
  if ("call" in outcome) return outcome.call.action;
  return cause === null ? "" : actionOfMessage(cause);
}

function actionOfMessage({ message, request }: MessageHappening): string {
  return "action" in message ? (message.action ?? "") : (request?.action ?? "");
}
