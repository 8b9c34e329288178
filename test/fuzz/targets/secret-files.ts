/** Files of secrets: passwords of stations, credentials of legs, tokens of the console. */
import { equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { OperationalError } from "../../../src/base/errors.ts";
import { limits } from "../../../src/base/limits.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { openTokens, weaknessOf } from "../../../src/console/access/tokens.ts";
import { parseBook } from "../../../src/fleet/book-file.ts";
import { readLegCredentials } from "../../../src/relay/leg-credentials.ts";
import { isKnownHash } from "../../../src/relay/password-hash.ts";
import { compileRoutes } from "../../../src/relay/route.ts";
import { openStationAuth } from "../../../src/relay/station-auth.ts";
import { withFile } from "../file.ts";
import { planned, planOf, type Target } from "../target.ts";

const upstream = "ws://csms.example";

function routeWith(route: object) {
  return compileRoutes(
    configSchema.parse({ routes: [{ match: "/{station}", upstream, ...route }] }),
  );
}

/** Its value, or null for an error of ours, which cites nothing of the file. */
async function read<Value>(open: () => Promise<Value>, secrets: string): Promise<Value | null> {
  try {
    return await open();
  } catch (thrown) {
    if (!(thrown instanceof OperationalError)) throw thrown;
    ok(!thrown.message.includes(CANARY) || !secrets.includes(CANARY), "a secret is told");
    return null;
  }
}

/** Where the seeds have a password. */
const CANARY = "zQ9xK4vT7mB2";

const observe = () => undefined;
const bcrypt = "$2b$04$abcdefghijklmnopqrstuuN1m0aZ0yq4Q3l5C5Yx0m0yq4Q3l5C5Y";
const sha = `$6$rounds=1000$salt$${"a".repeat(86)}`;
const argon = "$argon2id$v=19$m=1024,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA";

export const target: Target = {
  name: "secret-files",
  promise:
    "a file of secrets is read or refused with a sentence that cites nothing of it, and a refused one opens nothing",
  seeds: [
    planned(`# stations\nCP-1:${bcrypt}\nCP:2:${sha}\r\nCP-3:${argon}\n`, 0),
    planned(`CP-1:${CANARY}\n`, 0),
    planned(`CP-1: { password: ${CANARY} }\nCP-2: { user: two, password: zwei }\n`, 1),
    planned(`CP-1: { pass: ${CANARY}, password: [${CANARY}] }\n`, 1),
    planned("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF\n", 2),
    planned('{"version":3,"texts":[["CP-1","{}"]]}', 3),
  ],
  words: [
    ...["$2b$10$", "$6$rounds=", "999999999$", "$5$", "$argon2id$v=19$m=", ",t=2,p=1$", ":", "\n"],
    ...[
      "#",
      "password:",
      "{ ",
      " }",
      "&a ",
      "*a",
      "- ",
      '"',
      "\r\n",
      "__proto__",
      CANARY,
      "\u0000",
    ],
  ],
  inputBytesMax: 8_192,
  async check(input) {
    const { choice, rest } = planOf(input);
    const kind = choice(4);
    const text = rest.toString("utf8");
    if (kind === 3) {
      parseBook(text, "overrides");
      return;
    }
    await withFile("secrets", rest, async (dir) => {
      const file = join(dir, "secrets");
      if (kind === 0) await checkPasswords(file, text);
      else if (kind === 1) await checkCredentials(file, text);
      else await checkToken(file, text);
    });
  },
};

async function checkPasswords(htpasswdFile: string, text: string): Promise<void> {
  for (const line of text.split(/\r?\n/)) isKnownHash(line.slice(line.lastIndexOf(":") + 1));
  const routes = routeWith({ auth: { htpasswdFile } });
  (await read(() => openStationAuth(routes, observe), text))?.close();
}

async function checkCredentials(file: string, text: string): Promise<void> {
  const credentials = { mode: "perStation", file };
  const translate = { station: "1.6", csms: "2.0.1", credentials };
  const routes = routeWith({ mode: "translate", translate });
  await read(() => readLegCredentials(routes), text);
}

async function checkToken(tokenFile: string, text: string): Promise<void> {
  const token = { name: "ops", tokenFile, role: "viewer" } as const;
  const book = await read(() => openTokens([token], { observe, nowMs: () => 0 }), text);
  const own = text.trim();
  const isShort = Buffer.byteLength(text) <= limits.tokenCharsMax;
  if (book !== null) ok(weaknessOf(own) === null && isShort, "a weak token opens");
  equal(book?.find(own)?.name ?? "ops", "ops");
  equal(book?.find("") ?? null, null);
}
