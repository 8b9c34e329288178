/** The translator's options in a rehearsal: those of the route that the stations would be on. */
import { OperationalError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { type TranslateConfig, translateSchema } from "../config/translate.ts";
import { type Settings, shadowSettingsOf } from "../translate/settings.ts";

export type RehearsedRoutes = Pick<Config, "routes" | "shadows">;

/** As of a shadow: the station is not there to be asked. */
export const plainSettings: Settings = shadowSettingsOf(
  translateSchema.parse({ station: "1.6", csms: "2.0.1" }),
);

/**
 * `match`: of a route or shadow that translates 1.6 to 2.0.1, as the configuration writes it; "" for
 * defaults. Throws `USAGE` where there is none like that.
 */
export function rehearsalSettings({ routes, shadows }: RehearsedRoutes, match: string): Settings {
  if (match === "") return plainSettings;
  const translating: { readonly match: string; readonly translate: TranslateConfig }[] = [];
  for (const { match: pattern, translate } of [...routes, ...shadows]) {
    if (translate === undefined || translate.station !== "1.6") continue;
    translating.push({ match: pattern, translate });
  }
  const found = translating.find((each) => each.match === match);
  if (found !== undefined) return shadowSettingsOf(found.translate);
  const names = translating.map((each) => each.match).join(", ");
  throw new OperationalError("USAGE", {
    problem:
      `No route or shadow ${match} translates 1.6 to 2.0.1; ` +
      (names === "" ? "none does" : `those that do are ${names}`),
  });
}
