/** Everything that is said about the actions and fields of OCPP 2.0.1 and 2.1. */
import type { ActionText, FieldTexts } from "../text.ts";
import { addedGrid21 } from "./added-grid-21.ts";
import { addedPayment21 } from "./added-payment-21.ts";
import { authorization201 } from "./authorization.ts";
import { changedIn21 } from "./changed-21.ts";
import { diagnostics201 } from "./diagnostics.ts";
import { firmware201 } from "./firmware.ts";
import { provisioning201 } from "./provisioning.ts";
import { remoteControl201 } from "./remote-control.ts";
import { security201 } from "./security.ts";
import { smartCharging201 } from "./smart-charging.ts";
import { transactions201 } from "./transactions.ts";
import { commonFields } from "./types-common.ts";
import { deviceModelTypes } from "./types-device-model.ts";
import { gridTypes } from "./types-grid.ts";
import { iso15118Types } from "./types-iso-15118.ts";
import { priceTypes } from "./types-prices.ts";
import { profileTypes } from "./types-profiles.ts";
import { stationTypes } from "./types-station.ts";
import { transactionTypes } from "./types-transactions.ts";

export const actionTexts201: readonly ActionText[] = [
  ...security201,
  ...provisioning201,
  ...authorization201,
  ...transactions201,
  ...remoteControl201,
  ...smartCharging201,
  ...firmware201,
  ...diagnostics201,
];

/** Only what 2.1 adds or changes; every other action reads as in 2.0.1. */
export const actionTexts21: readonly ActionText[] = [
  ...addedPayment21,
  ...addedGrid21,
  ...changedIn21(actionTexts201),
];

/** By "Type.field"; a message's own field by its plain name where its action says nothing else. */
export const fieldTexts2: FieldTexts = {
  ...commonFields,
  ...stationTypes,
  ...deviceModelTypes,
  ...transactionTypes,
  ...profileTypes,
  ...iso15118Types,
  ...priceTypes,
  ...gridTypes,
};
