/**
 * What findings must not repeat, which travel further than the record does: whatever is masked in
 * the record (`credentials.ts` has those names, and nobody else), tokens of drivers, and beyond both
 * what identifies a driver or a SIM card, places, and contents that are somebody else's.
 */
import {
  isCredentialField,
  isCredentialSetting,
  isTokenField,
  isTokenSetting,
} from "./credentials.ts";

/** The operator's own names have been masked before anybody asks. */
const NONE: ReadonlySet<string> = new Set();

/** Beside credentials and tokens. */
const foreignFields: ReadonlySet<string> = new Set([
  ...["apnUserName", "user", "iccid", "imsi"],
  ...["data", "certificate", "certificateChain", "csr", "exiRequest", "exiResponse"],
  ...["attributeValue", "actualValue", "signingCertificate", "signedMeterData"],
  ...["pspRef", "vatNumber"],
  // Words of a person's or a maker's choosing, which quote what they speak of.
  ...["additionalInfo", "techInfo", "content"],
  // URLs carry passwords.
  ...["remoteLocation", "ocppCsmsUrl", "responderURL", "receiptUrl", "urls", "server"],
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
  const holder = names.at(-2) ?? "";
  if (isCredentialField(last, holder, NONE) || isTokenField(last)) return true;
  if (foreignFields.has(last)) return true;
  // Elsewhere it is a URL, and URLs carry passwords.
  if (last === "location") return holder !== "sampledValue";
  return last === "value" && settingActions.has(action);
}

/** Parts of names of settings that speak of a person, of a place, or may of a credential. */
const foreignNames = new RegExp(
  [
    ...["pass", "key", "token", "pin(?!g)", "code", "cert"],
    ...["blue", "pair", "puk", "otp", "phone", "mail"],
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
  if (isHiddenSetting(name) || foreignNames.test(name)) return false;
  if (/^(-?\d{1,9}(\.\d{1,6})?|true|false)$/i.test(value)) return true;
  return wordSettings.test(name) && /^[A-Za-z0-9.,\- ]{1,100}$/.test(value);
}

/** Parts of names that speak of a person, not merely of a place. */
const personalNames = /user|login|account|card|imsi/i;

function isHiddenSetting(name: string): boolean {
  return isCredentialSetting(name, NONE) || isTokenSetting(name);
}

/**
 * The same for the page of a station's own settings, which does not travel: everything is shown but
 * what may be a credential. The messages themselves hold it.
 */
export function isSettingShown(name: string, value: string): boolean {
  if (isPlainSetting(name, value) || value === "") return true;
  const mayCarryOne = value.includes("://") && /[@?]/.test(value);
  if (mayCarryOne || value.includes("-----BEGIN")) return false;
  return !isHiddenSetting(name) && !personalNames.test(name);
}
