/** What is worth telling of beginning, ending and standing still. */
export type LifeEvent =
  | { readonly name: "draining"; readonly links: number; readonly drainMs: number }
  | { readonly name: "drainGoesOn"; readonly links: number }
  /** `cut`: not at the end of a message. `left`: beyond the time. */
  | {
      readonly name: "drained";
      readonly links: number;
      readonly cut: number;
      readonly left: number;
      readonly ms: number;
    }
  /** The configuration, once more. All are keys; `again` are roles. */
  | {
      readonly name: "reloaded";
      readonly changed: readonly string[];
      readonly again: readonly string[];
      readonly waiting: readonly string[];
    }
  | { readonly name: "reloadRefused"; readonly problem: string; readonly remedy: string }
  /** systemd, or who does as it does, asked to be told, and cannot be. */
  | { readonly name: "serviceManagerDeaf"; readonly problem: string }
  /** Of this process: nothing was done meanwhile. */
  | { readonly name: "loopStalled"; readonly role: string; readonly ms: number }
  /** The wall clock, while links were open. */
  | { readonly name: "clockSet"; readonly byMs: number }
  /** It did not say a word for so long, and has been killed. */
  | { readonly name: "childHung"; readonly role: string; readonly silentMs: number }
  /** It ended so often in a row, each time soon after its start. */
  | {
      readonly name: "childLoops";
      readonly role: string;
      readonly how: string;
      readonly times: number;
    };
