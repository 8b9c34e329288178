/** Limits of the life cycle: draining, stalls, children that hang or keep ending. */
export const lifeLimits = {
  /**
   * From the signal until the last link has been asked to go. With `shutdownMsMax` of every role it
   * stays below the 75 s that service managers are told to wait.
   */
  drainMs: 10_000,
  /** How long a link whose time has come may take to reach the end of a message. */
  boundaryMsMax: 1_000,
  /** Between two looks at links that are to go: 100,000 of them are looked at in 5 ms. */
  drainLookMs: 25,
  /** Between two lines of the log that say how many links are left. */
  drainTellMs: 5_000,
  /** How long a recorder that is told to end reads on to the end of the spools. */
  recorderCatchUpMsMax: 3_000,
  /** Between two looks at how far it is. */
  recorderCatchUpLookMs: 100,
  /** A role whose supervisor is gone has so long to end in order. */
  orphanMsMax: 2_000,
  /** The event loop is measured this often; one that stood still for longer is told. */
  stallSampleMs: 20,
  stallLookMs: 1_000,
  /** Stations wait 30 s for an answer; a person notices half a second. */
  stallMsMin: 500,
  /** The state of a role names the longest stall of so long. */
  stallToldMs: 300_000,
  /**
   * Between two questions of the supervisor whether a child is alive, and how many of them in a row
   * may go without an answer: 30 s, in which a busy machine or a stuck disk recovers.
   */
  childAskMs: 5_000,
  childSilencesMax: 6,
  /** The one that is under way, and one that a busy machine has not answered in time. */
  childSteadySilencesMax: 2,
  /** The same before its first answer: a cold disk may take minutes to load the engine's library. */
  childStartSilencesMax: 36,
  /** Ends in a row, each soon after its start, from which on it is told that the child loops. */
  childLoopsMin: 5,
  /** A role has so long to make another configuration ready: files are read, nothing is dialled. */
  reloadMsMax: 10_000,
  /** Between two looks at what the service manager should know; with a watchdog more often. */
  notifyLookMs: 1_000,
  /** Of the state that it shows; systemd reads datagrams of a few kB. */
  notifyStatusCharsMax: 500,
} as const;
