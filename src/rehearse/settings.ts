/** The translator's options in a rehearsal: those of the route that the stations would be on. */
import { OperationalError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import { type TranslateConfig, translateSchema } from "../config/translate.ts";
import { type Settings, shadowSettingsOf } from "../translate/settings.ts";

export type RehearsedRoutes = Pick<Config, "routes" | "shadows">;

const plainTranslate: TranslateConfig = translateSchema.parse({ station: "1.6", csms: "2.0.1" });

/** As of a shadow: the station is not there to be asked. */
export const plainSettings: Settings = shadowSettingsOf(plainTranslate);

export function rehearsalSettings(config: RehearsedRoutes, match: string): Settings {
  return match === "" ? plainSettings : shadowSettingsOf(rehearsedTranslate(config, match));
}

/**
 * `match`: of a route or shadow that translates 1.6 to 2.0.1, as the configuration writes it; "" for
 * defaults. Throws `USAGE` where there is none like that.
 */
export function rehearsedTranslate(
  { routes, shadows }: RehearsedRoutes,
  match: string,
): TranslateConfig {
  if (match === "") return plainTranslate;
  const translating = translatingOf({ routes, shadows });
  const found = translating.find((each) => each.match === match);
  if (found !== undefined) return found.translate;
  const names = translating.map((each) => each.match).join(", ");
  throw new OperationalError("USAGE", {
    problem:
      `No route or shadow ${match} translates 1.6 to 2.0.1; ` +
      (names === "" ? "none does" : `those that do are ${names}`),
  });
}

/** What `rehearsalSettings` takes, each once: of several with one match the first counts. */
export function rehearsalMatches(routes: RehearsedRoutes): readonly string[] {
  return [...new Set(translatingOf(routes).map(({ match }) => match))];
}

type Translating = { readonly match: string; readonly translate: TranslateConfig };

function translatingOf({ routes, shadows }: RehearsedRoutes): readonly Translating[] {
  return [...routes, ...shadows].flatMap(({ match, translate }): readonly Translating[] =>
    translate === undefined || translate.station !== "1.6" ? [] : [{ match, translate }],
  );
}
