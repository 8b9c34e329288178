import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { Ajv } from "ajv";
import { validate as deployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as statefulSet } from "kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet";
import { validate as configMap } from "kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap";
import { validate as service } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as serviceAccount } from "kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount";
import { validate as networkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { validate as budget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { limits } from "../../src/base/limits.ts";
import { chartOwned } from "../../src/cli/chart-values.ts";
import { envOf } from "../../src/config/derive.ts";
import {
  type ConfigField,
  childrenOf,
  configFields,
  settableFields,
} from "../../src/config/fields.ts";
import { loadConfig } from "../../src/config/load.ts";
import { roles } from "../../src/config/roles.ts";
import { chartDir, type Manifest, manifestsOf, renderChart } from "../support/chart.ts";
import { chartCases } from "../support/chart-cases.ts";
import { unknownKeys } from "../support/known-keys.ts";
import { tempDir } from "../support/temp-dir.ts";

type Validate = { (data: unknown): boolean; errors?: unknown };

/** Its package shows no schema of its own, only a model that throws. */
function podMonitor(data: unknown): boolean {
  new PodMonitor(parseModel(data)).validate();
  return true;
}

function parseModel(data: unknown) {
  return data as ConstructorParameters<typeof PodMonitor>[0];
}

const schemas: Readonly<Record<string, Validate>> = {
  ConfigMap: configMap,
  Deployment: deployment,
  NetworkPolicy: networkPolicy,
  PodDisruptionBudget: budget,
  PodMonitor: podMonitor,
  Service: service,
  ServiceAccount: serviceAccount,
  StatefulSet: statefulSet,
};

const valuesSchema: object = parse(readFileSync(join(chartDir, "values.schema.json"), "utf8"));
const acceptsValues = new Ajv({ strict: false, allErrors: true }).compile(valuesSchema);
const ownValues = parse(readFileSync(join(chartDir, "values.yaml"), "utf8"));

type Container = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext: object;
  readonly readinessProbe?: { readonly exec: { readonly command: readonly string[] } };
  readonly livenessProbe?: { readonly exec: { readonly command: readonly string[] } };
  readonly volumeMounts: readonly { readonly name: string }[];
};
type PodSpec = {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly Container[];
};

const known = new Set([...settableFields.map(({ path }) => envOf(path)), "OCPPTAP_CONFIG"]);
const manifests = manifestsOf(renderChart(chartCases.everything));
const podOf = (kind: string): PodSpec => Reflect.get(templateOf(kind), "spec");
const templateOf = (kind: string): object =>
  Reflect.get(Reflect.get(find(kind), "spec") ?? {}, "template");

function find(kind: string, name = ""): Manifest {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name.endsWith(name));
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

describe.each(Object.entries(chartCases))("installed with %s", (name, values) => {
  it("its values are valid, and every manifest is by the schemas of Kubernetes", () => {
    expect(acceptsValues(values), JSON.stringify(acceptsValues.errors)).toBe(true);
    const rendered = manifestsOf(renderChart(values));
    expect(rendered.length).toBeGreaterThan(6);
    for (const manifest of rendered) {
      const validate = schemas[manifest.kind];
      const title = `${name}: ${manifest.kind} ${manifest.metadata.name}`;
      expect(validate?.(manifest), `${title} ${JSON.stringify(validate?.errors)}`).toBe(true);
      expect(unknownKeys(manifest, validate ?? String), title).toEqual([]);
    }
  });

  it("ocpptap takes the configuration that it is given", async () => {
    const file = join(await tempDir(), "ocpptap.yaml");
    const map = manifestsOf(renderChart(values)).find(({ kind }) => kind === "ConfigMap");
    await writeFile(file, Reflect.get(map?.data ?? {}, "ocpptap.yaml"));
    const { config } = await loadConfig({ flags: {}, env: { OCPPTAP_CONFIG: file }, cwd: "/" });
    expect(config.log.format).toBe("json");
    for (const { address } of config.listen)
      expect(["0.0.0.0", "::", "127.0.0.1"]).toContain(address.host);
  });
});

describe("the values", () => {
  it("the chart's own are valid but for the CSMS and the store, which nobody can guess", () => {
    expect(acceptsValues(ownValues), JSON.stringify(acceptsValues.errors)).toBe(true);
    expect(() => renderChart({})).toThrow("where is the CSMS?");
    expect(() => renderChart({ config: { upstream: "ws://csms/" } })).toThrow("store.name");
  });

  it("know every key of the configuration that the chart does not set itself", () => {
    const pathOf = (field: ConfigField): readonly string[] =>
      field.kind === "section" ? childrenOf(field).flatMap(pathOf) : [field.path];
    const properties = (of: unknown, key: string): unknown =>
      Reflect.get(Reflect.get(Object(of), "properties") ?? {}, key);
    for (const path of configFields.flatMap(pathOf)) {
      const schema = path.split(".").reduce(properties, properties(valuesSchema, "config"));
      expect(schema === undefined, path).toBe(chartOwned.includes(path));
    }
  });

  it("a key that ocpptap does not know is refused before anything is installed", () => {
    expect(acceptsValues({ config: { spool: { bytesMaximum: 1 } } })).toBe(false);
    expect(acceptsValues({ config: { routes: [{ match: "/{station}", upstraem: "x" }] } })).toBe(
      false,
    );
    expect(acceptsValues({ relay: { replica: 2 }, config: {} })).toBe(false);
    expect(acceptsValues({ config: { data: "/elsewhere" } })).toBe(false);
  });
});

describe("the pods", () => {
  it("run as nobody in particular, with nothing to gain and nothing to write", () => {
    for (const kind of ["StatefulSet", "Deployment"]) {
      const pod = podOf(kind);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const container of pod.containers.filter(({ name }) => name !== "gate")) {
        expect(container.securityContext, container.name).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
      }
    }
  });

  it("have one container for each role, and only the relay's own state decides where stations go", () => {
    const pod = podOf("StatefulSet");
    const played = pod.containers.map(({ args }) => args[2]);
    expect(played).toEqual(roles.filter((role) => role !== "store"));
    const ready = pod.containers.filter(({ readinessProbe }) => readinessProbe !== undefined);
    expect(ready.map(({ name }) => name)).toEqual(["relay"]);
    for (const { livenessProbe } of pod.containers) {
      expect(livenessProbe?.exec.command[2]).toBe("alive");
    }
  });

  it("give a relay no password of the store", () => {
    const [relay] = podOf("StatefulSet").containers;
    expect(relay?.name).toBe("relay");
    expect(JSON.stringify(relay)).not.toContain("store");
  });

  it("have longer to end than all of their roles may take", () => {
    const graceMs = podOf("StatefulSet").terminationGracePeriodSeconds * 1000;
    expect(graceMs).toBeGreaterThan(limits.drainMs + limits.shutdownMsMax * roles.length);
  });

  it("are reached on the ports of the listeners, and of the metrics, alone", () => {
    const ports = [9000, 9443];
    expect(find("Service", "tap").spec).toMatchObject({ ports: ports.map((port) => ({ port })) });
    const policy = JSON.stringify(find("NetworkPolicy", "relay").spec);
    const opened = [...policy.matchAll(/"port":(\d+)/g)].map(([, port]) => Number(port));
    expect(opened.toSorted((one, other) => one - other)).toEqual([53, 53, 9000, 9002, 9443]);
  });
});

