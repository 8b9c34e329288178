/** Further back-ends of a route: CSMSs that see its stations beside the one that is in charge. */
import { z } from "zod";
import { limits } from "../base/limits.ts";
import { actionsFrom } from "./actions.ts";
import { upstreamTlsProblem, upstreamTlsSchema } from "./tls.ts";
import { type CredentialsConfig, credentialsProblem, credentialsSchema } from "./translate.ts";
import { integer, path, upstreamUrl } from "./values.ts";

const milliseconds = integer;

export const backendSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,32}$/, "1 to 32 letters, digits, dots, dashes, underscores")
    .describe("Its name in the record, in metrics and log lines.")
    .meta({ example: "energy" }),
  upstream: upstreamUrl()
    .describe("URL of the back-end, with {station} as in a route. The query is not passed on.")
    .meta({ example: "wss://energy.example/ocpp/{station}" }),
  upstreamCa: path()
    .optional()
    .describe(
      "PEM file with the CAs that may sign the back-end's certificate, instead of the system's.",
    )
    .meta({ example: "tls/energy-ca.pem" }),
  upstreamTls: upstreamTlsSchema.optional().describe("What is shown to a wss:// back-end."),
  credentials: credentialsSchema
    .optional()
    .describe(
      "What ocpptap shows the back-end; passthrough gives it the station's password for the CSMS. Absent: user and password of the URL, or nothing.",
    ),
  sees: actionsFrom("station")
    .optional()
    .describe("Calls of the station that it gets a copy of. Absent: all.")
    .meta({ example: "BootNotification, StatusNotification, MeterValues" }),
  actions: actionsFrom("csms")
    .default([])
    .describe("Calls of its own that go to the station. All others are refused.")
    .meta({ example: "SetChargingProfile, ClearChargingProfile" }),
  pingMs: milliseconds(0, 3_600_000)
    .default(limits.csmsPingMs)
    .describe("Between our pings to the back-end; 0 for none. Unit: ms."),
});

export type BackendConfig = z.output<typeof backendSchema>;

/** What is wrong with a route's `backends`; null for nothing. */
export function backendsProblem(
  mode: "transparent" | "translate",
  backends: readonly BackendConfig[],
): string | null {
  if (backends.length > 0 && mode !== "transparent") {
    return "has `backends`, which only routes with mode: transparent have";
  }
  const names = backends.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `has two backends with the name ${twice}`;
  for (const { name, upstreamTls, credentials } of backends) {
    const tls = upstreamTls === undefined ? null : upstreamTlsProblem(upstreamTls);
    const problem = tls ?? shownProblem(credentials);
    if (problem !== null) return `backend ${name} ${problem}`;
  }
  return null;
}

function shownProblem(credentials: CredentialsConfig | undefined): string | null {
  return credentials === undefined ? null : credentialsProblem(credentials);
}
