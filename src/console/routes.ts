/**
 * The routes of the API, as data: the server registers them and `/openapi.json` describes them, so
 * that neither can know one more than the other.
 */
import { isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { parseLinkId } from "../base/ids.ts";
import { diagnose } from "../query/diagnosis/diagnosis.ts";
import { readLinks } from "../query/links.ts";
import { readMessage } from "../query/message.ts";
import { searchMessages } from "../query/messages.ts";
import type { QueryDeps } from "../query/reader.ts";
import { readStations } from "../query/stations.ts";
import { parseTime } from "../query/time.ts";
import { queryOf } from "../query/token-hash.ts";
import { readTransaction, readTransactions, transactionStates } from "../query/transactions.ts";
import { commandRoutes } from "./command-routes.ts";
import { comparisonRoutes } from "./comparison-routes.ts";
import type {
  Diagnosis,
  LinksAnswer,
  MessageAnswer,
  MessagesAnswer,
  Station,
  StationsAnswer,
} from "./contract.ts";
import { contentTypes, downloadFormats, openDownload } from "./download.ts";
import { faultRoutes } from "./fault-routes.ts";
import { findingRoutes } from "./finding-routes.ts";
import { overrideRoutes } from "./override-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { readinessRoutes } from "./readiness-routes.ts";
import { choiceOf, limitOf, timesOf } from "./requests.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";
import * as schemas from "./schemas.ts";
import { searchRoutes } from "./search-routes.ts";
import { stationRoutes } from "./station-routes.ts";
import type { SystemAnswer } from "./system-contract.ts";
import { systemSchema } from "./system-schemas.ts";
import { toolRoutes } from "./tool-routes.ts";
import type { TransactionAnswer, TransactionsAnswer } from "./transaction-contract.ts";
import * as transactionSchemas from "./transaction-schemas.ts";

export function apiRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...messageRoutes(deps),
    ...searchRoutes(deps),
    ...modelRoutes(deps),
    ...stationRoutes(deps),
    ...transactionRoutes(deps),
    ...streamRoutes(deps),
    ...findingRoutes(deps),
    ...comparisonRoutes(deps),
    ...readinessRoutes(deps),
    ...toolRoutes(deps),
    ...overrideRoutes(deps),
    ...commandRoutes(deps),
    ...faultRoutes(deps),
    ...planRoutes(deps),
    systemRoute(deps),
  ];
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
            ...pageOf(request, deps),
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

/** Times, size and place of a page: the same for every list. */
function pageOf({ text }: ApiRequest, { clock }: RouteDeps) {
  return { ...timesOf(text, clock), limit: limitOf(text), cursor: text("cursor") };
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
            ...pageOf(request, deps),
          },
          asking(request),
        )) satisfies LinksAnswer,
    }),
    json("/api/stations", {
      summary: "All stations, as they are now; with `since` those that have changed.",
      parameters: ["since"],
      schema: schemas.stationsSchema,
      handle: async (request) => {
        const nowUs = deps.clock.nowUs();
        const sinceUs = parseTime(request.text("since"), "since", nowUs);
        const stations = await readStations(null, asking(request), sinceUs);
        return { at: isoFromUs(nowUs), stations } satisfies StationsAnswer;
      },
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
            ...pageOf(request, deps),
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
        serve: (request, response) =>
          deps.live.serve(queryOf(request.text("q"), deps), request.caller, response),
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

function systemRoute(deps: RouteDeps): Route {
  const asking = asker(deps);
  return json("/api/system", {
    summary:
      "The state of ocpptap itself: roles, routes, spool, store, gaps, versions and settings. " +
      "What does not answer is null; credentials are hidden.",
    parameters: [],
    schema: systemSchema,
    handle: async (request) => (await deps.system(asking(request))) satisfies SystemAnswer,
  });
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
