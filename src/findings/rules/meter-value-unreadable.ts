/** Sampled values that are no numbers. */
import type { Json } from "../../exchange/message.ts";
import { meteringActions } from "../../ocpp/samples.ts";
import { meteredIn } from "../meter-samples.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { isPowerOfTen, numberOr } from "./counts.ts";

export const meterValueUnreadable = statefulRule<{ messages: number }>(
  {
    id: "meter-value-unreadable",
    title: "A meter value is not a number",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §7.43; OCPP 2.0.1 Part 2, SampledValueType",
    explanation:
      "A sampled value is a decimal number with a point; OCPP 1.6 sends it as text, so that its schema lets anything pass. This one cannot be read as a number: usually it has a comma, a space or a unit in it, or is empty because the meter did not answer. A CSMS drops such a value, takes part of it for the whole, or refuses the message.",
    remedy:
      "Write the value with a point and without separators or unit. Where the meter did not answer, leave the sample out. A signed value of 1.6 needs the format SignedData.",
  },
  {
    scope: "station",
    begin: () => ({ messages: 0 }),
    save: ({ messages }): Json => messages,
    parse: (saved) => ({ messages: numberOr(saved, 0) }),
  },
  {
    message(happening, link, state) {
      const { unreadable, samples } = meteredIn(happening, link);
      const first = unreadable[0];
      if (first === undefined) return nothing;
      // As other findings write it.
      const path = first.path.replace(/\[(\d+)\]/g, ".$1");
      state.messages += 1;
      if (!isPowerOfTen(state.messages)) return nothing;
      const { length } = unreadable;
      const others =
        length === 1
          ? ""
          : `; nor ${length === 2 ? "is another one" : `are ${length - 1} others`} in the message`;
      const again = state.messages === 1 ? "" : ` It is the ${state.messages}th such message.`;
      return [
        {
          sentence: `${Party[happening.sender]} sent the value "${cut(first.raw)}" at ${path}, which is no number${others}.${again}`,
          evidence: [happening.seq],
          details: { path, unreadable: length, readable: samples.length },
        },
      ];
    },
  },
  { actions: meteringActions, sorts: ["call", "send"] },
);
