import { expect, it } from "vitest";
import { auditRoutes } from "../../src/console/access/audit-routes.ts";
import { openApiDocument } from "../../src/console/openapi.ts";
import { apiRoutes } from "../../src/console/routes.ts";
import { fieldNames } from "../../src/query/fields.ts";
import { idleDeps } from "./idle-deps.ts";

const audit = auditRoutes({ read: () => Promise.resolve([]) });
const document = openApiDocument([...apiRoutes(idleDeps), ...audit], "1");
const text = JSON.stringify(document);

it("describes every route of the design", () => {
  expect(Object.keys(document["paths"] as object)).toEqual(
    expect.arrayContaining([
      "/api/messages",
      "/api/messages/{linkId}/{seq}",
      "/api/links",
      "/api/transactions",
      "/api/transactions/{key}",
      "/api/stations",
      "/api/stations/{id}",
      "/api/stations/{id}/diagnosis",
      "/api/findings",
      "/api/findings/trend",
      "/api/findings/new-since",
      "/api/drops",
      "/api/rules",
      "/api/live",
      "/api/export",
      "/api/check",
      "/api/audit",
      "/api/session",
      "/api/schema/{version}/{action}",
      "/api/system",
      "/healthz",
      "/readyz",
      "/metrics",
    ]),
  );
});

it("every reference leads to a schema, and every schema is referred to", () => {
  const { schemas } = document["components"] as { schemas: Record<string, object> };
  const asked = new Set(
    [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]),
  );
  expect([...asked].toSorted()).toEqual(Object.keys(schemas).toSorted());
});

it("explains every field of the search language", () => {
  for (const name of fieldNames) expect(text).toContain(`\`${name}:\``);
});
