import { expect, it } from "vitest";
import { askHealth } from "../../src/observe/status.ts";
import { startRecorderRole } from "../../src/roles/recorder.ts";
import { contextFor } from "./context.ts";

it("runs without a store, says so, is not ready, and can be closed", async () => {
  const context = await contextFor({ store: { url: "http://127.0.0.1:9/ocpptap" } });
  const role = await startRecorderRole(context);
  const health = await askHealth(context.runDir, "recorder");
  expect(health?.ready).toBe(false);
  let isReady = false;
  void role.ready?.then(() => {
    isReady = true;
  });
  await role.close();
  expect(isReady).toBe(false);
});
