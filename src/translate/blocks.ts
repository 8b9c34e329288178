/** All functional blocks, in the order in which they see legs and time. */

import { authorizeBlock } from "./authorize.ts";
import { availabilityBlock } from "./availability.ts";
import type { Block } from "./block.ts";
import { bootBlock } from "./boot.ts";
import { certificatesBlock } from "./certificates.ts";
import { customerBlock } from "./customer.ts";
import { dataTransferBlock } from "./data-transfer.ts";
import { firmwareBlock } from "./firmware.ts";
import { localListBlock } from "./local-list.ts";
import { logsBlock } from "./logs.ts";
import { lostTransactionsBlock } from "./lost-transactions.ts";
import { meteringBlock } from "./metering.ts";
import { plugAndChargeBlock } from "./plug-and-charge.ts";
import { pluggedBlock } from "./plugged.ts";
import { presenceBlock } from "./presence.ts";
import { pricingBlock } from "./pricing.ts";
import { probeBlock } from "./probe.ts";
import { refusalsBlock } from "./refusals.ts";
import { remoteBlock } from "./remote.ts";
import { reportsBlock } from "./reports.ts";
import { reservationBlock } from "./reservation.ts";
import { resetBlock } from "./reset.ts";
import { securityEventsBlock } from "./security-events.ts";
import { smartChargingBlock } from "./smart-charging.ts";
import { statusBlock } from "./status.ts";
import { transactionsBlock } from "./transactions.ts";
import { triggerBlock } from "./trigger.ts";
import { upstreamBlock } from "./upstream.ts";
import { variablesBlock } from "./variables.ts";

export const blocks: readonly Block[] = [
  presenceBlock,
  bootBlock,
  probeBlock,
  authorizeBlock,
  statusBlock,
  transactionsBlock,
  pluggedBlock,
  meteringBlock,
  lostTransactionsBlock,
  remoteBlock,
  resetBlock,
  availabilityBlock,
  triggerBlock,
  smartChargingBlock,
  localListBlock,
  reservationBlock,
  firmwareBlock,
  logsBlock,
  certificatesBlock,
  securityEventsBlock,
  dataTransferBlock,
  plugAndChargeBlock,
  pricingBlock,
  variablesBlock,
  upstreamBlock,
  reportsBlock,
  customerBlock,
  refusalsBlock,
];
