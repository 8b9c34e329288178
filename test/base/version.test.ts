import { expect, it } from "vitest";
import { version } from "../../src/base/version.ts";
import { run } from "../support/serve.ts";

it("is what the program says of itself", async () => {
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect((await run(["--version"])).stdout.trim()).toBe(version);
});
