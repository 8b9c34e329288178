import { expect, it } from "vitest";
import { toolRoutes } from "../../src/console/tool-routes.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

it("answers what the standards say without asking the store", async () => {
  const route = toolRoutes(idleDeps).find(({ path }) => path === "/api/reference");
  if (route?.answer.kind !== "json") throw new Error("no such route");
  const request = {
    text: () => "",
    part: () => "",
    signal: new AbortController().signal,
    ...nobody,
  };
  const answer = route.answer.schema.parse(await route.answer.handle(request));
  expect(answer).toMatchObject({
    actions: expect.arrayContaining([expect.objectContaining({ action: "Heartbeat" })]),
  });
});
