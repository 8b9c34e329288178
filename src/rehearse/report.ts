/** A readiness report as data: what of a station crosses to a 2.0.1 CSMS. Pure types. */
import type { Sender } from "../base/ids.ts";

/** A message that shows it: the console opens it by these. */
export type Example = { readonly linkId: string; readonly seq: number };

/** `unknown`: there is nothing to judge by. */
export type Verdict = "ready" | "remarks" | "notReady" | "unknown";

export type Reason = {
  /** The same for all stations that it concerns. */
  readonly id: string;
  /** `blocks`: not ready because of it. `lacks`: too little was seen to know. */
  readonly weight: "blocks" | "remark" | "lacks";
  /** What it is, in one sentence that holds for all of them. */
  readonly title: string;
  /** What it is here, with the numbers; "" where the title says all. */
  readonly detail: string;
  readonly count: number;
  readonly example: Example | null;
};

export type ActionUse = {
  readonly action: string;
  readonly sender: Sender;
  readonly count: number;
  /** How often it was answered with a result; the others with an error or not at all. */
  readonly results: number;
  /** What came of those that were translated; of a command, what 2.0.1 asks for it by. */
  readonly becomes: readonly { readonly action: string; readonly count: number | null }[];
  readonly example: Example;
};

export type KeyUse = {
  readonly key: string;
  /**
   * `carried`: as a variable of the standard. `changed`: so, with another value. `vendor`: as a
   * variable of OCPP16LegacyCtrlr, by its own name. `refused`: it cannot be read or not be set.
   */
  readonly how: "carried" | "changed" | "vendor" | "refused";
  /** `Component.Variable[instance]`; null for none. */
  readonly variable: string | null;
  /** Why it is refused, or what its value becomes; "" for nothing to say. */
  readonly note: string;
  /** How often the CSMS set it. */
  readonly sets: number;
  readonly example: Example | null;
};

export type TransferUse = {
  readonly vendorId: string;
  readonly messageId: string;
  readonly sender: Sender;
  readonly count: number;
  /** How often the old CSMS, or the station, said Accepted. */
  readonly accepted: number;
  /** As it is; as the messages of 2.0.1 that it holds; as prices for the display; or not at all. */
  readonly way: "dataTransfer" | "plugAndCharge" | "prices" | "refused";
  readonly example: Example;
};

export type LossUse = {
  readonly loss: string;
  readonly rule: "translation-lossy" | "translation-refused";
  readonly what: string;
  readonly instead: string;
  readonly count: number;
  readonly detail: string;
  readonly example: Example | null;
};

export type QuirkUse = {
  readonly rule: string;
  readonly title: string;
  /** What it means for the migration. */
  readonly meaning: string;
  readonly count: number;
  readonly sentence: string;
  readonly example: Example | null;
};

export type Traffic = {
  /** ISO 8601 UTC of the first and last message; null for none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly messages: number;
  /** Of these, how many were translated to see what comes of them. */
  readonly translated: number;
  /** There were more messages than are translated: the newest were. */
  readonly isCut: boolean;
  readonly boots: number;
  readonly transactions: number;
};

export type StationReadiness = {
  readonly stationId: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly ocppVersion: string | null;
  readonly verdict: Verdict;
  /** What blocks first, then remarks, then what was not seen. */
  readonly reasons: readonly Reason[];
  readonly traffic: Traffic;
  readonly actions: readonly ActionUse[];
  readonly keys: readonly KeyUse[];
  readonly transfers: readonly TransferUse[];
  readonly losses: readonly LossUse[];
  readonly quirks: readonly QuirkUse[];
  /** Types that tokens of this station were given, and how often. */
  readonly tokenTypes: readonly { readonly type: string; readonly count: number }[];
};
