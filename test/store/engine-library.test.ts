import { describe, expect, it } from "vitest";
import { loadEngineLibrary } from "../../src/store/engine-library.ts";

describe("the engine's library", () => {
  it.each([
    ["win32-x64", "there is none for win32-x64"],
    ["darwin-arm64", "@chdb/lib-darwin-arm64 is not installed"],
  ])("names the external server where it is missing, as on %s", async (platform, problem) => {
    await expect(loadEngineLibrary(platform)).rejects.toMatchObject({
      code: "STORE_ENGINE_MISSING",
      message: expect.stringContaining(problem),
      remedy: expect.stringContaining("--store http://user:password@host:8123/ocpptap"),
    });
  });
});
