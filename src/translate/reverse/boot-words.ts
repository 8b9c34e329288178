/** What a 2.0.1 station says of itself when it boots → what 1.6 is told. The reason is lost. */
import type { Json, JsonObject } from "../../exchange/message.ts";
import type { BootWords } from "../boot-words.ts";
import { cutTo, textAt } from "../convert.ts";
import { objectIn, present } from "../json.ts";
import type { Settings } from "../settings.ts";
import { lose, type Turn } from "../turn.ts";

/** 1.6 §6.7: vendor, model, iccid and imsi. */
const NAME_CHARS_MAX = 20;
const SERIAL_CHARS_MAX = 25;
const FIRMWARE_CHARS_MAX = 50;

function request(turn: Turn, boot: Json, reason: string): JsonObject {
  if (reason !== "Triggered" && reason !== "Unknown")
    lose(turn, "boot-reason", textAt(boot, "reason") ?? reason);
  const said = objectIn(boot, "chargingStation");
  const text = (from: Json, name: string, chars: number) => {
    const value = textAt(from, name);
    return value === null ? undefined : cutTo(value, chars);
  };
  const vendor = textAt(said, "vendorName") ?? "Unknown";
  if (vendor.length > NAME_CHARS_MAX) lose(turn, "vendor-too-long", vendor.slice(0, 60));
  const modem = objectIn(said, "modem");
  return present({
    chargePointVendor: cutTo(vendor, NAME_CHARS_MAX),
    chargePointModel: text(said, "model", NAME_CHARS_MAX) ?? "Unknown",
    chargePointSerialNumber: text(said, "serialNumber", SERIAL_CHARS_MAX),
    firmwareVersion: text(said, "firmwareVersion", FIRMWARE_CHARS_MAX),
    iccid: text(modem, "iccid", NAME_CHARS_MAX),
    imsi: text(modem, "imsi", NAME_CHARS_MAX),
  });
}

function stored(boot: Json): JsonObject {
  const said = objectIn(boot, "chargingStation");
  const modem = objectIn(said, "modem");
  const texts = (from: Json, names: readonly string[]) =>
    present(
      Object.fromEntries(
        names.map((name) => [name, textAt(from, name)?.slice(0, 50) ?? undefined]),
      ),
    );
  const fields = texts(said, ["vendorName", "model", "serialNumber", "firmwareVersion"]);
  return { chargingStation: { ...fields, modem: texts(modem, ["iccid", "imsi"]) } };
}

function unknown({ identity }: Settings): JsonObject {
  return { chargingStation: { vendorName: identity.vendorName, model: identity.model } };
}

export const wordsOf201: BootWords = { request, stored, unknown };
