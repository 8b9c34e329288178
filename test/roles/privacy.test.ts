import { expect, it } from "vitest";
import { openHashToken, openRedact, openSpoolDisk } from "../../src/roles/privacy.ts";
import { contextFor } from "./context.ts";

it("hides as configured: names, tokens and the spool", async () => {
  const { config } = await contextFor({ record: { redact: "Depot", hashIdTokens: true } });
  const redact = await openRedact(config);
  const hash = await openHashToken(config);
  const text = '[2,"1","X",{"depot":"north","idTag":"A1"}]';
  expect(redact(text)?.text).toBe(`[2,"1","X",{"depot":"*****","idTag":"${hash?.("A1")}"}]`);
  expect((await openSpoolDisk(config)).create).toBeTypeOf("function");
});

it("keeps tokens unless asked", async () => {
  const { config } = await contextFor({});
  expect(await openHashToken(config)).toBeNull();
});
