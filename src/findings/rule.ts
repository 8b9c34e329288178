/** What a rule is, and what it says. The ids are `findings.md`'s and never change. */
import type { LinkId, StationId } from "../base/ids.ts";

export type Severity = "error" | "warning" | "note";
export type Side = "station" | "csms" | "network" | "ours";

export type RuleText = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** The side it usually blames; a finding may know better. */
  readonly side: Side;
  /** The clause it rests on, e.g. "OCPP-J 1.6 §4.1.1"; "" where none exists. */
  readonly clause: string;
  /** A paragraph for someone new to OCPP. */
  readonly explanation: string;
  /** What to do about it. */
  readonly remedy: string;
};

/** Something noticed. `evidence` are the seqs of the messages of `linkId` it rests on. */
export type Finding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly side: Side;
  readonly stationId: StationId;
  readonly linkId: LinkId;
  readonly atUs: number;
  readonly evidence: readonly number[];
  /** One sentence with the actual values. */
  readonly sentence: string;
  /** Further facts for machines, e.g. `{ offset: 17 }` or `{ path, expected, actual }`. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};
