import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { commandRoutes } from "../../src/console/command-routes.ts";
import { commandAnswerSchema, commandRoutesSchema } from "../../src/console/command-schemas.ts";
import type { ApiRequest } from "../../src/console/route.ts";
import type { Command, CommandHow } from "../../src/fleet/command-desk.ts";
import { nobody } from "./idle-deps.ts";

function routesWith(text: string) {
  const asked: { readonly command: Command; readonly how: CommandHow }[] = [];
  const [list, send] = commandRoutes({
    commands: {
      routes: () => [{ match: "/{station}", actions: ["Reset"], perMinute: 6, timeoutMs: 30_000 }],
      async call(_stationId, command, how) {
        asked.push({ command, how });
        return {
          ...{ kind: "answered", messageId: "x-1", text, isCut: false, seq: 1, answerSeq: 2 },
          ...{ latencyMs: 5, linkId: "l", version: "1.6" },
        };
      },
    },
  });
  const request: ApiRequest = {
    ...nobody,
    ...{ text: () => "", part: () => "CP-1", signal: new AbortController().signal },
    ...{ caller: "anna", isSaid: (name) => name === "force" },
  };
  return {
    asked,
    list: async () => (list?.answer.kind === "json" ? list.answer.handle(request) : null),
    send: async (body: unknown) =>
      send?.answer.kind === "post" ? send.answer.handle(body, request) : null,
  };
}

it("lists what may be called", async () => {
  expect(commandRoutesSchema.parse(await routesWith("").list()).routes).toHaveLength(1);
});

it("sends in the name of who asks, and reads a result, an error and what is neither", async () => {
  const reset = { action: "Reset", payload: { type: "Soft" } };
  const result = routesWith('[3,"x-1",{"status":"Accepted"}]');
  expect(commandAnswerSchema.parse(await result.send(reset))).toMatchObject({
    ...{ stationId: "CP-1", ocppVersion: "1.6", answer: { status: "Accepted" }, error: null },
  });
  expect(result.asked).toEqual([{ command: reset, how: { by: "operator anna", isForced: true } }]);
  const error = await routesWith('[4,"x-1","NotSupported","no",{"a":1}]').send(reset);
  expect(commandAnswerSchema.parse(error)).toMatchObject({
    ...{ answer: null, error: { code: "NotSupported", description: "no", details: { a: 1 } } },
  });
  const cut = await routesWith('[3,"x-1",{"sta').send(reset);
  expect(commandAnswerSchema.parse(cut)).toMatchObject({ answer: null, error: null });
});

it("refuses a body that is no call, and says what one looks like", async () => {
  for (const body of [null, {}, { action: "Reset", payload: [] }, { action: "Reset", more: 1 }]) {
    const { send, asked } = routesWith("");
    await expect(send(body)).rejects.toThrow(OperationalError);
    expect(asked).toEqual([]);
  }
});
