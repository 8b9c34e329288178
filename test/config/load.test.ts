import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { ConfigFlags, Environment } from "../../src/config/sources.ts";
import { tempDir } from "../support/temp-dir.ts";

type Given = {
  readonly flags?: ConfigFlags;
  readonly env?: Environment;
  readonly cwd?: string;
};

function load({ flags = {}, env = {}, cwd = "/nowhere" }: Given) {
  return loadConfig({ flags, env, cwd });
}

async function withFile(yaml: string, given: Given = {}) {
  const cwd = await tempDir();
  await writeFile(join(cwd, "ocpptap.yaml"), yaml);
  return { ...given, cwd, flags: { "--config": "ocpptap.yaml", ...given.flags } };
}

async function faultsOf(given: Given): Promise<string> {
  const thrown = await load(given).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof OperationalError)) throw new Error(`expected faults, got ${thrown}`);
  return thrown.message;
}

describe("loadConfig", () => {
  it("is complete without any source", async () => {
    const { config, sourceOf, file } = await load({});
    expect(config.data).toBe("/nowhere/ocpptap-data");
    expect(config.listen).toEqual([{ address: { host: "127.0.0.1", port: 9000 } }]);
    expect(config.spool.bytesMax).toBe(8 * 2 ** 30);
    expect(config.upstream).toBeUndefined();
    expect(sourceOf("spool.bytesMax")).toEqual({ kind: "default", text: "default" });
    expect(file).toBeNull();
  });

  it("prefers flags over environment over file over defaults", async () => {
    const given = await withFile(
      "spool:\n  bytesMax: 1GiB\n  fsyncMs: 10\nexchange:\n  timeoutMs: 1000\nlog: { level: warn }\n",
      {
        env: { OCPPTAP_SPOOL_FSYNC_MS: "20", OCPPTAP_EXCHANGE_TIMEOUT_MS: "2000" },
        flags: { "--exchange.timeout-ms": "3000" },
      },
    );
    const { config, sourceOf } = await load(given);
    expect(config.spool.bytesMax).toBe(2 ** 30);
    expect(config.spool.fsyncMs).toBe(20);
    expect(config.exchange.timeoutMs).toBe(3000);
    expect(config.log.level).toBe("warn");
    expect(sourceOf("spool.bytesMax").text).toBe("ocpptap.yaml:2");
    expect(sourceOf("spool.fsyncMs").text).toBe("OCPPTAP_SPOOL_FSYNC_MS");
    expect(sourceOf("exchange.timeoutMs").text).toBe("--exchange.timeout-ms");
    expect(sourceOf("log.level").text).toBe("ocpptap.yaml:6");
    expect(sourceOf("log.format").kind).toBe("default");
  });

  it("takes the short flags of every day", async () => {
    const { config, sourceOf } = await load({
      flags: {
        "--upstream": "wss://csms.example/ocpp",
        "--listen": ["9100", "0.0.0.0:9101"],
        "--console": "9102",
        "--store": "http://u:p@db:8123/x",
        "--data": "d",
      },
    });
    expect(config.upstream).toBe("wss://csms.example/ocpp");
    expect(config.listen.map((one) => one.address)).toEqual([
      { host: "127.0.0.1", port: 9100 },
      { host: "0.0.0.0", port: 9101 },
    ]);
    expect(config.console.address).toEqual({ host: "127.0.0.1", port: 9102 });
    expect(config.store.url).toBe("http://u:p@db:8123/x");
    expect(config.data).toBe("/nowhere/d");
    expect(sourceOf("store.url").text).toBe("--store");
  });

  it("takes lists as JSON, and listeners as plain addresses too", async () => {
    const routes = [{ match: "/a/{station}", upstream: "ws://one.example" }];
    const { config } = await load({
      env: { OCPPTAP_ROUTES: JSON.stringify(routes), OCPPTAP_LISTEN: "9100, [::1]:9101" },
    });
    expect(config.routes).toEqual([{ ...routes[0], mode: "transparent" }]);
    expect(config.listen.map((one) => one.address.port)).toEqual([9100, 9101]);
    const json = await load({ flags: { "--listen": '[{"address":"[::1]:9101"}]' } });
    expect(json.config.listen[0]?.address).toEqual({ host: "::1", port: 9101 });
  });

  it('takes "false" for false', async () => {
    for (const [text, value] of [
      ["false", false],
      ["no", false],
      ["0", false],
      ["TRUE", true],
      ["yes", true],
      ["1", true],
    ] as const) {
      const { config } = await load({ env: { OCPPTAP_RECORD_STRICT: text } });
      expect(config.record.strict, text).toBe(value);
    }
    expect(await faultsOf({ env: { OCPPTAP_RECORD_STRICT: "maybe" } })).toContain(
      'OCPPTAP_RECORD_STRICT: "maybe" is not yes or no',
    );
    const yaml = await load(await withFile("record: { strict: false }"));
    expect(yaml.config.record.strict).toBe(false);
    expect((await load({ flags: { "--record.strict": true } })).config.record.strict).toBe(true);
  });

  it("treats empty variables and empty keys as not set", async () => {
    const given = await withFile("spool:\nlisten:\nlog:\n  level:\n", {
      env: { OCPPTAP_SPOOL_FSYNC_MS: "", OCPPTAP_UPSTREAM: undefined },
    });
    const { config } = await load(given);
    expect(config.spool.fsyncMs).toBe(1000);
    expect(config.listen).toHaveLength(1);
    expect(config.log.level).toBe("info");
  });

  it("reads a value from the file that NAME_FILE names", async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, "secret"), "http://u:pw@db:8123/x\n");
    const env = { OCPPTAP_STORE_URL_FILE: "secret" };
    const { config, sourceOf } = await load({ cwd, env });
    expect(config.store.url).toBe("http://u:pw@db:8123/x");
    expect(sourceOf("store.url").text).toBe("OCPPTAP_STORE_URL_FILE");
    expect(await faultsOf({ cwd, env: { ...env, OCPPTAP_STORE_URL: "embedded:" } })).toContain(
      "OCPPTAP_STORE_URL is set as well; keep one of the two",
    );
    expect(await faultsOf({ cwd, env: { OCPPTAP_STORE_URL_FILE: "missing" } })).toContain(
      "OCPPTAP_STORE_URL_FILE: the file cannot be read",
    );
  });

  it("takes the file's name from OCPPTAP_CONFIG", async () => {
    const { cwd } = await withFile("instance: east-1");
    const loaded = await load({ cwd, env: { OCPPTAP_CONFIG: "ocpptap.yaml" } });
    expect(loaded.config.instance).toBe("east-1");
    expect(loaded.file).toBe(join(cwd, "ocpptap.yaml"));
  });

  it("resolves paths against the place they were written in", async () => {
    const yaml =
      "data: state\nlisten: [{ address: 1, tls: { certificate: c.pem, key: /k.pem } }]\n" +
      "routes: [{ match: '/{station}', upstream: ws://a, upstreamCa: ca.pem }]";
    const { cwd } = await withFile(yaml);
    const file = join(cwd, "ocpptap.yaml");
    const { config } = await load({ flags: { "--config": file } });
    expect(config.data).toBe(join(cwd, "state"));
    const paths = { certificate: join(cwd, "c.pem"), key: "/k.pem" };
    expect(config.listen[0]?.tls).toMatchObject(paths);
    expect(config.routes[0]?.upstreamCa).toBe(join(cwd, "ca.pem"));
    const flagged = await load({ flags: { "--config": file, "--data": "state" } });
    expect(flagged.config.data).toBe("/nowhere/state");
  });

  it("resolves every path of the file, in whatever list it stands", async () => {
    const given = await withFile(`
alerts:
  - name: faults
    to:
      - webhook: { url: https://hooks.example, secretFile: secrets/hook, headersFile: headers }
        slack: { urlFile: secrets/slack }
        email: { smtp: smtp://mail.example, passwordFile: secrets/mail, from: a@b.c, to: d@e.f }
shadows:
  - match: /{station}
    upstream: wss://csms.example
    translate:
      station: "1.6"
      csms: "2.0.1"
      credentials: { mode: perStation, file: passwords.yaml }
`);
    const { alerts, shadows } = (await load(given)).config;
    const inFile = (name: string) => join(given.cwd, name);
    expect(alerts[0]?.to[0]).toMatchObject({
      webhook: { secretFile: inFile("secrets/hook"), headersFile: inFile("headers") },
      slack: { urlFile: inFile("secrets/slack") },
      email: { passwordFile: inFile("secrets/mail") },
    });
    expect(shadows[0]?.translate.credentials.file).toBe(inFile("passwords.yaml"));
  });

  it("ignores the variables that Kubernetes adds for a service of our name", async () => {
    const { config } = await load({
      env: {
        OCPPTAP_PORT: "tcp://10.0.0.1:9000",
        OCPPTAP_SERVICE_HOST: "10.0.0.1",
        OCPPTAP_SERVICE_PORT_OCPP: "9000",
        OCPPTAP_PORT_9000_TCP_ADDR: "10.0.0.1",
        OCPPTAP_CONSOLE_SERVICE_PORT: "9001",
        OCPPTAP_CONSOLE_PORT_9001_TCP: "tcp://10.0.0.1:9001",
      },
    });
    expect(config.instance).toBe("ocpptap");
  });
});

