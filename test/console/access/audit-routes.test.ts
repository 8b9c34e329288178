import { expect, it } from "vitest";
import { auditRoutes } from "../../../src/console/access/audit-routes.ts";
import { nobody } from "../idle-deps.ts";

it("reads as many entries as are asked for", async () => {
  const asked: number[] = [];
  const [route] = auditRoutes({
    read: (limit) => {
      asked.push(limit);
      return Promise.resolve([]);
    },
  });
  const text = () => "7";
  const signal = new AbortController().signal;
  const answer =
    route?.answer.kind === "json" &&
    (await route.answer.handle({ ...nobody, text, signal, part: () => "" }));
  expect([answer, asked]).toEqual([{ entries: [] }, [7]]);
});
