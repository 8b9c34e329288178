/** All actions of OCPP 1.6 and of its security extension, in words. */
import type { ActionText } from "../text.ts";
import { coreCsms16 } from "./core-csms.ts";
import { coreStation16 } from "./core-station.ts";
import { profiles16 } from "./profiles.ts";
import { security16 } from "./security.ts";

export const actionTexts16: readonly ActionText[] = [
  ...coreStation16,
  ...coreCsms16,
  ...profiles16,
  ...security16,
];
