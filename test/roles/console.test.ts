import { expect, it } from "vitest";
import { startConsoleRole } from "../../src/roles/console.ts";
import { contextFor } from "./context.ts";

it("serves without a store, and says what is missing", async () => {
  const context = await contextFor({
    console: { address: "0" },
    store: { url: "http://127.0.0.1:9/ocpptap" },
  });
  const role = await startConsoleRole(context);
  expect((await fetch(`${role.address}/healthz`)).status).toBe(200);
  const ready = await fetch(`${role.address}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false });
  const found = await fetch(`${role.address}/api/messages`);
  expect(found.status).toBe(503);
  expect(await found.json()).toMatchObject({ error: { code: "STORE_UNREACHABLE" } });
  await role.close();
});
