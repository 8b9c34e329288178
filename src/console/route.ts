/**
 * What a route of the API is, as data; `routes.ts` lists them. A handler reads only parameters that
 * its route declares.
 */
import type { ServerResponse } from "node:http";
import type { z } from "zod";
import { assert } from "../base/assert.ts";
import type { Cutover } from "../cutover/cutover.ts";
import type { FaultDesk } from "../disturbances/desk.ts";
import type { CommandDesk } from "../fleet/command-desk.ts";
import type { OverrideDesk } from "../fleet/override-desk.ts";
import type { Observe } from "../observe/events.ts";
import type { QueryDeps, Reader } from "../query/reader.ts";
import type { RehearsedRoutes } from "../rehearse/settings.ts";
import type { Download } from "./download.ts";
import type { LiveHub } from "./live.ts";
import type { ParameterName, ParameterTexts } from "./requests.ts";
import type { AskSystem } from "./system.ts";

export type ApiRequest = {
  readonly text: ParameterTexts;
  /** A part of the path, decoded. */
  readonly part: (name: string) => string;
  /** Aborted when the asker has gone. */
  readonly signal: AbortSignal;
  /** `?now`, `?now=true`; not `?now=false`. */
  readonly isSaid: (name: ParameterName) => boolean;
  /** The address that asks. */
  readonly from: string;
  /** Who asks, as far as it is known: a name, else an address or its network. */
  readonly caller: string;
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
      readonly kind: "put";
      readonly bodySchema: z.ZodType;
      readonly schema: z.ZodType;
      readonly handle: (body: unknown, request: ApiRequest) => Promise<unknown>;
    }
  | {
      readonly kind: "delete";
      readonly schema: z.ZodType;
      readonly handle: (request: ApiRequest) => Promise<unknown>;
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

export type RouteDeps = Omit<QueryDeps, "reader" | "signal"> & {
  /** Whoever asks has a reader of their own, so that nobody's questions stand before all others'. */
  readonly readerOf: (caller: string) => Reader;
  readonly live: LiveHub;
  readonly observe: Observe;
  readonly system: AskSystem;
  /** The routes of now, whose options a rehearsal has; and the console's own address, "" for none. */
  readonly rehearsed: () => RehearsedRoutes & { readonly consoleUrl: string };
  readonly overrides: OverrideDesk;
  readonly commands: Pick<CommandDesk, "routes" | "call">;
  readonly faults: FaultDesk;
  readonly plans: Pick<Cutover, "desk" | "problem">;
};

/** The asker's signal goes all the way to the engine. */
export function asker({ readerOf, ...deps }: RouteDeps): (request: ApiRequest) => QueryDeps {
  return ({ signal, caller }) => ({ ...deps, reader: readerOf(caller), signal });
}

type JsonRoute = Pick<Route, "summary" | "parameters"> & {
  readonly schema: z.ZodType;
  readonly handle: (request: ApiRequest) => Promise<unknown>;
};

export function json(path: string, { summary, parameters, schema, handle }: JsonRoute): Route {
  return { path, summary, parameters, answer: { kind: "json", schema, handle } };
}

/** Parameters that are read without being declared would be missing from the description. */
export function declaredOnly(route: Route, text: ParameterTexts): ParameterTexts {
  return (name) => {
    assert(route.parameters.includes(name), `${route.path} declares the parameter ${name}`);
    return text(name);
  };
}
