/** A quirk from the field as a story, and what must be found of it. */
import type { Severity, Side } from "../../../src/findings/rule.ts";
import type { Conversation, OpenOptions, Stage } from "../stage.ts";
import type { Line } from "../transcript.ts";
import type { Values } from "./scenario.ts";

export type Found = {
  readonly rule: string;
  readonly side: Side;
  readonly severity?: Severity;
  readonly says?: Values;
  /** Nobody said yet which station it was. */
  readonly isNameless?: true;
};

export type Quirk = {
  /** Number in the list of quirks. */
  readonly number: number;
  readonly title: string;
  readonly open?: OpenOptions;
  /** Nothing: there is nothing to find fault with, it only has to be survived. */
  readonly found: readonly Found[];
} & (
  | {
      /** Word by word; each must arrive as it was said, and the link must be open at the end. */
      readonly live: readonly Line[];
      /** What else there is to do or to see on that link. */
      readonly also?: (link: Conversation, stage: Stage, id: string) => Promise<void>;
    }
  | { readonly act: (stage: Stage, id: string) => Promise<void> }
);

export function expectEqual(actual: unknown, wanted: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}
