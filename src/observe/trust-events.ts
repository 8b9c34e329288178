/** What is worth telling of certificates, and of passwords that are checked by the relay. */
export type TrustEvent =
  /** A TLS handshake that came to its end, on either leg. */
  | {
      readonly name: "tlsShook";
      readonly leg: "station" | "csms";
      readonly version: string;
      readonly isResumed: boolean;
    }
  | { readonly name: "tlsLegacy"; readonly address: string }
  | { readonly name: "tlsCrowded"; readonly address: string; readonly handshakes: number }
  /** Too many connections whose request has not come whole: one was closed. */
  | { readonly name: "unknownsCrowded"; readonly of: "all" | "address"; readonly network: string }
  /** Of certificates, keys or passwords: the files have changed, and count from now on. */
  | { readonly name: "trustFilesRead"; readonly what: string }
  /** The same, but they cannot be used: what was read before still counts. */
  | { readonly name: "trustFilesUnusable"; readonly what: string; readonly problem: string }
  | { readonly name: "ticketKeysAlone"; readonly problem: string }
  /** `known`: it had been right before. `busy`: too many waited. */
  | {
      readonly name: "passwordChecked";
      readonly outcome: "right" | "known" | "wrong" | "missing" | "limited" | "busy";
      readonly remoteAddress: string;
    };
