/**
 * Every event worth telling, declared once: its log line and its metric together. Call sites say
 * `observe({ name: "spoolOverflowed", … })` and nothing else.
 *
 * ERROR: data is lost or a human must act. WARN: recovered. No payloads, no credentials, no
 * idTokens. Metrics carry no station id: it is unbounded.
 */
import type { LinkId, Sender, StationId } from "../base/ids.ts";
import type { BackendEvent } from "./backend-events.ts";
import type { CutoverEvent } from "./cutover-events.ts";
import type { LifeEvent } from "./life-events.ts";
import type { SpoolEvent } from "./spool-events.ts";
import type { TrustEvent } from "./trust-events.ts";

export type TapEvent =
  // any role
  | LifeEvent
  | { readonly name: "ready"; readonly role: string; readonly address: string }
  | { readonly name: "stopping"; readonly role: string; readonly reason: string }
  | {
      readonly name: "operationFailed";
      readonly role: string;
      readonly code: string;
      readonly problem: string;
      readonly remedy: string;
    }
  | {
      readonly name: "bug";
      readonly role: string;
      readonly where: string;
      readonly problem: string;
    }
  // relay
  | {
      readonly name: "linkOpened";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly answerMs: number;
    }
  | {
      readonly name: "linkRefused";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly status: number;
      readonly reason: string;
    }
  | {
      readonly name: "linkClosed";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly how: string;
      readonly openMs: number;
    }
  | {
      readonly name: "linkSuperseded";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly reason: string;
    }
  | { readonly name: "handshakeInvalid"; readonly problem: string; readonly remoteAddress: string }
  /** One request over plain HTTP and its answer; status 0 for none. */
  | {
      readonly name: "httpExchanged";
      readonly caller: Sender;
      readonly status: number;
      readonly ms: number;
    }
  /** `descriptors` is 0 where their limit is not known. */
  | { readonly name: "linksBounded"; readonly links: number; readonly descriptors: number }
  | TrustEvent
  | CutoverEvent
  | { readonly name: "listenerFailed"; readonly address: string; readonly problem: string }
  | { readonly name: "tapDisabled"; readonly linkId: LinkId; readonly problem: string }
  | {
      readonly name: "directionOpaque";
      readonly linkId: LinkId;
      readonly sender: Sender;
      readonly reason: string;
    }
  | {
      readonly name: "stationCalled";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly action: string;
      readonly by: string;
      readonly outcome: "answered" | "unanswered" | "refused";
    }
  | { readonly name: "interceptEnded"; readonly linkId: LinkId; readonly problem: string }
  // bridge
  | { readonly name: "legUnread"; readonly leg: "station" | "csms"; readonly bytes: number }
  | { readonly name: "csmsLegLost"; readonly stationId: StationId; readonly how: string }
  | {
      readonly name: "csmsRedialled";
      readonly stationId: StationId;
      readonly outcome: "connected" | "failed";
      readonly problem: string;
    }
  | { readonly name: "stationTaken"; readonly stationId: StationId }
  | { readonly name: "dialogueEnded"; readonly stationId: StationId; readonly problem: string }
  | {
      readonly name: "deadLettered";
      readonly stationId: StationId;
      readonly why: "invalid" | "refused" | "unmatched" | "overflow";
      readonly action: string;
      readonly problem: string;
    }
  // shadow
  | {
      readonly name: "shadowCompared";
      /** One of those that are compared. */
      readonly action: string;
      readonly outcome: "same" | "different";
      readonly primaryMs: number;
      readonly shadowMs: number;
    }
  | {
      readonly name: "shadowDiffered";
      readonly stationId: StationId;
      readonly action: string;
      readonly primary: string;
      readonly shadow: string;
    }
  | {
      readonly name: "shadowCommand";
      readonly stationId: StationId;
      /** `unknown` where it is none of 2.0.1, or not legal. */
      readonly action: string;
      readonly how: "served" | "refused" | "simulated" | "invalid";
    }
  | {
      readonly name: "shadowLoss";
      readonly stationId: StationId;
      readonly rule: string;
      readonly loss: string;
    }
  | { readonly name: "shadowGapped"; readonly stationId: StationId; readonly reason: string }
  | { readonly name: "shadowBehind"; readonly problem: string }
  | BackendEvent
  // what instances share
  | { readonly name: "boardLost"; readonly where: string; readonly problem: string }
  | { readonly name: "boardFound"; readonly where: string; readonly members: number }
  | {
      readonly name: "overrideSet";
      readonly stationId: string;
      /** For people, without credentials; "" where it was removed. */
      readonly override: string;
      readonly setBy: string;
      readonly isNow: boolean;
    }
  | {
      readonly name: "bookKnown";
      readonly book: string;
      readonly entries: number;
      readonly version: number;
    }
  | {
      readonly name: "overrideFollowed";
      readonly stationId: StationId;
      readonly override: string;
    }
  | {
      readonly name: "overrideUnusable";
      readonly stationId: string;
      readonly override: string;
      readonly problem: string;
    }
  | {
      readonly name: "faultSet";
      readonly fault: string;
      readonly stationId: string;
      /** For people; "" where it was removed. */
      readonly what: string;
      readonly until: string;
      readonly setBy: string;
    }
  | { readonly name: "faultEnded"; readonly fault: string; readonly stationId: string }
  | {
      readonly name: "faultActed";
      readonly linkId: LinkId;
      readonly stationId: StationId;
      readonly fault: string;
      readonly did: string;
    }
  /** Live rows that were not shared with other machines. */
  | { readonly name: "liveShareDropped"; readonly messages: number }
  // who asks the console
  | ({ readonly name: "signedIn"; readonly role: string; readonly how: string } & Asker)
  | ({ readonly name: "signedOut" } & Asker)
  | { readonly name: "signInRefused"; readonly from: string; readonly problem: string }
  | ({ readonly name: "accessRefused"; readonly role: string; readonly what: string } & Asker)
  | {
      readonly name: "consoleCrowded";
      readonly what: "requests" | "questions" | "listeners" | "connections";
    }
  | { readonly name: "callsLimited"; readonly who: string; readonly what: string }
  | ({ readonly name: "consoleWrote"; readonly what: string; readonly status: number } & Asker)
  | { readonly name: "tokenChanged"; readonly token: string }
  | { readonly name: "tokenUnusable"; readonly token: string; readonly problem: string }
  | { readonly name: "consoleUnencrypted"; readonly address: string }
  | { readonly name: "auditFailed"; readonly problem: string }
  // spool
  | SpoolEvent
  | { readonly name: "strictHoldExpired"; readonly linkId: LinkId }
  // state of translated stations
  /** One try at the store: `stored`, `taken`, `limit` or `failed`. */
  | { readonly name: "stateWritten"; readonly outcome: string; readonly ms: number }
  | {
      readonly name: "stateStoreFailed";
      readonly code: string;
      readonly problem: string;
      readonly remedy: string;
    }
  | { readonly name: "stateStoreRecovered"; readonly where: string }
  // recorder
  | {
      readonly name: "batchSent";
      readonly rows: number;
      readonly bytes: number;
      readonly ms: number;
    }
  | {
      readonly name: "batchRetried";
      readonly problem: string;
      readonly tries: number;
      readonly waitMs: number;
    }
  | { readonly name: "findingRaised"; readonly rule: string; readonly severity: string }
  | { readonly name: "gapRecorded"; readonly reason: string; readonly messages: number }
  | {
      readonly name: "ruleDisabled";
      readonly rule: string;
      readonly linkId: LinkId;
      readonly problem: string;
    }
  // alerts
  | {
      readonly name: "alertSent";
      readonly alert: string;
      readonly kind: string;
      readonly status: string;
      readonly ms: number;
    }
  | {
      readonly name: "alertDelayed";
      readonly alert: string;
      readonly kind: string;
      readonly problem: string;
      readonly waitMs: number;
    }
  | {
      readonly name: "alertGivenUp";
      readonly alert: string;
      readonly kind: string;
      readonly problem: string;
    }
  | { readonly name: "alertInvalid"; readonly alert: string; readonly problem: string }
  | { readonly name: "alertsBehind"; readonly problem: string; readonly waitMs: number }
  | { readonly name: "alertsForgotten"; readonly problem: string }
  // supervisor, store
  | {
      readonly name: "childEnded";
      readonly role: string;
      readonly how: string;
      readonly restartMs: number;
    }
  | {
      readonly name: "engineStarted";
      readonly ms: number;
      readonly port: number;
      /** False where it had to listen on another port than before. */
      readonly isPortKept: boolean;
    }
  | { readonly name: "spansNotTaken"; readonly url: string; readonly problem: string }
  | { readonly name: "storeMoved"; readonly url: string }
  | { readonly name: "storeNodeFailed"; readonly url: string; readonly problem: string }
  | { readonly name: "storeMigrated"; readonly steps: number; readonly version: number };

/** Whose call it was, and the address it came from. */
type Asker = { readonly who: string; readonly from: string };

export type TapEventName = TapEvent["name"];
export type Observe = (event: TapEvent) => void;
