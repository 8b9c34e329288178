/** Configuration files as people and programs write them. */
import { ok } from "node:assert/strict";
import { OperationalError } from "../../../src/base/errors.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { parseKeptOverride } from "../../../src/config/override.ts";
import { configEntries } from "../../../src/config/print.ts";
import { withFile } from "../file.ts";
import type { Target } from "../target.ts";

const FILE = "ocpptap.yaml";

const SECRET = "s3cr3tPass";

async function load(text: Buffer) {
  try {
    return await withFile(FILE, text, (cwd) =>
      loadConfig({ flags: { "--config": FILE }, env: {}, cwd }),
    );
  } catch (thrown) {
    if (!(thrown instanceof OperationalError)) throw thrown;
    ok(/^CONFIG_/.test(thrown.code), thrown.code);
    ok(thrown.message !== "" && thrown.remedy !== "", "no sentence");
    return null;
  }
}

const routes = `routes:
  - match: /ocpp/{station}
    upstream: wss://tap:${SECRET}@csms.example/ocpp
  - match: /new/{station}
    upstream: wss://csms2.example
    mode: translate
    translate:
      station: "1.6"
      csms: "2.0.1"
      credentials: { mode: static, user: tap, password: ${SECRET} }
`;

export const target: Target = {
  name: "config",
  promise:
    "a file is a configuration or a fault with a sentence, printing it shows no password, and nothing else is thrown",
  seeds: [
    `listen:\n  - address: 127.0.0.1:9000\n${routes}spool: { bytesMax: 1GiB }\n`,
    "listen: [{ address: 0.0.0.0:443, tls: { certificate: a.pem, key: b.pem, more: [] } }]\n",
    "console:\n  address: 127.0.0.1:8080\n  auth: { tokens: [{ name: ops, tokenFile: t, role: viewer }] }\n",
    `redis: { url: "rediss://u:${SECRET}@a:1/0", mode: single }\nstore:\n  url: embedded:\n`,
    "a: &a [1, 2]\nb: *a\nspool:\nrelay: { workers: 2, drainMs: 1000 }\n",
    "alerts: { receivers: [{ name: x, webhook: { url: https://hooks.example/secret } }] }\n",
    '{"override":{"route":"/x"},"setAt":"2026-11-21T09:00:00Z","setBy":"x"}',
  ],
  words: [
    ...[
      "listen:",
      "routes:",
      "spool:",
      "match:",
      "upstream:",
      "mode: translate",
      "translate:",
      "- ",
    ],
    ...["  ", "\n", "{", "}", "[", "]", "&a ", "*a", "!!", "|", ">", "'", '"', ": ", "null", "~"],
    ...[
      "1GiB",
      "10s",
      "embedded:",
      "wss://",
      "://",
      "@",
      "__proto__",
      "constructor",
      "? ",
      "<<: *a",
    ],
    ...[
      "console:",
      "alerts:",
      "record:",
      "redis:",
      "store:",
      "shadows:",
      "{station}",
      "%",
      "é",
      "\t",
    ],
  ],
  inputBytesMax: 8_192,
  async check(input) {
    const loaded = await load(input);
    parseKeptOverride(input.toString("utf8"));
    if (loaded === null) return;
    for (const { key, value } of configEntries(loaded)) {
      const isShown = value?.includes(SECRET) === true && isPassword(input, key);
      ok(!isShown, `${key} shows a password`);
    }
  },
};

/** Elsewhere the word is as good as any other: only what the seeds have as a password is one. */
function isPassword(input: Buffer, key: string): boolean {
  const text = input.toString("latin1");
  const url = new RegExp(`^ {4}upstream: wss://tap:${SECRET}@csms\\.example/ocpp$`, "m");
  const credentials = new RegExp(
    `credentials: \\{ mode: static, user: tap, password: ${SECRET} \\}`,
  );
  return (
    key === "routes" && text.split(SECRET).length === 3 && url.test(text) && credentials.test(text)
  );
}
