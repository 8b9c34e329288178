/** The routes about findings: lists, rankings, and what lies behind them. */
import { ruleTexts } from "../findings/catalogue.ts";
import { findingGroups, groupFindings, listFindings } from "../query/findings.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { FindingsAnswer, RulesAnswer } from "./contract.ts";
import { choiceOf, limitOf, timesOf } from "./requests.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";
import * as schemas from "./schemas.ts";

export function findingRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/findings", {
      summary: "Findings, newest first, or counted by what they have in common.",
      parameters: ["q", "from", "to", "limit", "group"],
      schema: schemas.findingsSchema,
      handle: async (request) =>
        (await findings(request, asking(request))) satisfies FindingsAnswer,
    }),
    json("/api/rules", {
      summary: "All rules: what each finding means, and what to do about it.",
      parameters: [],
      schema: schemas.rulesSchema,
      handle: async () => ({ rules: [...ruleTexts] }) satisfies RulesAnswer,
    }),
  ];
}

async function findings({ text }: ApiRequest, deps: QueryDeps) {
  const request = { q: text("q"), ...timesOf(text, deps.clock), limit: limitOf(text) };
  if (text("group") === "") return { findings: await listFindings(request, deps), groups: null };
  const group = choiceOf(text, "group", findingGroups);
  return { findings: [], groups: await groupFindings(request, group, deps) };
}
