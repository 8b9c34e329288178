/** What may be told of the spool; see `events.ts`. */
export type SpoolEvent =
  | { readonly name: "spoolOverflowed" }
  | { readonly name: "spoolMessagesDropped"; readonly messages: number }
  | { readonly name: "spoolWriteFailed"; readonly code: string; readonly problem: string }
  | { readonly name: "spoolRecovered"; readonly messages: number }
  | { readonly name: "segmentDropped"; readonly segment: number; readonly messages: number }
  | {
      readonly name: "spoolDamaged";
      readonly segment: number;
      readonly offset: number;
      readonly bytes: number;
    }
  | { readonly name: "spoolLeftOut"; readonly spool: string; readonly problem: string }
  | { readonly name: "spoolTakenUp"; readonly spool: string };
