/**
 * Fields whose content must not appear in findings, which travel further than the record does:
 * credentials, what identifies a driver or a SIM card, and contents that are somebody else's.
 */
const secretFields: ReadonlySet<string> = new Set([
  "idTag",
  "parentIdTag",
  "idToken",
  "additionalIdToken",
  "password",
  "basicAuthPassword",
  "apnPassword",
  "apnUserName",
  "simPin",
  "user",
  "iccid",
  "imsi",
  "data",
  "certificate",
  "certificateChain",
  "csr",
  "exiRequest",
  "exiResponse",
  "attributeValue",
  "actualValue",
  "customerIdentifier",
  "idTokens",
  "prioritizedEMAIDs",
  "pspRef",
  "vatNumber",
  "signingCertificate",
  "signedMeterData",
  // Words of a person's or a maker's choosing, which quote what they speak of.
  "additionalInfo",
  "techInfo",
  "content",
  // URLs carry passwords.
  "remoteLocation",
  "ocppCsmsUrl",
  "responderURL",
  "receiptUrl",
  "urls",
  "server",
]);

/** In these a `value` is a setting's, and a setting may be the AuthorizationKey. */
const settingActions: ReadonlySet<string> = new Set([
  "ChangeConfiguration",
  "GetConfiguration",
  "NotifyReport",
  "NotifyMonitoringReport",
  "SetVariableMonitoring",
]);

/** `path`: names of fields, and indexes as text. */
export function isSecret(action: string, path: readonly string[]): boolean {
  const names = path.filter((step) => !/^\d+$/.test(step));
  const last = names.at(-1) ?? "";
  if (secretFields.has(last)) return true;
  // Elsewhere it is a URL, and URLs carry passwords.
  if (last === "location") return names.at(-2) !== "sampledValue";
  if (last === "key") return names.at(-2) === "vpn";
  return last === "value" && settingActions.has(action);
}

/** Parts of names that speak of a credential, of a person, or of where something is. */
const secretNames = new RegExp(
  [
    ...["pass", "pwd", "secret", "key", "token", "pin(?!g)", "code", "cred", "cert", "psk"],
    ...["blue", "pair", "puk", "otp", "phone", "mail", "privat"],
    ...["user", "login", "account", "name", "card", "tag(?!e)", "rfid", "sim", "imsi"],
    ...["apn", "ssid", "wifi", "wlan", "(?<!sec)ur[il]", "host", "server"],
  ].join("|"),
  "i",
);

/** Settings whose values are words of the standard. */
const wordSettings = /(SampledData|AlignedData|Measurands|PhaseRotation|StartPoint|StopPoint)$/;

/**
 * A setting and its value → whether the value may be shown. Stations have settings of their own
 * making, so only numbers, truth values and words of the standard pass, and none where the name
 * sounds of a credential.
 */
export function isPlainSetting(name: string, value: string): boolean {
  if (secretNames.test(name)) return false;
  if (/^(-?\d{1,9}(\.\d{1,6})?|true|false)$/i.test(value)) return true;
  return wordSettings.test(name) && /^[A-Za-z0-9.,\- ]{1,100}$/.test(value);
}

/** Parts of names that speak of a credential or of a person, not merely of a place. */
const credentialNames = new RegExp(
  [
    ...["pass", "pwd", "secret", "(?<!max)key(?!s)", "token(?!s)", "\\bpin", "pin(code|$)"],
    ...["cred", "privat", "psk", "user", "login", "account", "card", "imsi"],
  ].join("|"),
  "i",
);

/**
 * The same for the page of a station's own settings, which does not travel: everything is shown but
 * what may be a credential. The messages themselves hold it.
 */
export function isSettingShown(name: string, value: string): boolean {
  if (isPlainSetting(name, value) || value === "") return true;
  const mayCarryOne = value.includes("://") && /[@?]/.test(value);
  if (mayCarryOne || value.includes("-----BEGIN")) return false;
  return !credentialNames.test(name);
}
