/** The routes about findings: lists, rankings, and what lies behind them. */
import { OperationalError } from "../base/errors.ts";
import { ruleTexts } from "../findings/catalogue.ts";
import { dropGroups, rankDrops } from "../query/drops.ts";
import { readTrend } from "../query/finding-trend.ts";
import { findingGroups, groupFindings, listFindings } from "../query/findings.ts";
import { findNewSince } from "../query/firmware.ts";
import type { QueryDeps } from "../query/reader.ts";
import type { FindingsAnswer, RulesAnswer } from "./contract.ts";
import type { DropsAnswer, NewSinceAnswer, TrendAnswer } from "./finding-contract.ts";
import * as findingSchemas from "./finding-schemas.ts";
import { choiceOf, invalidRequest, limitOf, type ParameterTexts, timesOf } from "./requests.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";
import * as schemas from "./schemas.ts";

const ofModel = ["vendor", "model", "firmware"] as const;

export function findingRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/findings", {
      summary: "Findings, newest first, or counted by what they have in common.",
      parameters: ["q", "from", "to", ...ofModel, "limit", "cursor", "group"],
      schema: schemas.findingsSchema,
      handle: async (request) =>
        (await findings(request, asking(request))) satisfies FindingsAnswer,
    }),
    json("/api/findings/trend", {
      summary: "How many findings there were, step by step through time.",
      parameters: ["q", "from", "to", ...ofModel],
      schema: findingSchemas.trendSchema,
      handle: async (request) => {
        const own = asking(request);
        return (await readTrend(scopeOf(request, own), own)) satisfies TrendAnswer;
      },
    }),
    json("/api/findings/new-since", {
      summary:
        "What is found on stations of a model since they run a firmware, and was not before.",
      parameters: [...ofModel, "from", "to"],
      schema: findingSchemas.newSinceSchema,
      handle: async (request) =>
        (await newSince(request, asking(request))) satisfies NewSinceAnswer,
    }),
    json("/api/drops", {
      summary: "Commands of the CSMS that links did not survive, by model, firmware or station.",
      parameters: ["group", "station", "from", "to", "limit"],
      schema: findingSchemas.dropsSchema,
      handle: async (request) => (await drops(request, asking(request))) satisfies DropsAnswer,
    }),
    json("/api/rules", {
      summary: "All rules: what each finding means, and what to do about it.",
      parameters: [],
      schema: schemas.rulesSchema,
      handle: async () => ({ rules: [...ruleTexts] }) satisfies RulesAnswer,
    }),
  ];
}

async function findings(request: ApiRequest, deps: QueryDeps) {
  const { text } = request;
  const asked = { ...scopeOf(request, deps), limit: limitOf(text) };
  if (text("group") === "") {
    return { ...(await listFindings({ ...asked, cursor: text("cursor") }, deps)), groups: null };
  }
  const group = choiceOf(text, "group", findingGroups);
  return { findings: [], next: null, groups: await groupFindings(asked, group, deps) };
}

async function newSince({ text }: ApiRequest, deps: QueryDeps) {
  const named = modelOf(text);
  if (named.model === "" || named.firmware === "") {
    throw invalidRequest(
      "model or firmware is not given",
      "Give both, exactly as the stations say them; see /api/stations.",
    );
  }
  const found = await findNewSince({ ...named, ...timesOf(text, deps.clock) }, deps);
  if (found !== null) return found;
  throw new OperationalError("NOT_FOUND", {
    what: "station of this model that booted with this firmware in this time",
    remedy: "Both are compared exactly, upper and lower case; a longer time may hold more boots.",
  });
}

async function drops({ text }: ApiRequest, deps: QueryDeps) {
  const request = {
    group: choiceOf(text, "group", dropGroups),
    station: text("station"),
    ...timesOf(text, deps.clock),
    limit: limitOf(text),
  };
  return { drops: await rankDrops(request, deps) };
}

function scopeOf({ text }: ApiRequest, { clock }: QueryDeps) {
  return { q: text("q"), ...timesOf(text, clock), ...modelOf(text) };
}

function modelOf(text: ParameterTexts) {
  return { vendor: text("vendor"), model: text("model"), firmware: text("firmware") };
}
