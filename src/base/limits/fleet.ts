/** Limits of the state that is stored for translated stations, and of waiting for its store. */
import { GiB, KiB, MiB } from "./units.ts";

export const fleetLimits = {
  // ── state store ───────────────────────────────────────────────────────────────────────────────
  /** `<tenant>/<stationId>`; a station's id has at most 255 characters of up to 3 bytes. */
  stateNameBytesMax: 1 * KiB,
  /** A part's name and an identifier of OCPP, of which the longest has 255 characters. */
  stateKeyBytesMax: 1 * KiB,
  /** One document as JSON. The largest is a message that waits for the CSMS. */
  stateDocumentBytesMax: 1 * MiB,
  /** Of one name: a local list of 100,000 entries, 20,000 waiting messages, and the small rest. */
  stateDocumentsMax: 200_000,
  /** Of one name, keys and values together: read as a whole whenever its station connects. */
  stateNameBytesTotalMax: 64 * MiB,
  /** One call of `write`: a whole local list of 100,000 entries has about 10 MB. */
  stateWriteBytesMax: 16 * MiB,
  /** The file with all names: 100,000 stations with some 80 KiB each. */
  stateFileBytesMax: 8 * GiB,
  /** A group waits this long for another process that writes. SQLite looks every few ms. */
  stateFileLockMs: 2_000,
  /** Pages of 4 KiB in the log before they move into the file: every few hundred commits. */
  stateCheckpointPages: 4_000,
  /** Between two starts of the process that has the file open. */
  stateRestartMs: 1_000,
  /** Between two looks whether the file is still the one that is open. */
  stateFileLookMs: 1_000,
  /** Documents in one message of that process: parsed in about a millisecond. */
  statePartChars: 256 * KiB,
  /** Writes that wait for the store, all names together: one of each of many stations at once. */
  statePendingMax: 20_000,
  statePendingBytesMax: 64 * MiB,
  /** Names that are open at once: as many as there are links. */
  stateOpenMax: 100_000,
  /** Opens at the store at once: taken over by one commit, read one after the other. */
  stateOpensAtOnce: 64,
  /** Opens that wait for that: all stations come back at once after a restart. */
  stateOpensWaitingMax: 100_000,
  /** One answer of the store; without it, it counts as stuck and is begun anew. */
  stateAnswerMs: 5_000,
  /** The same of Redis. It waits for its disk when it saves its data, now and then for a second. */
  stateRedisAnswerMs: 4_000,
  /** Between two tries to connect to Redis; doubled from the first to the second. */
  stateRedialMsMin: 100,
  stateRedialMsMax: 5_000,
  /**
   * A write: the answer to the one before it, and its own. A station waits 30 s for its answer.
   */
  stateWriteMs: 10_000,
  /** Between two looks whether a store that failed works again. */
  stateProbeMs: 1_000,
  /** The end of the process waits this long for writes. */
  stateCloseMs: 2_000,
} as const;
