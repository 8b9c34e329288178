import { expect, it } from "vitest";
import type { z } from "zod";
import type * as comparisonContract from "../../src/console/comparison-contract.ts";
import type * as comparisonSchemas from "../../src/console/comparison-schemas.ts";
import type * as contract from "../../src/console/contract.ts";
import type * as findingContract from "../../src/console/finding-contract.ts";
import type * as findingSchemas from "../../src/console/finding-schemas.ts";
import type * as readinessContract from "../../src/console/readiness-contract.ts";
import type * as readinessSchemas from "../../src/console/readiness-schemas.ts";
import type * as referenceSchemas from "../../src/console/reference-schemas.ts";
import * as schemas from "../../src/console/schemas.ts";
import type * as searchContract from "../../src/console/search-contract.ts";
import type * as searchSchemas from "../../src/console/search-schemas.ts";
import type * as stationContract from "../../src/console/station-contract.ts";
import type * as stationSchemas from "../../src/console/station-schemas.ts";
import type * as systemContract from "../../src/console/system-contract.ts";
import type * as systemSchemas from "../../src/console/system-schemas.ts";
import type * as toolContract from "../../src/console/tool-contract.ts";
import type * as toolSchemas from "../../src/console/tool-schemas.ts";
import type * as transactionContract from "../../src/console/transaction-contract.ts";
import type * as transactionSchemas from "../../src/console/transaction-schemas.ts";

/** Readonly and exact optional properties are the compiler's own, not the answer's. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<Exclude<T[Key], undefined>> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Exactly<Schema extends z.ZodType, Contract> = Same<Plain<z.output<Schema>>, Plain<Contract>>;
type All<Checks extends readonly true[]> = Checks;

/** A schema that says more or less than the contract does not compile. */
type Checks = All<
  [
    Exactly<typeof schemas.messageSchema, contract.Message>,
    Exactly<typeof schemas.findingSchema, contract.Finding>,
    Exactly<typeof schemas.messagesSchema, contract.MessagesAnswer>,
    Exactly<typeof schemas.oneMessageSchema, contract.MessageAnswer>,
    Exactly<typeof schemas.linksSchema, contract.LinksAnswer>,
    Exactly<typeof schemas.stationSchema, contract.Station>,
    Exactly<typeof schemas.stationsSchema, contract.StationsAnswer>,
    Exactly<typeof schemas.findingsSchema, contract.FindingsAnswer>,
    Exactly<typeof findingSchemas.trendSchema, findingContract.TrendAnswer>,
    Exactly<typeof findingSchemas.newSinceSchema, findingContract.NewSinceAnswer>,
    Exactly<typeof findingSchemas.dropsSchema, findingContract.DropsAnswer>,
    Exactly<typeof comparisonSchemas.comparisonSchema, comparisonContract.ComparisonAnswer>,
    Exactly<typeof toolSchemas.schemaSchema, toolContract.SchemaAnswer>,
    Exactly<typeof schemas.rulesSchema, contract.RulesAnswer>,
    Exactly<typeof schemas.checkRequestSchema, contract.CheckRequest>,
    Exactly<typeof schemas.checkSchema, contract.CheckAnswer>,
    Exactly<typeof referenceSchemas.referenceSchema, contract.ReferenceAnswer>,
    Exactly<typeof referenceSchemas.explanationSchema, contract.ExplanationAnswer>,
    Exactly<typeof searchSchemas.facetsSchema, searchContract.FacetsAnswer>,
    Exactly<typeof searchSchemas.histogramSchema, searchContract.HistogramAnswer>,
    Exactly<typeof searchSchemas.searchFieldsSchema, searchContract.SearchFieldsAnswer>,
    Exactly<typeof stationSchemas.timelineSchema, stationContract.TimelineAnswer>,
    Exactly<typeof stationSchemas.configurationSchema, stationContract.ConfigurationAnswer>,
    Exactly<typeof stationSchemas.bootsSchema, stationContract.BootsAnswer>,
    Exactly<typeof transactionSchemas.transactionsSchema, transactionContract.TransactionsAnswer>,
    Exactly<typeof transactionSchemas.oneTransactionSchema, transactionContract.TransactionAnswer>,
    Exactly<typeof readinessSchemas.readinessSchema, readinessContract.ReadinessAnswer>,
    Exactly<typeof systemSchemas.systemSchema, systemContract.SystemAnswer>,
    Exactly<typeof schemas.errorSchema, contract.ErrorAnswer>,
    Exactly<typeof schemas.readySchema, contract.ReadyAnswer>,
  ]
>;

it("the schemas are the contract, by the compiler's word", () => {
  const checks: Checks = [
    ...([true, true, true, true, true, true] as const),
    ...([true, true, true, true] as const),
    ...([true, true, true, true, true, true, true] as const),
    ...([true, true, true, true] as const),
    ...([true, true, true] as const),
    ...([true, true, true, true, true, true] as const),
  ];
  expect(checks).not.toContain(false);
});

it("an answer with an unknown field is not one", () => {
  const rule = {
    id: "a",
    title: "",
    severity: "note",
    side: "ours",
    clause: "",
    explanation: "",
    remedy: "",
  };
  expect(schemas.rulesSchema.safeParse({ rules: [rule] }).success).toBe(true);
  expect(schemas.rulesSchema.safeParse({ rules: [{ ...rule, more: 1 }] }).success).toBe(false);
});
