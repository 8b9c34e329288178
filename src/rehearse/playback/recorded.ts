/**
 * A recorded day as a replay reads it, whatever it is read from. Types only.
 *
 * Promised by each source: a station's items come in the order of their time, what was said on a
 * link after its `opened` and before its `closed`, and no more of it is in memory than a page.
 */
import type { LinkId, Sender, StationId } from "../../base/ids.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";

export type RecordedLink = {
  readonly linkId: LinkId;
  /** Null: none was selected, or nobody told. */
  readonly subprotocol: string | null;
  readonly version: OcppVersion | null;
  /** As the station asked for it, without the query; "" where nobody told. */
  readonly target: string;
  /** Null: not known. Unit: µs since the epoch. */
  readonly openedAtUs: number | null;
  /** Null: not known, or still open. */
  readonly closedAtUs: number | null;
  /** What the station sent with its Close frame; null for none. */
  readonly closeCode: number | null;
};

export type RecordedMessage = {
  readonly linkId: LinkId;
  readonly seq: number;
  readonly atUs: number;
  readonly sender: Sender;
  /** Null: it is no text, or not all of it is there. */
  readonly text: string | null;
  /** What was hidden as it was recorded; see `redact.ts`. */
  readonly redactions: readonly string[];
  /** Of an answer: its call's. "" where that is not known. */
  readonly action: string;
  readonly version: OcppVersion | null;
  /** Of an answer: its call's number on the link. */
  readonly requestSeq: number | null;
  readonly latencyUs: number | null;
};

export type RecordedItem =
  | { readonly kind: "opened"; readonly atUs: number; readonly link: RecordedLink }
  | { readonly kind: "message"; readonly atUs: number; readonly message: RecordedMessage }
  | { readonly kind: "closed"; readonly atUs: number; readonly link: RecordedLink };

/** A call of its CSMS that a recorded station answered; both as text, each a whole frame. */
export type RecordedAnswer = {
  readonly atUs: number;
  readonly call: string;
  readonly answer: string;
};

export type RecordedStation = {
  readonly stationId: StationId;
  readonly messages: number;
  readonly firstUs: number;
  readonly lastUs: number;
};

export type RecordedDay = {
  /** By id; bounded. */
  readonly stations: readonly RecordedStation[];
  readonly itemsOf: (stationId: StationId) => AsyncIterable<RecordedItem>;
  /** What its CSMS asked with this action, oldest first; bounded. */
  readonly answersOf: (stationId: StationId, action: string) => Promise<readonly RecordedAnswer[]>;
  readonly close: () => Promise<void>;
};
