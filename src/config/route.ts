/** A route: which stations go to which CSMS, and how. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { backendSchema } from "./backends.ts";
import { commandsSchema } from "./commands.ts";
import { stationAuthSchema, upstreamTlsSchema } from "./tls.ts";
import { translateSchema } from "./translate.ts";
import { path, upstreamUrl, yesNo } from "./values.ts";

export const routeSchema = z.strictObject({
  match: z
    .string()
    .startsWith("/")
    .refine((value) => value.split("{station}").length === 2, "must contain {station} once")
    .describe("Path that stations connect to, e.g. /ocpp/{station}. The first match wins.")
    .meta({ example: "/ocpp/{station}" }),
  upstream: upstreamUrl()
    .describe(
      "URL of the CSMS. {station} is replaced by the path's tail as received; without it the tail is appended.",
    )
    .meta({ example: "wss://csms.example/ocpp/{station}" }),
  mode: z
    .enum(["transparent", "translate"])
    .default("transparent")
    .describe("transparent: bytes go untouched. translate: between two versions of OCPP.")
    .meta({ example: "translate" }),
  upstreamCa: path()
    .optional()
    .describe(
      "PEM file with the CAs that may sign the CSMS's certificate, instead of the system's.",
    )
    .meta({ example: "tls/csms-ca.pem" }),
  upstreamTls: upstreamTlsSchema.optional().describe("What is shown to a wss:// CSMS."),
  auth: stationAuthSchema
    .optional()
    .describe(
      "Passwords of stations that are checked before the CSMS is asked. The header goes on to it untouched. Absent: the CSMS alone decides.",
    ),
  translate: translateSchema.optional().describe("With mode translate: how."),
  faults: yesNo()
    .optional()
    .describe(
      "Whether people may set faults on purpose for its stations: messages delayed, dropped, doubled, broken, answered here. For test benches. Absent: no. Only with mode transparent.",
    )
    .meta({ example: "false" }),
  commands: commandsSchema
    .optional()
    .describe(
      "Calls that operators may send to its stations, beside the CSMS: see docs/operations/commands.md. Absent: none. Only with mode transparent.",
    ),
  backends: z
    .array(backendSchema)
    .max(limits.backendsMax)
    .optional()
    .describe(
      "Further CSMSs, such as an energy manager, that get a copy of what the stations call, and may call them where `actions` says so. Absent: none.",
    ),
});
