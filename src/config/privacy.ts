/** The configuration of what is hidden: in the record, and on the relay's disk. */
import { limits } from "../base/limits.ts";
import { path, settingNames, yesNo } from "./values.ts";

/** Part of `record`. */
export const redactionFields = {
  redact: settingNames()
    .default(["AuthorizationKey", "BasicAuthPassword", "keyCode"])
    .describe(
      "Names whose values are masked as they are recorded, beside those that always are: configuration keys, variables, fields; keyCode means tokens of that type.",
    )
    .meta({ example: "AuthorizationKey,BasicAuthPassword,keyCode" }),
  hashIdTokens: yesNo()
    .default(false)
    .describe("Record a keyed hash in the place of each idToken, idTag and eMAID."),
  keyFile: path()
    .optional()
    .describe(
      `File with at least ${limits.recordKeyBytesMin} secret bytes: key of hashed tokens and of the spool; the same on all machines. Absent: record.key in the data directory, made once.`,
    )
    .meta({ example: "/run/secrets/ocpptap-record-key" }),
};

/** Part of `spool`. */
export const sealingFields = {
  encrypt: yesNo().default(true).describe("Encrypt segments with the record's key (AES-256-CTR)."),
};
