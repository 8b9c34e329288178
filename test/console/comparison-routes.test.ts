import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { comparisonRoutes } from "../../src/console/comparison-routes.ts";
import { idleDeps, nobody } from "./idle-deps.ts";

type Query = (statement: string) => Promise<[]>;

function ask(query: Query): () => Promise<unknown> {
  const [route] = comparisonRoutes({ ...idleDeps, readerOf: () => ({ query }) });
  const answer = route?.answer;
  if (answer?.kind !== "json") throw new Error("no such route");
  const request = {
    text: () => "",
    part: () => "",
    signal: new AbortController().signal,
    ...nobody,
  };
  return async () => answer.schema.parse(await answer.handle(request));
}

it("only so many run at once; the next one is told to come again, and may", async () => {
  const { promise, resolve } = Promise.withResolvers<[]>();
  const compare = ask(() => promise);
  const running = Array.from({ length: limits.comparisonsAtOnce }, compare);
  await expect(compare()).rejects.toMatchObject({ code: "COMPARISONS_FULL" });
  resolve([]);
  await Promise.all(running);
  expect(await compare()).toMatchObject({ pairs: 0 });
});

it("an empty record is an answer that says that nothing was compared", async () => {
  const asked: string[] = [];
  const compare = ask(async (statement) => {
    asked.push(statement);
    return [];
  });
  const answer = await compare();
  expect(answer).toMatchObject({ pairs: 0, shadowMessages: 0, differences: [], isWhole: true });
  expect(asked.length).toBeGreaterThan(1);
});
