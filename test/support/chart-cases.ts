/** Ways to install the chart: together they reach every branch of its templates. */
export const chartCases = {
  least: {
    store: { name: "clickhouse" },
    config: { upstream: "wss://csms.example/ocpp" },
  },
  everything: {
    fullnameOverride: "tap",
    image: { repository: "registry.example/ocpptap", digest: `sha256:${"0".repeat(64)}` },
    imagePullSecrets: [{ name: "registry" }],
    store: { name: "clickhouse", key: "address" },
    redis: { name: "redis" },
    secretVariables: { OCPPTAP_REDIS_SENTINEL_PASSWORD: { name: "redis", key: "sentinel" } },
    mounts: [{ secret: "station-tls", path: "/etc/ocpptap-tls" }],
    relay: {
      replicas: 3,
      updateStrategy: "OnDelete",
      maxUnavailable: "25%",
      storage: { size: "100Gi", className: "local-nvme" },
      service: {
        annotations: { "example.com/proxy-protocol": "v2" },
        loadBalancerSourceRanges: ["10.0.0.0/8"],
      },
      nodeSelector: { disk: "fast" },
      tolerations: [{ key: "relays", operator: "Exists", effect: "NoSchedule" }],
      podAnnotations: { "example.com/team": "charging" },
    },
    console: {
      replicas: 2,
      sidecars: [
        {
          name: "gate",
          image: "registry.example/gate:1",
          ports: [{ name: "gate", containerPort: 8080 }],
        },
      ],
      service: { enabled: true },
      podAnnotations: { "example.com/team": "operations" },
    },
    metrics: { podMonitor: { enabled: true, labels: { release: "prometheus" } } },
    networkPolicy: {
      stationsFrom: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
      egress: [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }],
    },
    config: {
      listen: [
        { address: "0.0.0.0:9000" },
        {
          address: "[::]:9443",
          tls: { certificate: "/etc/ocpptap-tls/tls.crt", key: "/etc/ocpptap-tls/tls.key" },
        },
      ],
      routes: [{ match: "/ocpp/{station}", upstream: "wss://csms.example/ocpp/{station}" }],
      shadows: [
        {
          match: "/ocpp/{station}",
          upstream: "wss://new.example/{station}",
          translate: { station: "1.6", csms: "2.0.1" },
        },
      ],
      alerts: [
        {
          name: "faults",
          groupBy: ["rule", "model"],
          to: [{ webhook: { url: "https://hooks.example/ocpptap" } }],
        },
      ],
      spool: { bytesMax: "16GiB" },
      record: { retentionDays: 30, strict: false },
    },
  },
  closed: {
    nameOverride: "recorder",
    image: { tag: "1.2.3-slim" },
    store: { name: "clickhouse" },
    relay: { service: { type: "ClusterIP" } },
    networkPolicy: { enabled: false },
    config: { listen: [{ address: 9000 }], upstream: "ws://csms.internal/ocpp" },
  },
} satisfies Readonly<Record<string, object>>;
