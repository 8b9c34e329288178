/**
 * The calls of one back-end to one station, one after the other.
 *
 * In: its calls, and what became of those that were asked. Out: what the station is asked, and an
 * answer to each call, under the id that the back-end chose. Promised: every call is answered once,
 * while its WebSocket lives; a few wait for the one before, more are refused, so are those beyond
 * a rate; an answer never reaches a WebSocket other than its call's.
 */
import { limits } from "../base/limits.ts";
import type { Call } from "../exchange/message.ts";
import type { MessageRef } from "../spool/record.ts";
import type { Admission, Admitted } from "./admit.ts";
import { type CallRefusal, errorText, withMessageId } from "./texts.ts";

/** What became of a call to the station. */
export type Outcome =
  | {
      readonly kind: "answered";
      /** The station's answer, as it came. */
      readonly text: string;
      /** Its record on the station's link. */
      readonly ref: MessageRef;
    }
  /** It was not sent, or not answered: a sentence says why. */
  | { readonly kind: "failed"; readonly problem: string };

/** `done` is called once, later. */
export type AskStation = (call: Admitted, done: Done) => void;
type Done = (outcome: Outcome) => void;

/** `repeated`: its id is that of a call which is not answered yet, so this one cannot be. */
export type CallHow = "passed" | "refused" | "invalid" | "busy" | "repeated" | "failed";

export type CallsDeps = {
  readonly admit: (call: Call) => Admission;
  /** Whether one more may go to the station now; counts it. */
  readonly mayAsk: () => boolean;
  readonly ask: AskStation;
  /** To the back-end. */
  readonly say: (text: string, from: MessageRef | null) => void;
  readonly onCall: (action: string, how: CallHow) => void;
};

type Waiting = { readonly messageId: string; readonly call: Admitted };

export class Calls {
  readonly #deps: CallsDeps;
  #waiting: Waiting[] = [];
  /** `isWanted`: its WebSocket is still there. */
  #asked: { readonly waiting: Waiting; isWanted: boolean } | null = null;

  constructor(deps: CallsDeps) {
    this.#deps = deps;
  }

  take(call: Call): void {
    const { messageId, action } = call;
    const { admit, onCall } = this.#deps;
    if (this.#isOpen(messageId)) {
      onCall(action, "repeated");
      return;
    }
    const admission = admit(call);
    if (admission.kind === "refused") {
      onCall(action, admission.how);
      this.#refuse(messageId, admission.refusal);
    } else if (this.#waiting.length >= limits.backendCallsWaitingMax) {
      onCall(action, "busy");
      this.#refuse(messageId, failure("Too many calls of yours wait for this station."));
    } else if (!this.#deps.mayAsk()) {
      onCall(action, "busy");
      this.#refuse(messageId, failure("Too many calls of yours in too short a time."));
    } else {
      this.#waiting.push({ messageId, call: admission.call });
      this.#next();
    }
  }

  /** Its WebSocket has ended: what was asked is not answered to the next one. */
  reset(): void {
    this.#waiting = [];
    if (this.#asked !== null) this.#asked.isWanted = false;
  }

  #isOpen(messageId: string): boolean {
    const isAsked = this.#asked?.isWanted === true && this.#asked.waiting.messageId === messageId;
    return isAsked || this.#waiting.some((each) => each.messageId === messageId);
  }

  #refuse(messageId: string, refusal: CallRefusal): void {
    this.#deps.say(errorText(messageId, refusal), null);
  }

  #next(): void {
    const waiting = this.#asked === null ? this.#waiting.shift() : undefined;
    if (waiting === undefined) return;
    const asked = { waiting, isWanted: true };
    this.#asked = asked;
    this.#deps.ask(waiting.call, (outcome) => {
      if (this.#asked === asked) this.#asked = null;
      if (asked.isWanted) this.#tell(waiting, outcome);
      this.#next();
    });
  }

  #tell({ messageId, call }: Waiting, outcome: Outcome): void {
    const { say, onCall } = this.#deps;
    const text = outcome.kind === "failed" ? null : withMessageId(outcome.text, messageId);
    if (outcome.kind === "failed" || text === null) {
      onCall(call.action, "failed");
      const problem = outcome.kind === "failed" ? outcome.problem : "The answer cannot be read.";
      this.#refuse(messageId, failure(problem));
    } else {
      onCall(call.action, "passed");
      say(text, outcome.ref);
    }
  }
}

function failure(errorDescription: string): CallRefusal {
  return { errorCode: "GenericError", errorDescription };
}
