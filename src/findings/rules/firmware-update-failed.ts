/** Firmware that could not be downloaded, checked, installed or published. */
import { jobRule } from "./jobs.ts";

export const firmwareUpdateFailed = jobRule(
  {
    id: "firmware-update-failed",
    title: "A firmware update failed",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4.5, §5.19; 1.6 security white paper L01; OCPP 2.0.1 Part 2 L01–L03",
    explanation:
      "The CSMS asks for an update and names where the file is. The station downloads it, checks its signature where there is one, installs it and restarts, and reports each step with a status message. This one reported that a step failed, so it goes on with its old firmware, or is left without a working one.",
    remedy:
      "For DownloadFailed, open the location from the station's own network: mobile networks often block FTP, and old stations know no modern TLS. For a signature or certificate, compare the signing certificate with the one the maker gave out. For an installation, check that the file is for this model and that no transaction was running.",
  },
  [
    {
      name: "a firmware update",
      asking: ["UpdateFirmware", "SignedUpdateFirmware"],
      reporting: ["FirmwareStatusNotification", "SignedFirmwareStatusNotification"],
      failures: new Map([
        ["DownloadFailed", "it could not download the file"],
        ["InstallationFailed", "the installation failed"],
        ["InstallVerificationFailed", "the firmware did not pass the check of its installation"],
        ["InvalidSignature", "the signature of the file is not valid"],
      ]),
      refusals: ["Rejected", "InvalidCertificate", "RevokedCertificate"],
      csmsFaults: ["InvalidCertificate", "RevokedCertificate"],
    },
    {
      name: "a firmware publication",
      asking: ["PublishFirmware"],
      reporting: ["PublishFirmwareStatusNotification"],
      failures: new Map([
        ["DownloadFailed", "it could not download the file"],
        ["InvalidChecksum", "the checksum of the file is not the one that the CSMS named"],
        ["PublishFailed", "it could not offer the file in its network"],
      ]),
      refusals: ["Rejected"],
      csmsFaults: [],
    },
  ],
);
