/** The HTTP API's answers about a search as a whole: pure types, like contract.ts. */
import type { Severity } from "../findings/rule.ts";

export type FacetValue = { readonly value: string; readonly messages: number };

export type FacetsAnswer = {
  readonly messages: number;
  readonly from: string;
  /** Later than `from`: counting stopped there, and older messages are in no number. */
  readonly countedFrom: string;
  readonly facets: {
    readonly station: readonly FacetValue[];
    readonly action: readonly FacetValue[];
    readonly type: readonly FacetValue[];
    readonly finding: readonly (FacetValue & {
      readonly severity: Severity;
      readonly title: string;
    })[];
  };
};

export type HistogramAnswer = {
  readonly from: string;
  readonly to: string;
  readonly bucketSeconds: number;
  /** Later than `from`: counting stopped there. */
  readonly countedFrom: string;
  /** `warnings`: messages with warnings and no errors. */
  readonly buckets: readonly {
    readonly messages: number;
    readonly errors: number;
    readonly warnings: number;
  }[];
};

export type SearchField = {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Where there are but a few. */
  readonly values: readonly string[];
};

export type SearchFieldsAnswer = {
  readonly fields: readonly SearchField[];
  /** What the fields do not say. */
  readonly rules: readonly string[];
};
