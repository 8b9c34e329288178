/** Limits of what instances share: the state of translated stations, and the board. */
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

  // ── board: presence, overrides, live tail ─────────────────────────────────────────────────────
  /** Between two looks at the board. A station's entry is prolonged long before it ends. */
  boardBeatMs: 5_000,
  /** A process that has not been seen for this long is gone: three beats and a little. */
  boardMemberMs: 17_000,
  /** Processes on one board that are shown and told apart. */
  boardMembersMax: 2_000,
  /** A station's entry without being prolonged; what an ended process leaves behind goes then. */
  holdingMs: 600_000,
  /** Every entry is prolonged once in this time, a few with each beat. */
  holdingKeepMs: 240_000,
  /** Entries in one go: some 2 ms of the event loop, which links wait for. One go at a time. */
  holdingsPerRequest: 100,
  /** Entries are collected for this long: a storm of stations becomes few requests. */
  holdingsCollectMs: 20,
  /** A refused station waits this long for a board or an instance that says nothing. */
  askAnswerMs: 500,
  /** Beyond the silence that is waited for: the link is ended, and its CSMS lets go of it. */
  askEndMs: 1_500,
  /** Questions of one process that wait for an answer; of others, that are being answered. */
  asksMax: 1_000,
  /** One message between processes. Unit: characters. */
  boardMessageChars: 64 * KiB,
  /** Stations with an override: a migration in its canary phase. */
  overridesMax: 20_000,
  /** One override as JSON; a URL has at most 2,000. Unit: bytes. */
  overrideBytesMax: 4 * KiB,
  /** URLs of overrides that are kept ready to dial. */
  overriddenRoutesMax: 1_000,
  /** A station's identity, in the API (OCPP 2.0.1: 48, 1.6: none). Unit: characters. */
  overrideStationChars: 255,
  /** The answer to one request of the embedded board. */
  hubAnswerMs: 2_000,
  /** Between two tries to reach or become the embedded board. */
  hubRedialMs: 100,
  /** Not yet read by one process; more ends its connection, and it begins anew. */
  hubBufferBytesMax: 16 * MiB,
  /** One line of the embedded board's protocol: all overrides. Unit: characters. */
  hubLineChars: 128 * MiB,
  /** Lines of the live tail are collected for this long before they are shared. */
  liveShareMs: 50,
  /** In one message, and what may wait; more is dropped and counted. Unit: characters. */
  liveShareChars: 256 * KiB,
  liveShareWaitingChars: 4 * MiB,
  /** A console says this often that somebody watches; without it for thrice that, nobody does. */
  liveInterestMs: 2_000,
} as const;
