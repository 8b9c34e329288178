/** The words on actions and fields, by version. 2.1 takes those of 2.0.1 where it has none. */
import type { OcppVersion } from "../versions.ts";
import type { FieldShape } from "./shape.ts";
import type { ActionText, FieldTexts } from "./text.ts";
import { actionTexts21, actionTexts201, fieldTexts2 } from "./v2/index.ts";
import { fieldTexts16 } from "./v16/fields.ts";
import { actionTexts16 } from "./v16/texts.ts";

type Place = {
  readonly version: OcppVersion;
  readonly action: string;
  readonly kind: "request" | "response";
};

/** Newest first. */
const sources = {
  "1.6": [actionTexts16],
  "2.0.1": [actionTexts201],
  "2.1": [actionTexts21, actionTexts201],
} satisfies Record<OcppVersion, readonly (readonly ActionText[])[]>;

const fieldTexts = {
  "1.6": fieldTexts16,
  "2.0.1": fieldTexts2,
  "2.1": fieldTexts2,
} satisfies Record<OcppVersion, FieldTexts>;

/** Null where the version does not have the action. */
export function actionText(version: OcppVersion, action: string): ActionText | null {
  return allOf(version, action)[0] ?? null;
}

function allOf(version: OcppVersion, action: string): readonly ActionText[] {
  return sources[version].flatMap((texts) => texts.filter((text) => text.action === action));
}

/**
 * From the most to the least particular: the action's own word on the path, that on the type's
 * field, that on the end of the path.
 */
export function fieldMeaning(place: Place, { path, owner }: FieldShape): string | null {
  for (const text of allOf(place.version, place.action)) {
    const own = wordOn(text[place.kind], path);
    if (own !== null) return own;
  }
  const shared = fieldTexts[place.version];
  const parts = path.split(".");
  const name = parts.at(-1) ?? "";
  const ends = parts.map((_, index) => parts.slice(index).join("."));
  const typed = owner === null ? [] : [`${owner}.${name}`, `${owner.replace(/Type$/, "")}.${name}`];
  for (const key of [...typed, ...ends]) {
    const found = wordOn(shared, key);
    if (found !== null) return found;
  }
  return null;
}

function wordOn(texts: FieldTexts, key: string): string | null {
  return Object.hasOwn(texts, key) ? (texts[key] ?? null) : null;
}
