/** Every enumeration of every version with what its values mean: data joined to one look-up. */
import type { EnumTexts } from "../text.ts";
import { authorizationTexts } from "./authorization.ts";
import { chargingProfileTexts } from "./charging-profiles.ts";
import { commandTexts } from "./commands.ts";
import { connectorTexts } from "./connector.ts";
import { deviceModelTexts } from "./device-model.ts";
import { fileTexts } from "./files.ts";
import { gridTexts } from "./grid.ts";
import { meteringTexts } from "./metering.ts";
import { openListTexts } from "./open-lists.ts";
import { transactionTexts } from "./transaction.ts";

const texts: EnumTexts = {
  ...connectorTexts,
  ...transactionTexts,
  ...authorizationTexts,
  ...commandTexts,
  ...meteringTexts,
  ...chargingProfileTexts,
  ...fileTexts,
  ...deviceModelTexts,
  ...gridTexts,
  ...openListTexts,
};

/** Names are asked for by users and peers, so they are looked up in maps. */
export const enumerations: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(texts).map(([name, values]) => [name, new Map(Object.entries(values))]),
);

/** What the value means; null where the standard does not say. */
export function meaningOf(enumeration: string, value: string): string | null {
  return enumerations.get(enumeration)?.get(value) ?? null;
}
