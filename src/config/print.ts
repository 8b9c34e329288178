/**
 * A loaded configuration → what `ocpptap config print` shows: each key with its value as people
 * write it, and where it came from. Credentials are hidden.
 */
import { type ConfigList, type ConfigValue, settableFields } from "./fields.ts";
import type { LoadedConfig } from "./load.ts";
import { redactPath, redactUrls } from "./redact.ts";
import type { Address, Config } from "./schema.ts";
import { formatAddress } from "./units.ts";
import { formatBytes } from "./values.ts";

export type ConfigEntry = {
  readonly key: string;
  /** Null where nothing is set and there is no default. */
  readonly value: string | null;
  readonly source: string;
};

export function configEntries(loaded: LoadedConfig): readonly ConfigEntry[] {
  return settingsOf(loaded.config).map((setting) => ({
    ...setting,
    source: loaded.sourceOf(setting.key).text,
  }));
}

/** What a role runs with, wherever it came from. */
export function settingsOf(config: Config): readonly Omit<ConfigEntry, "source">[] {
  return settableFields.map((field) => ({
    key: field.path,
    value: valueText(field, valueAt(config, field.path)),
  }));
}

/** A value as it could be written in the file or on the command line; null for none. */
export function valueText(field: ConfigValue | ConfigList, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === "string" && /password$/i.test(field.key)) return "***";
  if (isAddress(value)) return formatAddress(value);
  if (typeof value === "number" && field.kind === "value" && field.type.startsWith("a size")) {
    return formatBytes(value);
  }
  if (typeof value === "object") return JSON.stringify(value, (key, item) => plain(key, item));
  return redactUrls(String(value));
}

function plain(key: string, value: unknown): unknown {
  if (key === "password" && typeof value === "string") return "***";
  if (isAddress(value)) return formatAddress(value);
  // A webhook's path is its secret.
  if (key === "url" && typeof value === "string") return redactPath(value);
  return typeof value === "string" ? redactUrls(value) : value;
}

function valueAt(config: object, path: string): unknown {
  let value: unknown = config;
  for (const key of path.split(".")) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}

function isAddress(value: unknown): value is Address {
  if (typeof value !== "object" || value === null) return false;
  return "host" in value && "port" in value && Object.keys(value).length === 2;
}
