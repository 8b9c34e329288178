/** The routes about plans of a cut-over: what they say, and what operators want of them. */
import { OperationalError } from "../base/errors.ts";
import type { StationFact } from "../cutover/facts.ts";
import type { BookedPlan } from "../cutover/plan-book.ts";
import { type OrderKind, orderKinds } from "../cutover/run.ts";
import { viewOf } from "../cutover/view.ts";
import { readPlanStations } from "../query/plan-facts.ts";
import type { PlanAnswer, PlanRemoved, PlansAnswer } from "./plan-contract.ts";
import {
  planAnswerSchema,
  planBodySchema,
  planRemovedSchema,
  plansSchema,
  rollBackBodySchema,
} from "./plan-schemas.ts";
import { type ApiRequest, asker, json, type Route, type RouteDeps } from "./route.ts";

const PATH = "/api/plans/{name}";

const summaries: Readonly<Record<OrderKind, string>> = {
  start: "Begins with the first step, also again after all stations came back.",
  pause: "Moves nobody else; rules are still looked at.",
  resume: "Goes on where it was paused.",
  next: "Begins the next step, whether or not this one has been watched for long enough.",
  "roll-back": "Takes stations back: one, the step's, or all.",
};

export function planRoutes(deps: RouteDeps): readonly Route[] {
  const { desk, problem } = deps.plans;
  const asking = asker(deps);

  /** A plan can be looked at, and taken back, without the record. */
  async function seen(request: ApiRequest): Promise<readonly StationFact[] | null> {
    try {
      return await readPlanStations(asking(request));
    } catch (thrown) {
      if (!(thrown instanceof OperationalError)) throw thrown;
      return null;
    }
  }
  const answer = async (booked: BookedPlan, request: ApiRequest) =>
    ({ ...viewOf(booked, await seen(request)), problem: problem() }) satisfies PlanAnswer;

  return [
    json("/api/plans", {
      summary: "Plans that move stations from one CSMS to another.",
      parameters: [],
      schema: plansSchema,
      handle: async () => {
        const all = (await desk.all()).map((each) => viewOf(each, null));
        const plans = all.map(({ stations: _stations, trail: _trail, ...shown }) => shown);
        return { plans, problem: problem() } satisfies PlansAnswer;
      },
    }),
    json(PATH, {
      summary: "One plan: its steps, its stations, and its trail.",
      parameters: [],
      schema: planAnswerSchema,
      handle: async (request) => answer(await desk.of(request.part("name")), request),
    }),
    {
      path: PATH,
      summary: "Gives a plan, or another text of one that is not running. It begins with start.",
      parameters: [],
      answer: {
        kind: "put",
        bodySchema: planBodySchema,
        schema: planAnswerSchema,
        handle: async (body, request) =>
          answer(await desk.put(request.part("name"), body, request.from), request),
      },
    },
    {
      path: PATH,
      summary: "Forgets a plan and its trail; its stations stay where they are.",
      parameters: [],
      answer: {
        kind: "delete",
        schema: planRemovedSchema,
        handle: async (request) => {
          const name = request.part("name");
          await desk.remove(name);
          return { name } satisfies PlanRemoved;
        },
      },
    },
    ...orderRoutes(deps.plans, answer),
  ];
}

type AnswerOf = (booked: BookedPlan, request: ApiRequest) => Promise<PlanAnswer>;

function orderRoutes({ desk }: RouteDeps["plans"], answer: AnswerOf): readonly Route[] {
  return orderKinds.map((kind) => ({
    path: `${PATH}/${kind}`,
    summary: summaries[kind],
    parameters: [],
    answer: {
      kind: "post",
      bodySchema: rollBackBodySchema,
      schema: planAnswerSchema,
      handle: async (body, request) => {
        const { from, signal } = request;
        const given = { body, from, signal };
        return answer(await desk.order(request.part("name"), kind, given), request);
      },
    },
  }));
}
