import { expect, it } from "vitest";
import { diagnosticsFailed } from "../../../src/findings/rules/diagnostics-failed.ts";
import { record } from "../../support/recording.ts";

function told(...messages: readonly (readonly ["csms" | "station", string])[]) {
  const recording = record({ rules: [diagnosticsFailed] });
  const link = recording.link().open();
  for (const [sender, text] of messages) link[sender](text);
  return recording.findings();
}

it("tells a failed upload of 1.6", () => {
  const findings = told(
    ["csms", `[2,"7","GetDiagnostics",{"location":"ftp://user:word@files.example/"}]`],
    ["station", `[3,"7",{"fileName":"log.zip"}]`],
    ["station", `[2,"s","DiagnosticsStatusNotification",{"status":"Uploading"}]`],
    ["station", `[2,"t","DiagnosticsStatusNotification",{"status":"UploadFailed"}]`],
  );
  expect(findings).toMatchObject([
    {
      severity: "error",
      side: "station",
      evidence: [1, 4],
      sentence:
        "The station reported UploadFailed for GetDiagnostics (id 7), sent 300 ms before: the upload failed.",
    },
  ]);
});

it("blames the CSMS where the station may not write at its location", () => {
  const findings = told(
    ["csms", `[2,"7","GetLog",{"requestId":3,"logType":"SecurityLog"}]`],
    ["station", `[2,"t","LogStatusNotification",{"status":"PermissionDenied","requestId":3}]`],
  );
  expect(findings).toMatchObject([{ side: "csms", details: { requestId: 3 } }]);
});

it("is silent about uploads that succeed or give way to another", () => {
  const say = (status: string) =>
    ["station", `[2,"t","LogStatusNotification",{"status":"${status}","requestId":3}]`] as const;
  expect(
    told(
      ["csms", `[2,"7","GetLog",{"requestId":3}]`],
      ["station", `[3,"7",{"status":"AcceptedCanceled"}]`],
      ...["Uploading", "Uploaded", "AcceptedCanceled", "Idle"].map(say),
    ),
  ).toEqual([]);
});
