import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { actionsOf, schemaOf, schemasOf } from "../../src/ocpp/schemas.ts";
import { type OcppVersion, ocppVersions } from "../../src/ocpp/versions.ts";

const require = createRequire(import.meta.url);

type Node = Record<string, unknown>;

/** Two independent copies of the official schemas must say the same. */
const second = {
  "1.6": require("ocpp-rpc/lib/schemas/ocpp1_6.json"),
  "2.0.1": require("ocpp-rpc/lib/schemas/ocpp2_0_1.json"),
  "2.1": require("ocpp-rpc/lib/schemas/ocpp2_1.json"),
} as Record<OcppVersion, Node[]>;

/** What the schema demands, free of how it is written down. */
function flatten(node: unknown, root: Node, out: Map<string, string>, path = ""): void {
  let schema = node as Node;
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const definitions = root["definitions"] as Record<string, Node>;
    schema = definitions[ref.replace("#/definitions/", "")] as Node;
  }
  for (const keyword of [
    ...["type", "format", "maxLength", "minItems", "maxItems", "minimum", "maximum"],
    "multipleOf",
  ]) {
    if (schema[keyword] !== undefined) out.set(`${path} ${keyword}`, String(schema[keyword]));
  }
  for (const keyword of ["required", "enum"]) {
    const list = schema[keyword] as unknown[] | undefined;
    if (list !== undefined && list.length > 0)
      out.set(`${path} ${keyword}`, [...list].sort().join());
  }
  if (schema["type"] === "object" && schema["additionalProperties"] === false) {
    out.set(`${path} closed`, "true");
  }
  for (const [name, child] of Object.entries((schema["properties"] ?? {}) as Node)) {
    flatten(child, root, out, `${path}/${name}`);
  }
  if (schema["items"] !== undefined) flatten(schema["items"], root, out, `${path}/*`);
}

function flat(schema: unknown): Map<string, string> {
  const out = new Map<string, string>();
  flatten(schema, schema as Node, out);
  return out;
}

const nameOf = (id: string) =>
  id
    .replace("urn:", "")
    .replace(/\.req$/, "Request")
    .replace(/\.conf$/, "Response");

it.each(ocppVersions)("the schemas of %s are those of a second source", (version) => {
  const others = new Map(second[version].map((schema) => [nameOf(String(schema["$id"])), schema]));
  const ours = schemasOf(version);
  expect([...ours.keys()].sort()).toEqual([...others.keys()].sort());
  for (const [name, schema] of ours) {
    expect(Object.fromEntries(flat(schema)), name).toEqual(
      Object.fromEntries(flat(others.get(name))),
    );
  }
});

it("knows every action of every version", () => {
  expect(ocppVersions.map((version) => actionsOf(version).length)).toEqual([39, 64, 91]);
  expect(ocppVersions.map((version) => schemasOf(version).size)).toEqual([78, 128, 181]);
  expect(actionsOf("2.1")).toContain("NotifyPeriodicEventStream");
});

it("finds nothing under names that only objects have", () => {
  for (const action of ["__proto__", "constructor", "toString", "", "Authorize "]) {
    for (const kind of ["request", "response", "send"] as const) {
      expect(schemaOf("1.6", action, kind)).toBeNull();
    }
  }
  expect(schemaOf("2.1", "AuthorizeRequest", "send")).toBeNull();
  expect(schemaOf("2.1", "NotifyPeriodicEventStream", "send")).not.toBeNull();
});
