/**
 * Where the standard describes a message. OCPP 1.6 edition 2 lists its 28 actions in alphabetical
 * order: the nth's request is §6.(2n−1), its response §6.2n. The security extension and 2.x are
 * named without numbers, which differ between their editions.
 */
import { actionsOf, type SchemaKind } from "./schemas.ts";
import type { OcppVersion } from "./versions.ts";

/** Actions of the security extension of 1.6 (edition 2 of its white paper, §4–5). */
const extension16: ReadonlySet<string> = new Set([
  "CertificateSigned",
  "DeleteCertificate",
  "ExtendedTriggerMessage",
  "GetInstalledCertificateIds",
  "GetLog",
  "InstallCertificate",
  "LogStatusNotification",
  "SecurityEventNotification",
  "SignCertificate",
  "SignedFirmwareStatusNotification",
  "SignedUpdateFirmware",
]);

export function sectionOf(version: OcppVersion, action: string, kind: SchemaKind): string {
  if (version !== "1.6") return `OCPP ${version} Part 2, Messages, ${action}`;
  if (extension16.has(action)) return `OCPP 1.6 security white paper, ${action}`;
  const index = actionsOf("1.6")
    .filter((name) => !extension16.has(name))
    .indexOf(action);
  return `OCPP 1.6 §6.${index * 2 + (kind === "response" ? 2 : 1)}`;
}
