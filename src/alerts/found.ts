/** A finding as alerts know it, out of the record or about ocpptap itself. */
import type { Severity } from "../findings/rule.ts";

export type Found = {
  /** Index of each alert that it is one of. */
  readonly alerts: readonly number[];
  readonly atUs: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly side: string;
  /** "" where it is about no station. */
  readonly station: string;
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
  readonly sentence: string;
  /** Of rules that the catalogue does not have. */
  readonly title?: string;
  readonly remedy?: string;
};
