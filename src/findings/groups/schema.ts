/** What the schemas and the texts say of a payload: the rules. */
import type { Rule } from "../rule.ts";
import { arrayEmpty } from "../rules/array-empty.ts";
import { clockSkew } from "../rules/clock-skew.ts";
import { fieldEmpty } from "../rules/field-empty.ts";
import { fieldNull } from "../rules/field-null.ts";
import { numberOutOfRange } from "../rules/number-out-of-range.ts";
import { schemaOtherVersion } from "../rules/schema-other-version.ts";
import { schemaViolation } from "../rules/schema-violation.ts";
import { timestampImplausible } from "../rules/timestamp-implausible.ts";
import { timestampWithoutZone } from "../rules/timestamp-without-zone.ts";
import { unitMisspelt } from "../rules/unit-misspelt.ts";

export const schemaRules: readonly Rule[] = [
  schemaViolation,
  schemaOtherVersion,
  fieldNull,
  fieldEmpty,
  arrayEmpty,
  numberOutOfRange,
  unitMisspelt,
  timestampWithoutZone,
  timestampImplausible,
  clockSkew,
];
