/** How far the recording has come: the recorder, the spool, the disk below it. */
import type { SystemAnswer } from "../../console/system-contract.ts";
import { number, sizeText } from "../lib/message-words.ts";
import { lengthOfTime } from "../lib/time.ts";
import { Moment } from "./station-words.tsx";
import { Facts, Fill, Panel } from "./system-panel.tsx";

/** Rows wait so long for others to be sent with. */
const UP_TO_DATE_SECONDS = 3;

export function SystemRecording({ state }: { readonly state: SystemAnswer }) {
  return (
    <Panel title="Recording">
      <Facts
        of={[
          ["Recorder", <Lag key="lag" state={state} />],
          ...spoolFacts(state),
          ["Disk", <Disk key="disk" disk={state.disk} />],
        ]}
      />
    </Panel>
  );
}

function Lag({ state: { recorder } }: { readonly state: SystemAnswer }) {
  if (recorder === null) return "does not answer";
  if (recorder.lagSeconds < UP_TO_DATE_SECONDS) return "up to date";
  return `${lengthOfTime(recorder.lagSeconds * 1000)} behind`;
}

function spoolFacts({ spool, relay }: SystemAnswer): Parameters<typeof Facts>[0]["of"] {
  if (spool === null) return [["Spool", "its directory cannot be read"]];
  const { bytes, bytesMax, segments, unreadBytes, oldestAt } = spool;
  return [
    [
      "Spool",
      <span key="spool">
        <Fill share={bytes / bytesMax} name="The spool is full to" />
        {sizeText(bytes)} of {sizeText(bytesMax)} in {number(segments)}{" "}
        {segments === 1 ? "segment" : "segments"}
      </span>,
    ],
    ["Oldest in it", oldestAt === null ? "—" : <Moment key="oldest" at={oldestAt} />],
    ["Not yet in the store", unreadBytes === 0 ? "nothing" : sizeText(unreadBytes)],
    [
      "Not yet on the disk",
      relay === null
        ? "the relay does not answer"
        : relay.spoolPendingBytes === 0
          ? "nothing"
          : sizeText(relay.spoolPendingBytes),
    ],
  ];
}

function Disk({ disk }: { readonly disk: SystemAnswer["disk"] }) {
  if (disk === null) return "cannot be read";
  return (
    <>
      <Fill share={1 - disk.freeBytes / disk.bytes} name="The disk is full to" />
      {sizeText(disk.freeBytes)} of {sizeText(disk.bytes)} free
    </>
  );
}
