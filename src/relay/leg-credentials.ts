/**
 * What ocpptap shows a CSMS that it dials itself: of a translated station, or a further back-end.
 * In: the `credentials` of routes, and files of theirs that are read once, at start. Out: the value of an `Authorization` header. Promised: a file
 * that cannot be used is told at start; a station's own header goes on byte for byte.
 */

import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { basicAuthorization } from "../base/basic.ts";
import { OperationalError, problemOf } from "../base/errors.ts";
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { CredentialsConfig } from "../config/translate.ts";
import type { Route } from "./route.ts";

export type LegCredentials = {
  /**
   * `own`: the station's header as received. Null: none is to be sent. Undefined: the station is
   * not listed, and must not be let in under another's name.
   */
  readonly authorizationOf: (
    dialled: Dialled,
    stationId: StationId,
    own: string | null,
  ) => string | null | undefined;
};

type Dialled = Pick<Route, "upstream" | "credentials">;

const fileSchema = z.record(
  z.string(),
  z.strictObject({ user: z.string().optional(), password: z.string() }),
);

type Listed = ReadonlyMap<
  string,
  { readonly user?: string | undefined; readonly password: string }
>;

export async function readLegCredentials(routes: readonly Route[]): Promise<LegCredentials> {
  const files = new Map<string, Listed>();
  for (const { mode, file } of routes.flatMap(credentialsOf)) {
    const isNeeded = mode === "perStation";
    if (isNeeded && file !== undefined && !files.has(file)) files.set(file, await readListed(file));
  }
  return {
    authorizationOf({ upstream, credentials }, stationId, own) {
      if (credentials === null) return upstream.authorization;
      const { mode, file, user, password } = credentials;
      switch (mode) {
        case "passthrough":
          return own ?? upstream.authorization;
        case "static":
          return basicAuthorization(user ?? stationId, password ?? "");
        case "perStation": {
          const listed = files.get(file ?? "")?.get(stationId);
          return listed === undefined
            ? undefined
            : basicAuthorization(listed.user ?? stationId, listed.password);
        }
      }
    },
  };
}

function credentialsOf({ credentials, backends }: Route): readonly CredentialsConfig[] {
  const all = [credentials, ...backends.map((each) => each.credentials)];
  return all.filter((each) => each !== null);
}

async function readListed(file: string): Promise<Listed> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > limits.credentialsFileBytesMax) throw new Error("it is too large");
    const listed = fileSchema.safeParse(yamlOf(bytes.toString("utf8")) ?? {});
    if (listed.success) return new Map(Object.entries(listed.data));
    // What is wrong with a secret is not shown.
    const [first] = listed.error.issues;
    throw new Error(`${first?.path.join(".") ?? ""}: write \`id: { user, password }\``);
  } catch (thrown) {
    const problem = problemOf(thrown);
    throw new OperationalError("CONFIG_UNREADABLE", { file, problem }, { cause: thrown });
  }
}

/** The parser's own sentences cite the text around a fault, and names in it. */
function yamlOf(text: string): unknown {
  const lineCounter = new LineCounter();
  // Nothing of it is to be warned of, either: warnings cite what they are about.
  const how = { lineCounter, prettyErrors: false, logLevel: "error" } as const;
  const document = parseDocument(text, how);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    throw new Error(`line ${lineCounter.linePos(fault.pos[0]).line}: it is not valid YAML`);
  }
  try {
    return document.toJS();
  } catch {
    // They lead nowhere, or multiply; which they are may be a password that begins with *.
    throw new Error("its aliases cannot be followed; put text that begins with * in quotes");
  }
}
