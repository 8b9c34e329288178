/**
 * Names under which OCPP, and makers in their extensions, send what must not be kept: passwords,
 * keys, PINs; and those of tokens. The one list of them: their values are masked as the record is
 * written, and what findings must not repeat is this and more (`secrets.ts`). Names are compared in lower case, by place and not by action: a response
 * does not say its action, and a DataTransfer's data may hold any of them.
 */

/** Fields of the standards whose content is a credential wherever they stand. */
const credentialFields: ReadonlySet<string> = new Set([
  // 2.x SetNetworkProfile: connectionData, apn, vpn.
  ...["password", "basicauthpassword", "apnpassword", "simpin"],
  // 1.6 security whitepaper, and OCPP-S vendors.
  ...["authorizationkey", "authorization"],
]);

/** Fields of makers' own, by what their names say. */
const credentialWords =
  "pass(?:word|wd|phrase|code)|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|" +
  "auth(?:orization)?[_-]?(?:key|token)|access[_-]?token|psk|sim[_-]?pin|pin[_-]?code|credential";
const credentialField = new RegExp(credentialWords, "i");

/** The same for settings, whose values are mostly harmless: here more words are enough. */
const credentialSetting = new RegExp(
  `${credentialWords}|(?<!master|by)pass(?!thr|ive)|(?<!max)key(?!s|code)|cred|privat|` +
    "pin(?:code|$)|\\bpin[_-]|\\w(?<!id[_-]?)token(?!s|type)",
  "i",
);

/** Settings whose value is an idToken. */
const tokenSetting = /id[_-]?tag|id[_-]?token|masterpassgroupid|evco[_-]?id|emaid/i;

/** Fields whose content is an idToken or an eMAID. */
const tokenFields: ReadonlySet<string> = new Set([
  ...["idtag", "parentidtag", "idtoken", "additionalidtoken", "groupidtoken", "idtokens"],
  ...["emaid", "prioritizedemaids", "evcoid", "contractid", "rfid", "rfidtag", "carduid"],
  ...["customeridentifier"],
]);

/** What of a message's text has to be there before anything of it can be a credential. */
export const credentialHint =
  /pass|pwd|secret|key|psk|pin(?:_|-|code|")|simpin|cred|privat|authorization|(?<!id[_-]?)token(?!s|type)|\\u|:\\?\/\\?\/[^"\s]{0,200}@|basic |bearer /i;
export const tokenHint =
  /id[_-]?tag|id[_-]?token|emaid|evco|contractid|rfid|carduid|customer|masterpass/i;

export type Names = ReadonlySet<string>;

/** `more`: names in lower case that the operator wants masked, too. */
export function isCredentialField(name: string, parent: string, more: Names): boolean {
  const lower = name.toLowerCase();
  if (credentialFields.has(lower) || more.has(lower)) return true;
  // The shared secret of a VPN has the plainest name of all.
  if (lower === "key") return parent.toLowerCase() === "vpn";
  return credentialField.test(name);
}

export function isCredentialSetting(name: string, more: Names): boolean {
  return more.has(name.toLowerCase()) || credentialSetting.test(name);
}

export function isTokenField(name: string): boolean {
  return tokenFields.has(name.toLowerCase());
}

export function isTokenSetting(name: string): boolean {
  return tokenSetting.test(name);
}

/** Every name that speaks of a credential, for text that is no JSON. */
export function credentialPattern(more: Names): string {
  const own = [...more].map((name) => name.replace(/[^\w]/g, "\\$&"));
  return [credentialWords, ...own].join("|");
}

/** The same of fields with tokens. */
export const tokenPattern = [...tokenFields].join("|");
