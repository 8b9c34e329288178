/** BootNotifications that the CSMS rejects. */
import { bootRefusalRule } from "./boot-refusals.ts";

export const bootRejected = bootRefusalRule(
  {
    id: "boot-rejected",
    title: "The CSMS rejects the station",
    severity: "error",
    side: "csms",
    clause: "OCPP 1.6 §4.2; OCPP 2.0.1 Part 2, B03",
    explanation:
      "The CSMS answered BootNotification with Rejected: it does not want this station. Until the given interval is over, the station may send nothing and need not answer; nobody can charge under this CSMS's control. Usually the station's identity is unknown there, is blocked, or belongs to another tenant. A second finding, a note, says when it ended and how long it took.",
    remedy:
      "Register the station in the CSMS under exactly the identity at the end of its URL, and compare the vendor, model and serial number it sends with what the CSMS expects.",
  },
  "Rejected",
);
