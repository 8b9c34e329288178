/** Limits of who may ask the console, and how often. */
import { MiB } from "./units.ts";

export const accessLimits = {
  /** Tokens of one console: people and programs of an operator; all are compared each time. */
  tokensMax: 200,
  /** A token in base64 of 24 random bytes has as many; 192 bits are not guessed. */
  tokenCharsMin: 32,
  /** Longest token: a header has 16 KiB. */
  tokenCharsMax: 4_096,
  /** Distinct characters of a token: fewer are somebody's password written several times. */
  tokenDistinctMin: 8,
  /** Between two looks at the tokens' files. */
  tokenLookMs: 1_000,
  /** How long a browser stays signed in: a shift. */
  sessionHours: 12,
  /** Browsers that are signed in at once. */
  sessionsMax: 1_000,
  /** Of one name; the oldest goes. */
  sessionsOfNameMax: 20,
  /** How often an endless answer asks whether its asker may still read. */
  sessionLookMs: 15_000,
  /** People between this console and their provider; the oldest goes. */
  signInsPendingMax: 200,
  /** How long they may take there: a password and a second factor. */
  signInMsMax: 600_000,
  /** A wait for the provider. */
  providerMsMax: 10_000,
  /** Wrong tokens of one address at once, and again every minute. */
  wrongTokensPerMinute: 10,
  /** Addresses and names whose calls are counted; who asked longest ago is forgotten. */
  callersCountedMax: 10_000,
  /**
   * Calls of the API by one name (without authentication by one address) a minute, and at once. An
   * open page asks ten questions and repeats some every five seconds: as much as 50 open pages.
   */
  apiCallsPerMinute: 6_000,
  /** Of the audit's file, of which there are two: about 100,000 entries together. */
  auditFileBytesMax: 16 * MiB,
  /** One entry, with what was written. Unit: characters. */
  auditDetailCharsMax: 1_000,
  /** Entries that wait for the disk; beyond it writes are refused. */
  auditWaitingMax: 200,
} as const;
