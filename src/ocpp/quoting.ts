/**
 * Words that a peer chose freely → whether they may be told again, and in which form. An error
 * description likes to quote the very value that was refused, so it is compared with the secrets of
 * the call that it answers; where that call is not known, nobody can tell.
 */
import { isPlainSetting, isSecret } from "./secrets.ts";

/** Texts of one payload that are looked at; a real one has some hundred. */
const TEXTS_MAX = 1_000;
const DEPTH_MAX = 12;
/** Of each secret so much is compared. */
const SECRET_CHARS_MAX = 256;
/** Of a free text so much is looked at; a sentence shows far less of it. */
const TEXT_CHARS_MAX = 2_000;
/** A shorter secret is compared as a whole, and one below the second number not at all. */
const SHARED_CHARS = 5;
const SECRET_CHARS_MIN = 3;

/** Fields that no schema has, with names that speak of a credential. */
const credentialFields = new RegExp(
  [
    ...["pas+w", "^pass$", "pwd", "secret", "psk", "^pin$", "pin_?code", "credential", "privat"],
    ...["auth\\w*key", "api_?key", "token$", "id_?tag"],
  ].join("|"),
  "i",
);

/** What a payload is made of. */
type Plain =
  | string
  | number
  | boolean
  | null
  | readonly Plain[]
  | { readonly [name: string]: Plain };

export type Asked = { readonly action: string; readonly payload: unknown };

/** False: it repeats a secret of the call, or a piece of one, or may do so. */
export function isQuotable(text: string, asked: Asked | null): boolean {
  if (asked === null || asked.payload === null) return false;
  const said = text.slice(0, TEXT_CHARS_MAX).toLowerCase();
  return !secretsOf(asked).some((secret) => repeats(said, secret.toLowerCase()));
}

function repeats(said: string, secret: string): boolean {
  if (secret.length < SECRET_CHARS_MIN) return false;
  if (secret.length <= SHARED_CHARS) return said.includes(secret);
  const whole = secret.slice(0, SECRET_CHARS_MAX);
  for (let from = 0; from + SHARED_CHARS <= whole.length; from += 1) {
    if (said.includes(whole.slice(from, from + SHARED_CHARS))) return true;
  }
  return false;
}

/** What of a payload must not be told again. */
function secretsOf(asked: Asked): readonly string[] {
  const secrets: string[] = [];
  copyOf(asked, (secret) => {
    secrets.push(String(secret));
    return null;
  });
  return secrets;
}

/** The payload with `***` for each secret; null where it is none, "…" for what is beyond limits. */
export function withoutSecrets(asked: Asked): Plain {
  return copyOf(asked, () => "***");
}

/** With another value for each text or number that is secret by its place or its field's name. */
function copyOf({ action, payload }: Asked, instead: (secret: string | number) => Plain): Plain {
  let texts = 0;
  const copy = (value: unknown, path: readonly string[], isHidden: boolean): Plain => {
    if (texts >= TEXTS_MAX || path.length > DEPTH_MAX) return "…";
    if (typeof value === "string" || typeof value === "number") {
      texts += 1;
      return isHidden && path.at(-1) !== "type" ? instead(value) : value;
    }
    if (typeof value === "boolean") return value;
    if (typeof value !== "object" || value === null) return null;
    const plain = plainFieldOf(value);
    const copies = Object.entries(value).map(([name, inner]): [string, Plain] => {
      const at = [...path, name];
      const isSecretHere = isHidden || isSecret(action, at) || credentialFields.test(name);
      return [name, copy(inner, at, name === plain ? false : isSecretHere)];
    });
    return Array.isArray(value) ? copies.map(([, inner]) => inner) : Object.fromEntries(copies);
  };
  return copy(payload, [], false);
}

/** Of a setting that anybody may see, the name of the field with its value. */
function plainFieldOf(holder: object): string | null {
  const name = textIn(holder, "key") || textIn(valueIn(holder, "variable"), "name");
  const field = Object.hasOwn(holder, "attributeValue") ? "attributeValue" : "value";
  return name !== "" && isPlainSetting(name, textIn(holder, field)) ? field : null;
}

function valueIn(holder: unknown, name: string): unknown {
  if (typeof holder !== "object" || holder === null) return undefined;
  const field = Object.getOwnPropertyDescriptor(holder, name);
  return field?.value;
}

function textIn(holder: unknown, name: string): string {
  const value = valueIn(holder, name);
  return typeof value === "string" ? value : "";
}

/** `//user:word@`, and `//token@` */
const userOfUrl = /\/\/[^\s/?#@]{1,200}@/g;
const named =
  /((?:pass(?:word|wd|phrase|code)?|pwd|secret|token|key|\bpin|credentials?|authorization|signature|id_?tag|id_?token)["'`]?\s{0,3}(?:[:=]|\bis\b)\s{0,3}(?:(?:basic|bearer)\s{1,3})?["'`]?)[^\s"'`&,;}]{1,500}/gi;
const privateKey = /-----BEGIN[\s\S]*/;

/** Free text without what it says itself to be a credential. */
export function withoutCredentials(text: string): string {
  return text
    .slice(0, TEXT_CHARS_MAX)
    .replace(privateKey, "***")
    .replace(userOfUrl, "//***@")
    .replace(named, "$1***");
}
