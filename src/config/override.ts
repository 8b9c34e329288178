/**
 * An override: where one station is relayed to instead of where its path leads. Either another of
 * the configured routes, or a URL, to which bytes go untouched. What needs files, versions or
 * credentials is a route of the configuration, and is named by its `match`.
 */
import { z } from "zod";
import { redactUrls } from "./redact.ts";
import { upstreamUrl } from "./values.ts";

const URL_CHARS_MAX = 2_000;

export const overrideSchema = z.union([
  z.strictObject({
    route: z.string().startsWith("/").describe("The `match` of a configured route."),
  }),
  z.strictObject({
    upstream: upstreamUrl()
      .max(URL_CHARS_MAX)
      .describe("URL of a CSMS, as in a route; the station's bytes go there untouched."),
  }),
]);

export type Override = z.output<typeof overrideSchema>;

/** What is kept of an override: what it is, who set it, and when. */
export const keptOverrideSchema = z.strictObject({
  override: overrideSchema,
  setAt: z.string().describe("ISO 8601, UTC."),
  setBy: z.string().max(200).describe("The console that was asked, and from where."),
});

export type KeptOverride = z.output<typeof keptOverrideSchema>;

/** Null for what is none: it comes from what others may write to, too. */
export function parseKeptOverride(text: string): KeptOverride | null {
  try {
    return keptOverrideSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** For people, without credentials. */
export function overrideText(override: Override): string {
  return "route" in override ? `route ${override.route}` : redactUrls(override.upstream);
}
