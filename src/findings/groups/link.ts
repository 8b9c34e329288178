/** Handshake, connection and WebSocket: the rules. */
import type { Rule } from "../rule.ts";
import { certificateExpiring } from "../rules/certificate-expiring.ts";
import { commandBurst } from "../rules/command-burst.ts";
import { controlFrameFlood } from "../rules/control-frame-flood.ts";
import { csmsUnreachable } from "../rules/csms-unreachable.ts";
import { dropAfterMessage } from "../rules/drop-after-message.ts";
import { faultOnPurpose } from "../rules/fault-on-purpose.ts";
import { frameIllegal } from "../rules/frame-illegal.ts";
import { handshakeRefused } from "../rules/handshake-refused.ts";
import { idleCloseCluster } from "../rules/idle-close-cluster.ts";
import { linkClosedAbnormally } from "../rules/link-closed-abnormally.ts";
import { linkDuplicate } from "../rules/link-duplicate.ts";
import { linkFlapping } from "../rules/link-flapping.ts";
import { messageBinary } from "../rules/message-binary.ts";
import { messageEmpty } from "../rules/message-empty.ts";
import { messageOversized } from "../rules/message-oversized.ts";
import { messagePutIn } from "../rules/message-put-in.ts";
import { pathIrregular } from "../rules/path-irregular.ts";
import { pingUnanswered } from "../rules/ping-unanswered.ts";
import { plainOnTlsPort } from "../rules/plain-on-tls-port.ts";
import { recordGap } from "../rules/record-gap.ts";
import { rulesOverdue } from "../rules/rules-overdue.ts";
import { streamUnreadable } from "../rules/stream-unreadable.ts";
import { subprotocolMalformed } from "../rules/subprotocol-malformed.ts";
import { subprotocolMismatch } from "../rules/subprotocol-mismatch.ts";
import { subprotocolMissing } from "../rules/subprotocol-missing.ts";
import { tlsFailed } from "../rules/tls-failed.ts";
import { tlsOnPlainPort } from "../rules/tls-on-plain-port.ts";
import { versionMismatch } from "../rules/version-mismatch.ts";

export const linkRules: readonly Rule[] = [
  handshakeRefused,
  csmsUnreachable,
  tlsFailed,
  certificateExpiring,
  tlsOnPlainPort,
  plainOnTlsPort,
  recordGap,
  rulesOverdue,
  streamUnreadable,
  messageEmpty,
  messageBinary,
  messageOversized,
  subprotocolMissing,
  subprotocolMalformed,
  subprotocolMismatch,
  versionMismatch,
  pathIrregular,
  linkClosedAbnormally,
  frameIllegal,
  linkDuplicate,
  linkFlapping,
  pingUnanswered,
  controlFrameFlood,
  idleCloseCluster,
  commandBurst,
  dropAfterMessage,
  faultOnPurpose,
  messagePutIn,
];
