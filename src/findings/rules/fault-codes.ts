/** The error codes of OCPP 1.6 §7.6 → what each means for the one who has to act. */
const meanings: ReadonlyMap<string, string> = new Map([
  ["ConnectorLockFailure", "the plug cannot be locked or released"],
  ["EVCommunicationError", "station and car do not understand each other"],
  ["GroundFailure", "the residual current device has tripped"],
  ["HighTemperature", "it is too hot inside the station"],
  ["InternalError", "the station's hardware or software has failed"],
  ["LocalListConflict", "the CSMS's authorization contradicts the station's local list"],
  ["OtherError", "only the vendor's own code tells what is wrong"],
  ["OverCurrentFailure", "the overcurrent protection has tripped"],
  ["OverVoltage", "the mains voltage is too high"],
  ["PowerMeterFailure", "the energy meter cannot be read"],
  ["PowerSwitchFailure", "the contactor does not switch"],
  ["ReaderFailure", "the card reader does not work"],
  ["ResetFailure", "the station could not restart"],
  ["UnderVoltage", "the mains voltage is too low"],
  ["WeakSignal", "the mobile signal is weak"],
]);

/** "" for a code that the standard does not have. */
export function meaningOf(errorCode: string): string {
  return meanings.get(errorCode) ?? "";
}
