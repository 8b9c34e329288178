/** The blocks of a 2.0.1 station on a 1.6 CSMS, in the order in which they see legs and time. */
import type { Block } from "../block.ts";
import { bootBlock } from "../boot.ts";
import { presenceBlock } from "../presence.ts";
import { authorizeReverseBlock } from "./authorize.ts";
import { certificatesReverseBlock } from "./certificates.ts";
import { configurationReverseBlock } from "./configuration.ts";
import { consumedReverseBlock } from "./consumed.ts";
import { controlsReverseBlock } from "./controls.ts";
import { dataTransferReverseBlock } from "./data-transfer.ts";
import { firmwareReverseBlock } from "./firmware.ts";
import { localListReverseBlock } from "./local-list.ts";
import { logsReverseBlock } from "./logs.ts";
import { plugAndChargeReverseBlock } from "./plug-and-charge.ts";
import { remoteReverseBlock } from "./remote.ts";
import { reservationReverseBlock } from "./reservation.ts";
import { securityEventsReverseBlock } from "./security-events.ts";
import { smartChargingReverseBlock } from "./smart-charging.ts";
import { statusReverseBlock } from "./status.ts";
import { transactionsReverseBlock } from "./transactions.ts";
import { triggerReverseBlock } from "./trigger.ts";

export const reverseBlocks: readonly Block[] = [
  presenceBlock,
  bootBlock,
  authorizeReverseBlock,
  statusReverseBlock,
  transactionsReverseBlock,
  remoteReverseBlock,
  controlsReverseBlock,
  triggerReverseBlock,
  smartChargingReverseBlock,
  localListReverseBlock,
  reservationReverseBlock,
  firmwareReverseBlock,
  logsReverseBlock,
  certificatesReverseBlock,
  plugAndChargeReverseBlock,
  securityEventsReverseBlock,
  dataTransferReverseBlock,
  configurationReverseBlock,
  consumedReverseBlock,
];
