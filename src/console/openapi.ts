/** Routes, schemas and the fields of the search language → `/openapi.json` (OpenAPI 3.1). */
import { z } from "zod";
import { assert } from "../base/assert.ts";
import { fieldNames, fields, languageRules, payloadField } from "../query/fields.ts";
import { sessionSchema, signInSchema } from "./access-schemas.ts";
import { type ParameterName, parameters } from "./requests.ts";
import type { Route } from "./route.ts";
import { aliveSchema, components, errorSchema, readySchema } from "./schemas.ts";

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [methodOf(route)]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "ocpptap",
      version,
      description: `The record of all OCPP messages between stations and their CSMS. It is read; what is written is how stations are relayed: route overrides, and faults on purpose for test benches.\n\n${searchLanguage()}`,
    },
    paths: {
      ...paths,
      ...sessionPaths(),
      "/healthz": { get: plain("This process is alive.", aliveSchema) },
      "/readyz": { get: { ...plain("Every role is ready; 503 if not.", readySchema) } },
      "/metrics": {
        get: {
          summary: "Metrics of all roles of this machine.",
          responses: { 200: content("Prometheus text.", "text/plain", { type: "string" }) },
        },
      },
    },
    components: {
      schemas: componentSchemas(),
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
    security: [{ token: [] }],
  };
}

/** What `access/session-routes.ts` serves: it deals in cookies, which routes know nothing of. */
function sessionPaths(): Record<string, Record<string, Json>> {
  const types = { "application/json": { schema: jsonSchema(signInSchema) } };
  const goes = { responses: { 302: { description: "Where the browser goes next." } } };
  return {
    "/api/session": {
      get: plain("Who asks, with which role, and how one can sign in.", sessionSchema),
      post: {
        ...plain("Signs a browser in: a token for a cookie.", sessionSchema),
        requestBody: { required: true, content: types },
      },
      delete: plain("Signs a browser out.", sessionSchema),
    },
    "/api/session/oidc": { get: { summary: "Sends a browser to the provider.", ...goes } },
    "/api/session/oidc/callback": { get: { summary: "Where it comes back to.", ...goes } },
  };
}

function methodOf({ answer }: Route): "get" | "post" | "put" | "delete" {
  const { kind } = answer;
  return kind === "post" || kind === "put" || kind === "delete" ? kind : "get";
}

function operation(route: Route): Json {
  const parts = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    summary: route.summary,
    parameters: [...parts, ...route.parameters.map(queryParameter)],
    ...requestBody(route),
    responses: {
      200: answerOf(route),
      default: content(
        "What is wrong, and what to do.",
        "application/json",
        jsonSchema(errorSchema),
      ),
    },
  };
}

function requestBody({ answer }: Route): Json {
  if (answer.kind !== "post" && answer.kind !== "put") return {};
  const types = {
    "application/json": { schema: jsonSchema(answer.bodySchema) },
    ...(answer.kind === "post" && { "text/plain": { schema: { type: "string" } } }),
  };
  return { requestBody: { required: true, content: types } };
}

function queryParameter(name: ParameterName): Json {
  return { name, in: "query", required: false, ...parameters[name] };
}

function answerOf({ summary, answer }: Route): Json {
  switch (answer.kind) {
    case "json":
    case "post":
    case "put":
    case "delete":
      return content(summary, "application/json", jsonSchema(answer.schema));
    case "events":
      return content(answer.events, "text/event-stream", { type: "string" });
    case "download":
      return {
        description: summary,
        content: Object.fromEntries(
          answer.contentTypes.map((type) => [type.split(";")[0], { schema: { type: "string" } }]),
        ),
      };
  }
}

function plain(summary: string, schema: z.ZodType): Json {
  return {
    summary,
    responses: { 200: content(summary, "application/json", jsonSchema(schema)) },
  };
}

function content(description: string, type: string, schema: Json): Json {
  return { description, content: { [type]: { schema } } };
}

function jsonSchema(schema: z.ZodType): Json {
  const id = components.get(schema)?.id;
  assert(id !== undefined, "every answer has a name in the description");
  return { $ref: uri(id) };
}

function uri(id: string): string {
  return `#/components/schemas/${id}`;
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(components, { io: "output", uri });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

/** The same table that the parser reads. */
function searchLanguage(): string {
  const lines = fieldNames.map(
    (name) => `- \`${name}:\` ${fields[name].description} E.g. ${code(fields[name].examples)}.`,
  );
  return [
    "The search language, of the parameter `q`:",
    "",
    ...languageRules.map((rule) => `- ${rule}`),
    "",
    "Fields:",
    "",
    ...lines,
    `- \`${payloadField.name}\` ${payloadField.description} E.g. ${code(payloadField.examples)}.`,
  ].join("\n");
}

function code(examples: readonly string[]): string {
  return examples.map((example) => `\`${example}\``).join(", ");
}
