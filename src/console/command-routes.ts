/** The routes about calls that operators send to stations. */
import { limits } from "../base/limits.ts";
import type { CommandAnswer as Called } from "../fleet/command-desk.ts";
import type { CommandAnswer, CommandRoutesAnswer } from "./command-contract.ts";
import { commandAnswerSchema, commandBodySchema, commandRoutesSchema } from "./command-schemas.ts";
import { invalidRequest } from "./requests.ts";
import { json, type Route, type RouteDeps } from "./route.ts";

export function commandRoutes({ commands }: Pick<RouteDeps, "commands">): readonly Route[] {
  return [
    json("/api/commands", {
      summary: "The routes whose stations operators may call, and what.",
      parameters: [],
      schema: commandRoutesSchema,
      handle: async () => ({ routes: commands.routes() }) satisfies CommandRoutesAnswer,
    }),
    {
      path: "/api/stations/{id}/commands",
      summary:
        "Sends a call to a connected station, beside its CSMS, and waits for the answer, which the CSMS does not see. With `force` also what the schema of the station's version does not allow.",
      parameters: ["force"],
      answer: {
        kind: "post",
        bodySchema: commandBodySchema,
        schema: commandAnswerSchema,
        handle: async (body, request) => {
          const stationId = request.part("id");
          const by = `operator ${request.caller}`.slice(0, limits.commandByChars);
          const how = { by, isForced: request.isSaid("force") };
          return answerOf(stationId, await commands.call(stationId, commandIn(body), how));
        },
      },
    },
  ];
}

function commandIn(body: unknown) {
  const parsed = commandBodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw invalidRequest(
    `${where === "" ? "its body" : where} is not right`,
    'Send e.g. {"action":"TriggerMessage","payload":{"requestedMessage":"Heartbeat"}}.',
  );
}

function answerOf(stationId: string, called: Called): CommandAnswer {
  const { linkId, version, messageId, seq, answerSeq, latencyMs, text, isCut } = called;
  return {
    ...{ stationId, ocppVersion: version, messageId, linkId, seq, answerSeq, latencyMs },
    ...readAnswer(text),
    ...{ text, isCut },
  };
}

/** Both null where it is no JSON, as it may be where it was cut. */
function readAnswer(text: string): Pick<CommandAnswer, "answer" | "error"> {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return { answer: null, error: null };
  }
  const [type, , first, description, details = null]: readonly unknown[] = Array.isArray(parts)
    ? parts
    : [];
  if (type === 3) return { answer: first ?? null, error: null };
  const error = { code: String(first), description: String(description ?? ""), details };
  return { answer: null, error };
}
