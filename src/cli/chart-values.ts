/**
 * The values of the Helm chart, as one schema: `values.yaml`, with these sentences as comments, and
 * `values.schema.json` are made from it (`chart.ts`). What ocpptap itself is told is below `config`,
 * and comes from the configuration's own schema.
 */
import { z } from "zod";

const anything = z.record(z.string(), z.unknown());
const texts = z.record(z.string(), z.string());

const resources = (requests: Readonly<Record<string, string>>, memory: string) =>
  anything
    .default({ requests, limits: { memory } })
    .describe("A limit of CPU is left out on purpose: throttling delays what is being relayed.");

const secretKey = (what: string) =>
  z
    .strictObject({
      name: z.string().default("").describe("Name of an existing Secret; empty for none."),
      key: z.string().default("url").describe("Key in it."),
    })
    .prefault({})
    .describe(what);

const placement = {
  nodeSelector: texts.default({}).describe("Nodes that it may run on."),
  tolerations: z.array(anything).default([]).describe("Taints that it tolerates."),
  podAnnotations: texts.default({}).describe("Annotations of the pods."),
};

const relay = z
  .strictObject({
    replicas: z.int().min(1).default(2).describe("Pods, each with a spool of its own."),
    updateStrategy: z
      .enum(["RollingUpdate", "OnDelete"])
      .default("RollingUpdate")
      .describe("OnDelete: a new version reaches a pod when you delete it. Its links end then."),
    terminationGracePeriodSeconds: z
      .int()
      .min(60)
      .default(90)
      .describe(
        "Longer than all roles of a pod take to end: relay.drainMs, then at most a minute (docs/operations/ending.md).",
      ),
    maxUnavailable: z
      .union([z.int().min(1), z.string()])
      .default(1)
      .describe("Of the PodDisruptionBudget: pods that may be away for maintenance at once."),
    storage: z
      .strictObject({
        size: z
          .string()
          .default("20Gi")
          .describe("More than twice config.spool.bytesMax, which is 8 GiB unless set."),
        className: z.string().default("").describe("StorageClass; empty for the cluster's own."),
      })
      .prefault({})
      .describe(
        "The volume of spool and state: local or block storage, not a network file system.",
      ),
    service: z
      .strictObject({
        type: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]).default("LoadBalancer"),
        externalTrafficPolicy: z
          .enum(["Local", "Cluster"])
          .default("Local")
          .describe("Local keeps the addresses of stations."),
        annotations: texts.default({}),
        loadBalancerSourceRanges: z.array(z.string()).default([]),
      })
      .prefault({})
      .describe("Where stations connect: the ports of config.listen."),
    resources: resources({ cpu: "500m", memory: "512Mi" }, "2Gi"),
    ...placement,
  })
  .prefault({})
  .describe("Relays, each with its recorder: a StatefulSet.");

const sidecar = z
  .strictObject({
    enabled: z.boolean().default(false),
    port: z.int().default(80),
    targetPort: z.int().default(8080).describe("Where the sidecar listens."),
  })
  .prefault({})
  .describe("A Service for the sidecar. The console itself listens on loopback only.");

const consoles = z
  .strictObject({
    replicas: z.int().min(0).default(1).describe("Pods."),
    resources: resources({ cpu: "100m", memory: "256Mi" }, "1Gi"),
    sidecars: z
      .array(anything)
      .default([])
      .describe("Containers beside the console, e.g. a proxy that authenticates. See README.md."),
    service: sidecar,
    ...placement,
  })
  .prefault({})
  .describe("Consoles: a Deployment.");

const monitor = z
  .strictObject({
    enabled: z.boolean().default(false).describe("Needs the Prometheus operator."),
    interval: z.string().default("30s").describe("Between scrapes."),
    labels: texts.default({}).describe("By which your Prometheus selects monitors."),
  })
  .prefault({})
  .describe("A PodMonitor of the relays' pods.");

const networkPolicy = z
  .strictObject({
    enabled: z.boolean().default(true),
    stationsFrom: z
      .array(anything)
      .default([])
      .describe("Peers that may connect as stations; empty: all, as stations are anywhere."),
    metricsFrom: z
      .array(anything)
      .default([{ namespaceSelector: {} }])
      .describe("Peers that may read metrics."),
    egress: z
      .array(anything)
      .default([])
      .describe("Where pods may connect to, besides DNS; empty: anywhere, as CSMSs are."),
  })
  .prefault({})
  .describe("Who may connect to the pods.");

/** All but `config`, which `chart.ts` adds. */
export const chartSchema = z.strictObject({
  nameOverride: z.string().default("").describe("Instead of the chart's name."),
  fullnameOverride: z.string().default("").describe("Instead of release and name."),
  image: z
    .strictObject({
      repository: z.string().default("ocpptap").describe("Where your registry has the image."),
      tag: z.string().default("").describe("Empty: the chart's appVersion, followed by -slim."),
      digest: z.string().default("").describe("sha256:…, wins over the tag."),
      pullPolicy: z.enum(["IfNotPresent", "Always", "Never"]).default("IfNotPresent"),
    })
    .prefault({})
    .describe("The target `slim` suffices: the store is a ClickHouse server."),
  imagePullSecrets: z.array(anything).default([]).describe("For a registry that wants a login."),
  store: z
    .strictObject({
      name: z.string().default("").describe("Name of an existing Secret; empty for none."),
      key: z.string().default("url").describe("Key in it."),
      readKey: z
        .string()
        .default("")
        .describe("Key of the same as a user who may only read; empty: whoever writes also reads."),
    })
    .prefault({})
    .describe(
      "The Secret with http(s)://user:password@host:8123/database of ClickHouse. Required.",
    ),
  redis: secretKey("The Secret with the URL of Redis, which relays and consoles share."),
  secretVariables: z
    .record(z.string(), z.strictObject({ name: z.string(), key: z.string() }))
    .default({})
    .describe(
      "Other secrets by their variable, e.g. OCPPTAP_REDIS_SENTINEL_PASSWORD: { name: redis, key: sentinel }.",
    ),
  mounts: z
    .array(z.strictObject({ secret: z.string(), path: z.string() }))
    .default([])
    .describe("Secrets as files, e.g. { secret: station-tls, path: /etc/ocpptap/tls }."),
  relay,
  recorder: z
    .strictObject({ resources: resources({ cpu: "250m", memory: "512Mi" }, "2Gi") })
    .prefault({})
    .describe(
      "The recorder beside each relay: a container of its own, so that its end is its own.",
    ),
  console: consoles,
  metrics: z
    .strictObject({
      port: z.int().default(9002).describe("Of /metrics, /healthz and /readyz."),
      resources: resources({ cpu: "50m", memory: "192Mi" }, "512Mi"),
      podMonitor: monitor,
    })
    .prefault({})
    .describe("What each pod tells of itself."),
  networkPolicy,
});

/** What the chart sets by itself, or takes from a Secret: no values of `config`. */
export const chartOwned: readonly string[] = [
  "data",
  "instance",
  "console.address",
  "console.metricsAddress",
  "store.url",
  "store.readUrl",
  "redis.url",
];

/** What containers need otherwise than a laptop. */
export const chartConfig = {
  listen: [{ address: "0.0.0.0:9000" }],
  log: { format: "json" },
};