it("the program takes the arguments and variables of every container", async () => {
  const containers = ["StatefulSet", "Deployment"].flatMap((kind) => podOf(kind).containers);
  for (const { name, args, env } of containers.filter((each) => each.args !== undefined)) {
    const [command, only, role, flag, address] = args;
    expect([command, only, roles.find((each) => each === role)], name).toEqual([
      "serve",
      "--only",
      role,
    ]);
    const values = env.filter((each) => each.value !== undefined && !each.name.endsWith("_FILE"));
    const loaded = await loadConfig({
      flags: flag === undefined ? {} : { [flag]: address ?? "" },
      env: Object.fromEntries(
        values
          .filter((each) => each.name !== "OCPPTAP_CONFIG")
          .map((each) => [each.name, each.value]),
      ),
      cwd: "/",
    });
    expect(loaded.config.data, name).toBe("/var/lib/ocpptap");
    const isTelling = role === "console";
    expect(loaded.config.console.metricsAddress?.port, name).toBe(isTelling ? 9002 : undefined);
    for (const each of env)
      expect(known.has(each.name.replace(/_FILE$/, "")), each.name).toBe(true);
  }
});

it("what is told after an installation names the Service and the way to the console", () => {
  const notes = renderChart(chartCases.everything, "NOTES.txt");
  expect(notes).toContain("port 9443, TLS");
  expect(notes).toContain("port-forward deployment/tap-console 9001");
  expect(notes).toContain("You say when");
});
