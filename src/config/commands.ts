/** Which calls operators may send to the stations of a route. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { actionsFrom } from "./actions.ts";
import { integer } from "./values.ts";

/** Any action: also those that are only in some version, or of a vendor. */
export const ANY_ACTION = "*";

export const commandsSchema = z.strictObject({
  actions: z
    .union([
      z.literal(ANY_ACTION).transform(() => [ANY_ACTION]),
      z.tuple([z.literal(ANY_ACTION)]).transform(() => [ANY_ACTION]),
      actionsFrom("csms"),
    ])
    .describe("Actions that may be called; * for all.")
    .meta({
      example: "TriggerMessage, GetConfiguration, GetLog",
      type: "names of actions that a CSMS calls, separated by commas, or *",
    }),
  perMinute: integer(1, limits.commandsPerMinuteMax)
    .default(limits.commandsPerMinute)
    .describe("Calls that one station gets within a minute."),
  timeoutMs: integer(limits.operatorCallMsMin, limits.operatorCallMsMax)
    .default(limits.commandMs)
    .describe(
      "How long a call may take, its wait for the CSMS's calls included, where its sender does not say. Unit: ms.",
    ),
});

export type CommandsConfig = z.output<typeof commandsSchema>;

/** What is wrong with a route's `commands`; null for nothing. */
export function commandsProblem(
  mode: "transparent" | "translate",
  commands: CommandsConfig | undefined,
): string | null {
  return commands === undefined || mode === "transparent"
    ? null
    : "has `commands`, which need mode: transparent: the translator speaks to its stations alone";
}

export function permits({ actions }: CommandsConfig, action: string): boolean {
  return actions.includes(ANY_ACTION) || actions.includes(action);
}
