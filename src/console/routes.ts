/**
 * The routes of the API, as data: the server registers them and `/openapi.json` describes them, so
 * that neither can know one more than the other. A handler reads only parameters that it declares.
 */
import type { ServerResponse } from "node:http";
import type { z } from "zod";
import { assert } from "../base/assert.ts";
import { OperationalError } from "../base/errors.ts";
import { parseLinkId } from "../base/ids.ts";
import { ruleTexts } from "../findings/catalogue.ts";
import type { Observe } from "../observe/events.ts";
import { diagnose } from "../query/diagnosis/diagnosis.ts";
import { findingGroups, groupFindings, listFindings } from "../query/findings.ts";
import { readLinks } from "../query/links.ts";
import { readMessage } from "../query/message.ts";
import { searchMessages } from "../query/messages.ts";
import { parseQuery } from "../query/parser.ts";
import type { QueryDeps } from "../query/reader.ts";
import { readStations } from "../query/stations.ts";
import { readTransaction, readTransactions, transactionStates } from "../query/transactions.ts";
import { checkText, textOfBody } from "./check.ts";
import type {
  CheckAnswer,
  Diagnosis,
  ExplanationAnswer,
  FindingsAnswer,
  LinksAnswer,
  MessageAnswer,
  MessagesAnswer,
  ReferenceAnswer,
  RulesAnswer,
  Station,
  StationsAnswer,
} from "./contract.ts";
import { contentTypes, type Download, downloadFormats, openDownload } from "./download.ts";
import type { LiveHub } from "./live.ts";
import { explanationOf, referenceOf } from "./reference.ts";
import * as referenceSchemas from "./reference-schemas.ts";
import { choiceOf, limitOf, type ParameterName, type ParameterTexts, timesOf } from "./requests.ts";
import * as schemas from "./schemas.ts";
import type { TransactionAnswer, TransactionsAnswer } from "./transaction-contract.ts";
import * as transactionSchemas from "./transaction-schemas.ts";

export type ApiRequest = {
  readonly text: ParameterTexts;
  /** A part of the path, decoded. */
  readonly part: (name: string) => string;
  /** Aborted when the asker has gone. */
  readonly signal: AbortSignal;
};

/** What is answered, and how it is described. */
type Answer =
  | {
      readonly kind: "json";
      readonly schema: z.ZodType;
      readonly handle: (request: ApiRequest) => Promise<unknown>;
    }
  | {
      readonly kind: "post";
      readonly bodySchema: z.ZodType;
      readonly schema: z.ZodType;
      readonly handle: (body: unknown, request: ApiRequest) => Promise<unknown>;
    }
  | {
      readonly kind: "download";
      readonly contentTypes: readonly string[];
      readonly handle: (request: ApiRequest) => Promise<Download>;
    }
  | {
      readonly kind: "events";
      readonly events: string;
      readonly serve: (request: ApiRequest, response: ServerResponse) => void;
    };

export type Route = {
  /** Parts in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly ParameterName[];
  readonly answer: Answer;
};

export type RouteDeps = QueryDeps & { readonly live: LiveHub; readonly observe: Observe };

export function apiRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...messageRoutes(deps),
    ...modelRoutes(deps),
    ...transactionRoutes(deps),
    ...streamRoutes(deps),
    checkRoute(deps),
    ...referenceRoutes,
  ];
}

/** The asker's signal goes all the way to the engine. */
function asker(deps: RouteDeps): (request: ApiRequest) => QueryDeps {
  return ({ signal }) => ({ ...deps, signal });
}

/** `satisfies` in each handler holds it against the contract. */
function messageRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/messages", {
      summary: "Messages that match a query, newest first.",
      parameters: ["q", "from", "to", "limit", "cursor", "order"],
      schema: schemas.messagesSchema,
      handle: async (request) =>
        (await searchMessages(
          {
            q: request.text("q"),
            ...timesOf(request.text, deps.clock),
            limit: limitOf(request.text),
            cursor: request.text("cursor"),
            order: choiceOf(request.text, "order", ["newest", "oldest"]),
          },
          asking(request),
        )) satisfies MessagesAnswer,
    }),
    json("/api/messages/{linkId}/{seq}", {
      summary: "One message with its pair, and its findings in full.",
      parameters: [],
      schema: schemas.oneMessageSchema,
      handle: async (request) =>
        (await oneMessage(request, asking(request))) satisfies MessageAnswer,
    }),
  ];
}

function modelRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/links", {
      summary: "Links (connections of stations with their CSMS), newest first.",
      parameters: ["station", "from", "to", "limit", "cursor"],
      schema: schemas.linksSchema,
      handle: async (request) =>
        (await readLinks(
          {
            station: request.text("station"),
            linkId: "",
            ...timesOf(request.text, deps.clock),
            limit: limitOf(request.text),
            cursor: request.text("cursor"),
          },
          asking(request),
        )) satisfies LinksAnswer,
    }),
    json("/api/stations", {
      summary: "All stations, as they are now.",
      parameters: [],
      schema: schemas.stationsSchema,
      handle: async (request) =>
        ({ stations: await readStations(null, asking(request)) }) satisfies StationsAnswer,
    }),
    json("/api/stations/{id}", {
      summary: "One station, as it is now.",
      parameters: [],
      schema: schemas.stationSchema,
      handle: async (request) => (await oneStation(request, asking(request))) satisfies Station,
    }),
    json("/api/stations/{id}/diagnosis", {
      summary: "The five questions of a troubleshooter, answered from the record.",
      parameters: [],
      schema: schemas.diagnosisSchema,
      handle: async (request) =>
        ({ questions: [...(await diagnosis(request, asking(request)))] }) satisfies Diagnosis,
    }),
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

function transactionRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    json("/api/transactions", {
      summary: "Charging transactions, newest first.",
      parameters: ["station", "from", "to", "state", "limit", "cursor"],
      schema: transactionSchemas.transactionsSchema,
      handle: async (request) =>
        (await readTransactions(
          {
            station: request.text("station"),
            state: choiceOf(request.text, "state", ["", ...transactionStates]),
            ...timesOf(request.text, deps.clock),
            limit: limitOf(request.text),
            cursor: request.text("cursor"),
          },
          asking(request),
        )) satisfies TransactionsAnswer,
    }),
    json("/api/transactions/{key}", {
      summary: "One charging transaction: its samples, limits, messages and findings.",
      parameters: [],
      schema: transactionSchemas.oneTransactionSchema,
      handle: async (request) =>
        (await oneTransaction(request, asking(request))) satisfies TransactionAnswer,
    }),
  ];
}

function streamRoutes(deps: RouteDeps): readonly Route[] {
  const asking = asker(deps);
  return [
    {
      path: "/api/live",
      summary: "Messages that match a query, as they are recorded. Server-sent events.",
      parameters: ["q"],
      answer: {
        kind: "events",
        events:
          "message: a Message; skipped: how many this listener missed because it was too slow; " +
          "state: whether the recorder is connected.",
        serve: (request, response) => deps.live.serve(parseQuery(request.text("q")), response),
      },
    },
    {
      path: "/api/export",
      summary: "All messages that match a query, as a file; oldest first unless asked otherwise.",
      parameters: ["q", "from", "to", "order", "format"],
      answer: {
        kind: "download",
        contentTypes: Object.values(contentTypes),
        handle: (request) =>
          openDownload(
            {
              q: request.text("q"),
              ...timesOf(request.text, deps.clock),
              order: choiceOf(request.text, "order", ["oldest", "newest"]),
            },
            choiceOf(request.text, "format", downloadFormats),
            asking(request),
          ),
      },
    },
  ];
}

function checkRoute(deps: RouteDeps): Route {
  return {
    path: "/api/check",
    summary:
      "Findings of OCPP messages or a trace, one a line, as `ocpptap check`. Stores nothing.",
    parameters: ["sender", "version"],
    answer: {
      kind: "post",
      bodySchema: schemas.checkRequestSchema,
      schema: schemas.checkSchema,
      handle: async (body, { text, signal }) =>
        (await checkText(
          { text: textOfBody(body), sender: text("sender"), version: text("version") },
          { ...deps, signal },
        )) satisfies CheckAnswer,
    },
  };
}

/** The standards in words: what a page shows beside a message. They need no store. */
const referenceRoutes: readonly Route[] = [
  json("/api/reference", {
    summary: "All actions of OCPP, with who sends them and what for.",
    parameters: ["version"],
    schema: referenceSchemas.referenceSchema,
    handle: async ({ text }) => referenceOf(text("version")) satisfies ReferenceAnswer,
  }),
  json("/api/reference/{word}", {
    summary: "What an action, a value, an error code, an enumeration or a field means.",
    parameters: ["version"],
    schema: referenceSchemas.explanationSchema,
    handle: async ({ text, part }) =>
      explanationOf(part("word"), text("version")) satisfies ExplanationAnswer,
  }),
];

type JsonRoute = Pick<Route, "summary" | "parameters"> & {
  readonly schema: z.ZodType;
  readonly handle: (request: ApiRequest) => Promise<unknown>;
};

function json(path: string, { summary, parameters, schema, handle }: JsonRoute): Route {
  return { path, summary, parameters, answer: { kind: "json", schema, handle } };
}

async function oneMessage(request: ApiRequest, deps: QueryDeps) {
  const linkId = parseLinkId(request.part("linkId"));
  const seq = /^\d{1,15}$/.test(request.part("seq")) ? Number(request.part("seq")) : 0;
  const found = linkId === null || seq < 1 ? null : await readMessage({ linkId, seq }, deps);
  if (found !== null) return found;
  throw new OperationalError("NOT_FOUND", {
    what: "message with this link id and number",
    remedy: "Take both from a message of /api/messages; it may also be older than the retention.",
  });
}

/** Of a station that is not in the record all is unknown, and a misspelt id must be told. */
async function diagnosis(request: ApiRequest, deps: QueryDeps) {
  await oneStation(request, deps);
  return diagnose(request.part("id"), deps);
}

async function oneTransaction(request: ApiRequest, deps: QueryDeps) {
  const found = await readTransaction(request.part("key"), deps);
  if (found !== null) return found;
  throw new OperationalError("NOT_FOUND", {
    what: "transaction with this key in the record",
    remedy: "Take the key from /api/transactions; it may also be older than the retention.",
  });
}

async function oneStation(request: ApiRequest, deps: QueryDeps) {
  const [station] = await readStations(request.part("id"), deps);
  if (station !== undefined) return station;
  throw new OperationalError("NOT_FOUND", {
    what: "station with this id in the record",
    remedy: "Ids are compared exactly, upper and lower case; see /api/stations.",
  });
}

async function findings({ text }: ApiRequest, deps: QueryDeps) {
  const request = { q: text("q"), ...timesOf(text, deps.clock), limit: limitOf(text) };
  if (text("group") === "") return { findings: await listFindings(request, deps), groups: null };
  const group = choiceOf(text, "group", findingGroups);
  return { findings: [], groups: await groupFindings(request, group, deps) };
}

/** Parameters that are read without being declared would be missing from the description. */
export function declaredOnly(route: Route, text: ParameterTexts): ParameterTexts {
  return (name) => {
    assert(route.parameters.includes(name), `${route.path} declares the parameter ${name}`);
    return text(name);
  };
}
