/** The HTTP API's answers about what findings have in common: pure types, like contract.ts. */
import type { Severity } from "../findings/rule.ts";
import type { MessageReference } from "./contract.ts";

export type TrendAnswer = {
  readonly stepSeconds: number;
  /** Every step of the range, oldest first; `at` is its beginning. */
  readonly steps: readonly {
    readonly at: string;
    readonly error: number;
    readonly warning: number;
    readonly note: number;
  }[];
};

export type RuleShare = {
  readonly findings: number;
  readonly stations: number;
  /** Of all stations with the firmware, from 0 to 1. */
  readonly share: number;
};

export type NewSinceAnswer = {
  readonly firmware: string;
  /** When the first station booted with it. */
  readonly firstAt: string;
  /** Stations that ran it, and stations that ran one before it. */
  readonly stations: { readonly since: number; readonly before: number };
  readonly earlier: readonly { readonly firmware: string; readonly firstAt: string }[];
  /** What is new first, then what has become more frequent. */
  readonly rules: readonly {
    readonly rule: string;
    readonly title: string;
    readonly worst: Severity;
    readonly since: RuleShare;
    readonly before: RuleShare;
    /** Never found with the firmwares before, although stations ran them. */
    readonly isNew: boolean;
    readonly lastAt: string;
  }[];
};

export type Drops = {
  /** Vendor and model, these with the firmware, or the station; "" where none ever booted here. */
  readonly key: string;
  readonly action: string;
  readonly drops: number;
  /** How often the CSMS sent it to them. */
  readonly sent: number;
  readonly stations: number;
  /** A restart is what it asks for. */
  readonly isExpected: boolean;
  readonly lastAt: string;
  /** The last command that was not survived; its number is null where it is not known. */
  readonly last: Pick<MessageReference, "linkId"> & { readonly seq: number | null };
};

export type DropsAnswer = { readonly drops: readonly Drops[] };
