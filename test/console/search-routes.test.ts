import { expect, it } from "vitest";
import { parameterTexts } from "../../src/console/requests.ts";
import { searchRoutes } from "../../src/console/search-routes.ts";
import { fieldNames } from "../../src/query/fields.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

function ask(path: string, query: Readonly<Record<string, string>> = {}) {
  const answer = searchRoutes(idleDeps).find((route) => route.path === path)?.answer;
  if (answer?.kind !== "json") throw new Error("no such route");
  const signal = new AbortController().signal;
  return answer.handle({ text: parameterTexts(query), part: () => "", signal, ...nobody });
}

it("lists every field of the search language, and its rules, without asking the store", async () => {
  const { fields } = (await ask("/api/search/fields")) as { fields: { name: string }[] };
  expect(fields.map(({ name }) => name)).toEqual([...fieldNames, "payload"]);
});

it("refuses a number of bars that no screen could show", async () => {
  await expect(ask("/api/histogram", { buckets: "0" })).rejects.toThrow("buckets");
  await expect(ask("/api/histogram", { buckets: "99999" })).rejects.toThrow("buckets");
});
