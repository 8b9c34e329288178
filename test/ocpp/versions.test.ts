import { expect, it } from "vitest";
import { versionOfSubprotocol } from "../../src/ocpp/versions.ts";

it("knows the version of each subprotocol token, whatever its case", () => {
  expect(versionOfSubprotocol("ocpp1.6")).toBe("1.6");
  expect(versionOfSubprotocol("OCPP2.0.1 ")).toBe("2.0.1");
  expect(versionOfSubprotocol("ocpp2.1")).toBe("2.1");
});

it("knows no version for anything else", () => {
  for (const token of [null, "", "ocpp2.0", "ocpp1.5", "constructor", "__proto__", ",ocpp2.0.1"]) {
    expect(versionOfSubprotocol(token)).toBeNull();
  }
});
