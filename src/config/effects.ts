/**
 * What becomes of a changed key when the configuration is read again (SIGHUP). In: a key's path.
 * Out: which processes take it over, and how. A key that is not in the table needs a restart of the
 * whole: what stands in no table has been thought through by nobody.
 */

/** Processes by their role's name, as `roles.ts` has them. */
export type Affected = "relay" | "recorder" | "shadow" | "alerts" | "console";

export type Effect = {
  /**
   * `live`: at once. `links`: by links that come from then on. `again`: its processes are started
   * again, which no link notices. `restart`: not before ocpptap itself is started again.
   */
  readonly how: "live" | "links" | "again" | "restart";
  /** Who takes it over as it runs. */
  readonly told: readonly Affected[];
  /** Who is started again. */
  readonly again: readonly Affected[];
};

const everybody = ["relay", "recorder", "shadow", "alerts", "console"] as const;

const RESTART: Effect = { how: "restart", told: [], again: [] };

/** A key stands for all below it, `x.*` for those alone; the longest that fits counts. */
const table: Readonly<Record<string, Effect>> = {
  "listen[].clientAddress": links("relay"),
  "listen[].trust": links("relay"),
  "listen[].healthPath": links("relay"),
  // Between with and without TLS all stations would fail at once: that is another listener.
  "listen[].tls.*": links("relay"),
  upstream: links("relay", "console"),
  routes: links("relay", "console"),
  shadows: { ...again("shadow"), told: ["console"] },
  "relay.requestHeadMs": links("relay"),
  "relay.dialMs": { ...links("relay"), again: ["shadow"] },
  "relay.lingerMs": links("relay"),
  "relay.linksMax": links("relay"),
  "relay.linksPerAddressMax": links("relay"),
  "relay.handshakesMax": links("relay"),
  "relay.handshakesPerAddressMax": links("relay"),
  "relay.requestHeadBytesMax": links("relay"),
  "relay.answerHeadBytesMax": links("relay"),
  "relay.drainMs": live("relay"),
  "record.strict": links("relay"),
  "record.messageBytesMax": { ...links("relay"), again: ["shadow"] },
  "record.inflateRatioMax": links("relay"),
  "record.controlFramesPerMinute": links("relay"),
  "record.messageMs": again("recorder"),
  "record.retentionDays": again("recorder", "console", "alerts"),
  "record.redact": again("recorder"),
  "record.hashIdTokens": again("recorder", "console"),
  "soap.callbacks.allow": live("relay"),
  "soap.callbacks.clients": live("relay"),
  "soap.callbacks.stations": live("relay"),
  "exchange.timeoutMs": again("recorder"),
  "console.*": again("console"),
  "console.publicUrl": again("console", "recorder", "alerts"),
  "console.auth.tokens": live("console"),
  // Commands alone read it.
  "console.tokenFile": live(),
  alerts: { ...again("alerts"), told: ["console"] },
  telemetry: again("recorder"),
  "log.level": live(...everybody),
};

/** The keys that the table names, for the test that each of them exists. */
export const namedKeys: readonly string[] = Object.keys(table);

/** `path` as in a log line, e.g. `listen[0].tls.key`, or of the schema, `listen[].tls.key`. */
export function effectOf(path: string): Effect {
  const key = path.replace(/\[\d+\]/g, "[]");
  const fitting = namedKeys.filter((name) => isAt(name, key));
  const longest = fitting.reduce((best, name) => (name.length > best.length ? name : best), "");
  return table[longest] ?? RESTART;
}

/** For people, in the reference. */
export function effectText(path: string): string {
  const { how, again } = effectOf(path);
  switch (how) {
    case "live":
      return "live";
    case "links":
      return again.length === 0 ? "new links" : `new links; ${again.join(", ")} again`;
    case "again":
      return `${again.join(", ")} again`;
    case "restart":
      return "restart";
  }
}

function isAt(name: string, key: string): boolean {
  if (name.endsWith(".*")) return key.startsWith(name.slice(0, -1));
  return key === name || key.startsWith(`${name}.`) || key.startsWith(`${name}[`);
}

function live(...told: readonly Affected[]): Effect {
  return { how: "live", told, again: [] };
}

function links(...told: readonly Affected[]): Effect {
  return { how: "links", told, again: [] };
}

function again(...processes: readonly Affected[]): Effect {
  return { how: "again", told: [], again: processes };
}
