import { expect, it } from "vitest";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

it("migrate says that there is no store to migrate", async () => {
  const { run, stderr, stdout } = world();
  expect(await run("migrate", "--data", await tempDir())).toBe(1);
  expect(stderr.text).toContain("is not running.\nStart `ocpptap serve`");
  expect(await run("migrate", "--store", "http://127.0.0.1:1")).toBe(1);
  expect(stderr.text).toContain("The store at http://127.0.0.1:1 cannot be reached");
  expect(stdout.text).toBe("");
});
