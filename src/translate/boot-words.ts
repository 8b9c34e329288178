/** What a 1.6 station says of itself when it boots → what 2.0.1 is told. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { cutTo, textAt } from "./convert.ts";
import { present } from "./json.ts";
import type { Settings } from "./settings.ts";
import { lose, type Turn } from "./turn.ts";

/** How a boot is read, told and kept, in one direction. */
export type BootWords = {
  readonly request: (turn: Turn, boot: Json, reason: string) => JsonObject;
  /** What is kept of it, for reports and for telling it again. */
  readonly stored: (boot: Json) => JsonObject;
  /** Stands in for a boot that was never seen. */
  readonly unknown: (settings: Settings) => JsonObject;
};

const MODEL_CHARS_MAX = 20;

function request(turn: Turn, boot: Json, reason: string): JsonObject {
  const text = (name: string, chars: number) => {
    const value = textAt(boot, name);
    return value === null ? undefined : cutTo(value, chars);
  };
  const model = textAt(boot, "chargePointModel") ?? "Unknown";
  if (model.length > MODEL_CHARS_MAX) lose(turn, "model-too-long", model.slice(0, 60));
  const modem = present({ iccid: modemId(boot, "iccid"), imsi: modemId(boot, "imsi") });
  return {
    chargingStation: present({
      serialNumber: text("chargePointSerialNumber", 25) ?? text("chargeBoxSerialNumber", 25),
      model: cutTo(model, MODEL_CHARS_MAX),
      vendorName: text("chargePointVendor", 50) ?? "Unknown",
      firmwareVersion: text("firmwareVersion", 50),
      modem: Object.keys(modem).length === 0 ? undefined : modem,
    }),
    reason,
  };
}

/** An identifier of at most 20 characters; a station that writes "n/a" has none. */
function modemId(boot: Json, name: string): string | undefined {
  const value = textAt(boot, name)?.trim() ?? "";
  return /^[A-Za-z0-9*\-_=:+|@.]{1,20}$/.test(value) ? value : undefined;
}

const bootFields = [
  ...["chargePointVendor", "chargePointModel", "chargePointSerialNumber", "chargeBoxSerialNumber"],
  ...["firmwareVersion", "iccid", "imsi", "meterType", "meterSerialNumber"],
];

/** Long enough for every field in its longest form that a report may need. */
const STORED_CHARS_MAX = 250;

function stored(payload: Json): JsonObject {
  return present(
    Object.fromEntries(
      bootFields.map((name) => [name, textAt(payload, name)?.slice(0, STORED_CHARS_MAX)]),
    ),
  );
}

function unknown({ identity }: Settings): JsonObject {
  return { chargePointVendor: identity.vendorName, chargePointModel: identity.model };
}

export const wordsOf16: BootWords = { request, stored, unknown };
