import { describe, expect, it } from "vitest";
import {
  type ConfigField,
  childrenOf,
  configFields,
  fieldAt,
  settableFields,
} from "../../src/config/fields.ts";

function all(field: ConfigField): readonly ConfigField[] {
  return [field, ...childrenOf(field).flatMap(all)];
}

describe("configFields", () => {
  it("has a sentence for every key", () => {
    const everything = configFields.flatMap(all);
    expect(everything.length).toBeGreaterThan(30);
    expect(everything.filter((field) => !/\.$/.test(field.description))).toEqual([]);
  });

  it("knows types, defaults and choices", () => {
    expect(fieldAt(["log", "level"])).toMatchObject({
      path: "log.level",
      type: "debug | info | warn | error",
      fallback: "info",
      isRequired: false,
    });
    expect(fieldAt(["listen", 0, "tls", "key"])).toMatchObject({
      path: "listen[].tls.key",
      isRequired: true,
      isPath: true,
    });
    expect(fieldAt(["listen"])).toMatchObject({ kind: "list", shorthand: "address" });
    expect(fieldAt(["nothing"])).toBeNull();
  });

  it("gives every settable key a default or makes it optional", () => {
    expect(settableFields.filter((field) => field.isRequired)).toEqual([]);
    expect(settableFields.map((field) => field.path)).toContain("spool.bytesMax");
  });
});
