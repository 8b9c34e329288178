/** What the schemas and the texts say of a payload: the rules. */
import type { Rule } from "../rule.ts";
import { schemaOtherVersion } from "../rules/schema-other-version.ts";
import { schemaViolation } from "../rules/schema-violation.ts";

export const schemaRules: readonly Rule[] = [schemaViolation, schemaOtherVersion];