describe("a faulty configuration", () => {
  it("tells all faults at once, each with its place", async () => {
    const given = await withFile(
      [
        "spool:",
        "  bytesMx: 8GiB",
        "  fsyncMs: soon",
        "routes:",
        "  - match: /a/{station}",
        "    upstream: http://user:hunter2@csms.example",
        "    mode: translte",
        "lissten: []",
        "bytesMax: 3",
      ].join("\n"),
      {
        env: { OCPPTAP_SPOOL_BYTESMAX: "1", OCPPTAP_EXCHANGE_TIMEOUT_MS: "1e9" },
        flags: { "--log.levle": "info", "--console": "localhost" },
      },
    );
    const faults = await faultsOf(given);
    expect(faults.split("\n").slice(1).sort()).toEqual(
      [
        '  --console: "localhost" is not an address: [HOST:]PORT, e.g. 9000 or 0.0.0.0:9000',
        "  --log.levle: is not a known flag; did you mean --log.level?",
        '  OCPPTAP_EXCHANGE_TIMEOUT_MS: "1e9" is not a whole number from 100 to 3600000',
        "  OCPPTAP_SPOOL_BYTESMAX: is not a known variable; did you mean OCPPTAP_SPOOL_BYTES_MAX?",
        "  ocpptap.yaml:2: spool.bytesMx is not a known key; did you mean spool.bytesMax?",
        '  ocpptap.yaml:3: spool.fsyncMs: "soon" is not a whole number from 0 to 60000',
        '  ocpptap.yaml:6: routes[0].upstream: "http://user:***@csms.example" must begin with ws:// or wss://; write e.g. wss://csms.example/ocpp',
        '  ocpptap.yaml:7: routes[0].mode: must be "transparent" or "translate"',
        "  ocpptap.yaml:8: lissten is not a known key; did you mean listen?",
        "  ocpptap.yaml:9: bytesMax is not a known key; did you mean spool.bytesMax?",
      ].sort(),
    );
    expect(faults).not.toContain("hunter2");
  });

  it("names wrong shapes in words", async () => {
    const faults = await faultsOf(
      await withFile("spool: 5\nlisten: 9000\nroutes: [7, {}]\nlog: { level: [1] }\ndata: 3"),
    );
    expect(faults).toContain("ocpptap.yaml:1: spool: must be a set of keys: bytesMax,");
    expect(faults).toContain("ocpptap.yaml:2: listen: must be a list");
    expect(faults).toContain("ocpptap.yaml:3: routes[0]: must be a set of keys: match, upstream");
    expect(faults).toContain("ocpptap.yaml:3: routes[1].match: is missing or wrong; write text");
    expect(faults).toContain('ocpptap.yaml:4: log.level: must be "debug" or "info"');
    expect(faults).toContain("ocpptap.yaml:5: data: must be a path");
    expect(await faultsOf(await withFile("- 1"))).toContain("must be a set of keys with values");
    expect(await faultsOf(await withFile("listen: []"))).toContain("must have at least one item");
  });

  it("checks what must hold between keys, also beside other faults", async () => {
    const faults = await faultsOf({
      env: {
        OCPPTAP_SPOOL_BYTES_MAX: "100MiB",
        OCPPTAP_RECORD_MESSAGE_BYTES_MAX: "16MiB",
        OCPPTAP_SPOOL_BUFFER_BYTES_MAX: "1MiB",
        OCPPTAP_LOG_LEVEL: "loud",
      },
      flags: { "--console": "0.0.0.0:9001", "--listen": ["9000", "127.0.0.1:9000"] },
    });
    expect(faults).toContain(
      "OCPPTAP_SPOOL_BYTES_MAX: spool.segmentBytesMax: must be at most half of spool.bytesMax (100MiB)",
    );
    expect(faults).toContain("must be smaller than spool.bufferBytesMax (1MiB)");
    expect(faults).toContain("--console: console.address: 0.0.0.0:9001 can be reached");
    expect(faults).toContain("--listen: listen: 127.0.0.1:9000 is used twice");
    expect(faults).toContain("OCPPTAP_LOG_LEVEL: must be");
  });

  it("lets the console beyond loopback only where everybody must say who they are", async () => {
    const console = (more: string) => withFile(`console: { address: 0.0.0.0:9001, ${more} }`);
    const token = "{ name: ops, tokenFile: ops.token, role: viewer }";
    const good = await console(`auth: { tokens: [${token}] }`);
    const { config } = await load(good);
    expect(config.console.auth.tokens[0]?.tokenFile).toMatch(/^\/.*\/ops\.token$/);
    expect(await faultsOf(await console(`auth: { tokens: [${token}, ${token}] }`))).toContain(
      "console.auth.tokens: has ops twice",
    );
    const oidc = async (text: string) => faultsOf(await console(`auth: { oidc: { ${text} } }`));
    expect(await oidc("issuer: http://login.example")).toContain("it must be https://");
    expect(await oidc("issuer: https://login.example")).toContain("lets nobody in");
    expect(
      await oidc("issuer: https://login.example, roles: [{ value: x, role: admin }]"),
    ).toContain("needs console.publicUrl");
  });

  it("tells YAML's own faults with their lines", async () => {
    const faults = await faultsOf(await withFile("a: 1\na: 2\nb: [\n"));
    expect(faults).toContain("ocpptap.yaml:2: not valid YAML: Map keys must be unique");
    expect(faults).toMatch(/ocpptap.yaml:[34]: not valid YAML/);
  });

  it("is not caught by aliases that multiply", async () => {
    let yaml = "a0: &a0 [x]\n";
    for (let depth = 1; depth < 12; depth++) {
      yaml += `a${depth}: &a${depth} [${Array(10)
        .fill(`*a${depth - 1}`)
        .join(",")}]\n`;
    }
    expect(await faultsOf(await withFile(yaml))).toContain("alias");
  });

  it("says why a file cannot be read", async () => {
    await expect(load({ flags: { "--config": "missing.yaml" } })).rejects.toMatchObject({
      code: "CONFIG_UNREADABLE",
      message: expect.stringContaining("missing.yaml cannot be read"),
    });
  });

  it("refuses a list that is no JSON", async () => {
    expect(await faultsOf({ env: { OCPPTAP_ROUTES: "[{" } })).toContain(
      'OCPPTAP_ROUTES: routes: "[{" is not a JSON list',
    );
  });
});
