import { expect, it } from "vitest";
import { firmwareUpdateFailed } from "../../../src/findings/rules/firmware-update-failed.ts";
import { record } from "../../support/recording.ts";

function told(...messages: readonly (readonly ["csms" | "station", string])[]) {
  const recording = record({ rules: [firmwareUpdateFailed] });
  const link = recording.link().open();
  for (const [sender, text] of messages) link[sender](text);
  return recording.findings();
}

const update = [
  "csms",
  `[2,"7","UpdateFirmware",{"location":"ftp://user:word@files.example/fw.bin"}]`,
] as const;
const status = (text: string, action = "FirmwareStatusNotification") =>
  ["station", `[2,"s","${action}",{"status":"${text}"}]`] as const;

it("tells a failed installation and the update that it belongs to, without the location", () => {
  const findings = told(update, status("Downloading"), status("InstallationFailed"));
  expect(findings).toMatchObject([
    {
      severity: "error",
      side: "station",
      evidence: [1, 3],
      sentence:
        "The station reported InstallationFailed for UpdateFirmware (id 7), sent 200 ms before: the installation failed.",
    },
  ]);
  expect(JSON.stringify(findings)).not.toContain("files.example");
});

it.each(["DownloadFailed", "InvalidSignature", "InstallVerificationFailed"])(
  "tells %s of the security extension and of 2.x",
  (text) => {
    const signed = ["csms", `[2,"7","SignedUpdateFirmware",{"requestId":3}]`] as const;
    for (const action of ["SignedFirmwareStatusNotification", "FirmwareStatusNotification"]) {
      expect(told(signed, status(text, action))).toMatchObject([{ evidence: [1, 2] }]);
    }
  },
);

it("blames the CSMS for a certificate that is not valid", () => {
  const answer = ["station", `[3,"7",{"status":"InvalidCertificate"}]`] as const;
  expect(told(update, answer)).toMatchObject([{ side: "csms" }]);
});

it("tells a publication that failed", () => {
  const publish = ["csms", `[2,"7","PublishFirmware",{"requestId":3,"checksum":"x"}]`] as const;
  const failed = status("InvalidChecksum", "PublishFirmwareStatusNotification");
  expect(told(publish, failed)).toMatchObject([
    { sentence: expect.stringContaining("for PublishFirmware (id 7)") },
  ]);
});

it("is silent about an update that succeeds, and about statuses it does not know", () => {
  const steps = ["Downloading", "Downloaded", "Installing", "Installed", "Idle", "Odd", ""];
  const accepted = ["station", `[3,"7",{"status":"Accepted"}]`] as const;
  expect(told(update, accepted, ...steps.map((text) => status(text)))).toEqual([]);
});
