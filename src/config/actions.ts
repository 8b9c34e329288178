/** Lists of actions, as a person writes them: by the standards' names, of any version. */
import { z } from "zod";
import type { Sender } from "../base/ids.ts";
import { actionsOf, sendersOfAction } from "../ocpp/actions.ts";
import { ocppVersions } from "../ocpp/versions.ts";

/** Actions that `sender` may call in some version; a text is separated by commas. */
export function actionsFrom(sender: Sender) {
  const known = knownOf(sender);
  return z
    .union([z.string(), z.array(z.string()).max(known.size)])
    .transform((value, context) => {
      const given = typeof value === "string" ? value.split(",") : value;
      const named = [...new Set(given.map((name) => name.trim()).filter((name) => name !== ""))];
      const unknown = named.find((name) => !known.has(name));
      if (unknown === undefined) return named;
      const message = `"${unknown}" is no action that a ${nameOf[sender]} calls`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta({ type: `names of actions that a ${nameOf[sender]} calls, separated by commas` });
}

const nameOf = { station: "station", csms: "CSMS" } satisfies Record<Sender, string>;

function knownOf(sender: Sender): ReadonlySet<string> {
  const named = ocppVersions.flatMap((version) =>
    [...actionsOf(version)].filter((action) => sendersOfAction(version, action)?.includes(sender)),
  );
  return new Set(named);
}
