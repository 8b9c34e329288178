/** BootNotifications that the CSMS leaves pending. */
import { bootRefusalRule } from "./boot-refusals.ts";

export const bootPending = bootRefusalRule(
  {
    id: "boot-pending",
    title: "The CSMS keeps the station waiting",
    severity: "warning",
    side: "csms",
    clause: "OCPP 1.6 §4.2; OCPP 2.0.1 Part 2, B02",
    explanation:
      "The CSMS answered BootNotification with Pending: it wants to read or set something before it accepts the station. Meanwhile the station reports nothing of its own accord and starts no transaction for this CSMS, and it repeats BootNotification after the interval. That is legal and short; a CSMS that then asks nothing, or never accepts, leaves the station out of service. A second finding, a note, says when it ended and how long it took.",
    remedy:
      "Look in the CSMS for what the station is waiting for: an approval by a person, a configuration that failed, a certificate. When it is done, accept the next BootNotification, or trigger one.",
  },
  "Pending",
);
