/** Boot, heartbeat and status: the rules. */
import type { Rule } from "../rule.ts";
import { bootLoop } from "../rules/boot-loop.ts";
import { bootMissing } from "../rules/boot-missing.ts";
import { bootPending } from "../rules/boot-pending.ts";
import { bootRejected } from "../rules/boot-rejected.ts";
import { callBeforeAccepted } from "../rules/call-before-accepted.ts";
import { connectorFaulted } from "../rules/connector-faulted.ts";
import { heartbeatIntervalIgnored } from "../rules/heartbeat-interval-ignored.ts";
import { heartbeatMissed } from "../rules/heartbeat-missed.ts";
import { statusFlapping } from "../rules/status-flapping.ts";
import { statusTransitionIrregular } from "../rules/status-transition-irregular.ts";

export const bootRules: readonly Rule[] = [
  bootRejected,
  bootPending,
  bootLoop,
  bootMissing,
  callBeforeAccepted,
  heartbeatMissed,
  heartbeatIntervalIgnored,
  connectorFaulted,
  statusTransitionIrregular,
  statusFlapping,
];
