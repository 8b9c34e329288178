/** Configuration keys and the variables that they are. */
import { expect, it } from "vitest";
import { keyRows } from "../../../src/translate/config-keys.ts";
import { readValue, writtenValue } from "../../../src/translate/variable-values.ts";

it("what is written to a key is what is read from it", () => {
  const usual = { boolean: "true", integer: "17", string: "abc", MemberList: "Voltage,SoC" };
  for (const row of keyRows) {
    const written = writtenValue(row, usual[row.dataType]);
    expect(written.kind).toBe("value");
    if (written.kind === "value") {
      expect(readValue(row, written.value), row.key).toBe(usual[row.dataType]);
    }
  }
});
