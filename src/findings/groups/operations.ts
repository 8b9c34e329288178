/** Commands, configuration, firmware and security: the rules. */
import type { Rule } from "../rule.ts";
import { availabilityNotApplied } from "../rules/availability-not-applied.ts";
import { configurationRejected } from "../rules/configuration-rejected.ts";
import { diagnosticsFailed } from "../rules/diagnostics-failed.ts";
import { firmwareUpdateFailed } from "../rules/firmware-update-failed.ts";
import { meterValuesMissing } from "../rules/meter-values-missing.ts";
import { remoteStartNotStarted } from "../rules/remote-start-not-started.ts";
import { remoteStopNotStopped } from "../rules/remote-stop-not-stopped.ts";
import { resetNotHonoured } from "../rules/reset-not-honoured.ts";
import { securityEvent } from "../rules/security-event.ts";
import { triggerNotHonoured } from "../rules/trigger-not-honoured.ts";

export const operationsRules: readonly Rule[] = [
  remoteStartNotStarted,
  remoteStopNotStopped,
  triggerNotHonoured,
  resetNotHonoured,
  availabilityNotApplied,
  meterValuesMissing,
  firmwareUpdateFailed,
  diagnosticsFailed,
  configurationRejected,
  securityEvent,
];
