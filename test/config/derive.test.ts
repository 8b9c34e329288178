import { describe, expect, it } from "vitest";
import { envOf, flagOf } from "../../src/config/derive.ts";
import { settableFields } from "../../src/config/fields.ts";

describe("the names of a key", () => {
  it("are made from its path", () => {
    expect(envOf("spool.bytesMax")).toBe("OCPPTAP_SPOOL_BYTES_MAX");
    expect(flagOf("spool.bytesMax")).toBe("--spool.bytes-max");
    expect(envOf("data")).toBe("OCPPTAP_DATA");
    expect(flagOf("data")).toBe("--data");
  });

  it("are different for different keys, and none is another's file variable", () => {
    const names = settableFields.map((field) => envOf(field.path));
    expect(new Set(names).size).toBe(names.length);
    const files = names.map((name) => `${name}_FILE`);
    expect(names.filter((name) => files.includes(name) || name === "OCPPTAP_CONFIG")).toEqual([]);
  });
});
