/**
 * Every limit of the program, in one place: name with unit, value, derivation. A limit that users
 * may change takes its configuration default from here. Relations between limits are asserted
 * below.
 */
import { assert } from "./assert.ts";
import { accessLimits } from "./limits/access.ts";
import { alertsLimits } from "./limits/alerts.ts";
import { backendsLimits } from "./limits/backends.ts";
import { cutoverLimits } from "./limits/cutover.ts";
import { disturbanceLimits } from "./limits/disturbances.ts";
import { fleetLimits } from "./limits/fleet.ts";
import { interceptsLimits } from "./limits/intercepts.ts";
import { lifeLimits } from "./limits/life.ts";
import { lookingLimits } from "./limits/looking.ts";
import { playbackLimits } from "./limits/playback.ts";
import { recorderLimits } from "./limits/recorder.ts";
import { rehearseLimits } from "./limits/rehearse.ts";
import { relayLimits } from "./limits/relay.ts";
import { sessionsLimits } from "./limits/sessions.ts";
import { shadowLimits } from "./limits/shadow.ts";
import { soapLimits } from "./limits/soap.ts";
import { telemetryLimits } from "./limits/telemetry.ts";
import { translateLimits } from "./limits/translate.ts";
import { trustLimits } from "./limits/trust.ts";

export const limits = {
  ...relayLimits,
  ...recorderLimits,
  ...sessionsLimits,
  ...lookingLimits,
  ...lifeLimits,
  ...fleetLimits,
  ...interceptsLimits,
  ...disturbanceLimits,
  ...telemetryLimits,
  ...translateLimits,
  ...shadowLimits,
  ...backendsLimits,
  ...rehearseLimits,
  ...playbackLimits,
  ...cutoverLimits,
  ...soapLimits,
  ...alertsLimits,
  ...accessLimits,
  ...trustLimits,
} as const;

assert(limits.spoolBytesMax >= 2 * limits.segmentBytesMax, "the spool holds at least two segments");
assert(limits.messageBytesMax < limits.segmentBytesMax, "a message fits into a segment");
assert(
  limits.messageBytesMax < limits.spoolBufferBytesMax,
  "a message fits into the spool's buffer",
);
assert(limits.messageBytesMax <= limits.inflateMessageBytesMax, "a full copy can be decompressed");
assert(
  limits.messageBytesMax < limits.spoolRecordBytesMax,
  "a message fits into a record of the spool",
);
assert(limits.pageRowsDefault <= limits.pageRowsMax, "the default page is a legal page");
assert(limits.restartMsMin <= limits.restartMsMax, "restart pauses grow");
assert(
  limits.stateDocumentBytesMax + limits.stateKeyBytesMax <= limits.stateWriteBytesMax,
  "the largest document can be written",
);
assert(
  limits.stateWriteBytesMax <= limits.statePendingBytesMax,
  "the largest write of state can wait",
);
assert(2 * limits.stateAnswerMs <= limits.stateWriteMs, "two answers make a write");
assert(
  limits.stateWriteMs < limits.stationAnswerMs,
  "a write can fail before the station gives up",
);
assert(limits.csmsAnswerMs < limits.translatedCallMs, "an answer comes before the CSMS gives up");
assert(limits.consoleQueriesMax < limits.engineReadersMax, "the console leaves room for others");
assert(
  limits.exportPageRows * limits.pageInlineBytesMax <= limits.queryResultBytesMax,
  "the largest page of an export fits into a result",
);
assert(2 * limits.queryMemoryBytesMax <= limits.engineMemoryBytesMax, "one reader of the engine");
assert(
  limits.backendMessageBytesMax <= limits.legMessageBytesMax,
  "a message of a back-end fits into a leg's",
);
