/** Which leg of a translated station something was seen on; nothing where bytes are relayed as is. */
import type { Message } from "../../console/contract.ts";
import { Mark } from "./mark.tsx";

const words = {
  both: null,
  station: {
    ...{ letter: "S", name: "station leg" },
    title: "Station leg: between the station and ocpptap, which translates",
  },
  csms: {
    ...{ letter: "C", name: "CSMS leg" },
    title: "CSMS leg: between ocpptap, which translates, and the CSMS",
  },
  shadow: {
    ...{ letter: "R", name: "shadow leg" },
    title: "Shadow leg: between a shadow, which rehearses, and the CSMS that it tries",
  },
  backend: {
    ...{ letter: "B", name: "back-end leg" },
    title: "Back-end leg: between ocpptap and a further back-end that sees the station",
  },
} as const satisfies Record<Message["leg"], unknown>;

type Props = { readonly leg: Message["leg"] };

export function LegMark({ leg }: Props) {
  const said = words[leg];
  return said === null ? null : (
    <Mark tone="plain" title={said.title}>
      {said.name}
    </Mark>
  );
}

/** One letter, where there is room for no more. */
export function LegLetter({ leg }: Props) {
  const said = words[leg];
  return said === null ? null : (
    <Mark tone="plain" title={said.title}>
      {said.letter}
      <span className="unseen">, {said.name} </span>
    </Mark>
  );
}
