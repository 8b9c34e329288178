/** Limits of TLS and of passwords that are checked here. */
import { MiB } from "./units.ts";

export const trustLimits = {
  /** Certificates of one listener: each is asked for each handshake's name, in microseconds. */
  listenerCertificatesMax: 32,
  /**
   * Between two looks at files of keys, certificates and passwords. A change counts once it is as
   * old as one look: a certificate is often written before its key.
   */
  trustFilesLookMs: 5_000,
  /** PEM files and htpasswd files: 100,000 stations with bcrypt are 8 MB. */
  trustFileBytesMax: 16 * MiB,
  /**
   * The age at which the key of session tickets is replaced, and how long a session may be resumed:
   * a stolen key opens no more than this. RFC 8446 §4.6.1 allows 7 days.
   */
  ticketKeyMsMax: 12 * 3_600_000,
  /** Between two looks at that key's file, which another worker may have replaced. */
  ticketKeysLookMs: 60_000,
  /** TLS handshakes under way at a listener: at 1 ms of CPU each, 2 s of work. */
  tlsHandshakesMax: 2_048,
  /** Sessions towards CSMSs that are kept for the next dial, of one set of certificates. */
  tlsSessionsMax: 256,
  /** A station's certificate is told that ends within so long. Unit: days. */
  certificateDaysMin: 30,
  /** Text of a certificate's name that is kept. */
  certificateNameCharsMax: 500,
  /** Of one address and kind, what came instead of a request is recorded once in so long. */
  arrivalRepeatMs: 60_000,
  /** Addresses of which that is remembered. */
  arrivalAddressesMax: 4_096,
  /** Passwords that wait for their thread: at 60 ms each (bcrypt, cost 10) 8 s; then 503. */
  passwordsWaitingMax: 128,
  /** Longest check of one password. argon2id with 1 GiB takes 2 s. */
  passwordCheckMsMax: 10_000,
  /** A header that was right is not checked again for so long, nor after its file has changed. */
  passwordKnownMs: 3_600_000,
  /** Headers that are known to be right: as many as stations of one worker. */
  passwordsKnownMax: 50_000,
  /** Wrong passwords of one address in `passwordFailuresMs`; then 429 without a look. */
  passwordFailuresMax: 20,
  passwordFailuresMs: 60_000,
  /** Addresses whose failures are counted; the oldest is forgotten. */
  passwordAddressesMax: 4_096,
} as const;
