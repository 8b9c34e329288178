/** Diagnostics and logs that could not be uploaded. */
import { jobRule } from "./jobs.ts";

export const diagnosticsFailed = jobRule(
  {
    id: "diagnostics-failed",
    title: "An upload of diagnostics or logs failed",
    severity: "error",
    side: "station",
    clause: "OCPP 1.6 §4.4, §5.9; 1.6 security white paper N01; OCPP 2.0.1 Part 2 N01",
    explanation:
      "The CSMS asks for the station's logs and names where to put them. The station collects them, uploads them, and reports how far it is. This one reported that it could not, so the logs that somebody wants for a diagnosis are missing.",
    remedy:
      "Try the location from the station's own network: mobile networks often block FTP, and old stations know no modern TLS. For PermissionDenied check user name, password and the right to write there; for NotSupportedOperation try another protocol that the station knows.",
  },
  [
    {
      name: "an upload",
      asking: ["GetDiagnostics", "GetLog"],
      reporting: ["DiagnosticsStatusNotification", "LogStatusNotification"],
      failures: new Map([
        ["UploadFailed", "the upload failed"],
        ["UploadFailure", "the upload failed"],
        ["BadMessage", "station and server did not understand each other"],
        ["NotSupportedOperation", "the server does not allow what the station tried"],
        ["PermissionDenied", "the station may not write there"],
      ]),
      refusals: ["Rejected"],
      csmsFaults: ["PermissionDenied"],
    },
  ],
);
