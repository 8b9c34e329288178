/** The routes that need no store: a check of pasted messages, and the standards in words. */
import { checkText, textOfBody } from "./check.ts";
import type { CheckAnswer, ExplanationAnswer, ReferenceAnswer } from "./contract.ts";
import { messageSchemaOf } from "./message-schema.ts";
import { explanationOf, referenceOf } from "./reference.ts";
import * as referenceSchemas from "./reference-schemas.ts";
import { choiceOf } from "./requests.ts";
import { json, type Route, type RouteDeps } from "./route.ts";
import * as schemas from "./schemas.ts";
import type { SchemaAnswer } from "./tool-contract.ts";
import * as toolSchemas from "./tool-schemas.ts";

export function toolRoutes(deps: RouteDeps): readonly Route[] {
  return [
    {
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
    },
    json("/api/schema/{version}/{action}", {
      summary: "The JSON schema of a message, as every message is held against it.",
      parameters: ["kind"],
      schema: toolSchemas.schemaSchema,
      handle: async ({ text, part }) =>
        messageSchemaOf({
          ...{ version: part("version"), action: part("action") },
          kind: choiceOf(text, "kind", ["request", "response"]),
        }) satisfies SchemaAnswer,
    }),
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
}
