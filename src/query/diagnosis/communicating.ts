/** Is the station communicating with the CSMS at all? */
import { cut, duration, plural } from "../../findings/wording.ts";
import { CSMS_LEG, STATION_LEG } from "../legs.ts";
import {
  numberIn,
  numberOrNullIn,
  type QueryDeps,
  readRows,
  type StoredRow,
  textIn,
} from "../reader.ts";
import {
  type Asked,
  type EvidenceRef,
  type Fact,
  newestFindings,
  newestMessages,
  refOf,
  type Said,
  textOf,
  when,
} from "./facts.ts";

/** Without a heartbeat interval from the CSMS: what most of them set at the most. */
const INTERVAL_MS_DEFAULT = 900_000;
/** Time-outs of the last quarter of an hour are of now. */
const RECENT_US = 900_000_000;

export async function communicating(asked: Asked, deps: QueryDeps): Promise<Said> {
  const [links, newest, boots, findings] = await Promise.all([
    readLastLinks(asked, STATION_LEG, deps),
    readLastMessages(asked, deps),
    newestMessages(asked, ["BootNotification"], deps),
    newestFindings(
      asked,
      ["handshake-refused", "csms-unreachable", "tls-failed", "call-timeout"],
      deps,
    ),
  ]);
  const [link] = links;
  if (link === undefined) {
    const answer =
      newest === null
        ? "Nothing of this station is in the record: it has not connected through ocpptap, or under another id."
        : `Its last message came ${when(newest.atUs, asked.nowUs)}, but no link of it is recorded.`;
    return { verdict: "unknown", answer, evidence: newest === null ? [] : [refOf(newest)] };
  }
  const evidence = newest === null ? [] : [refOf(newest)];
  const isOpen = textIn(link, "state") === "open";
  const isTranslated = isOpen && textIn(link, "mode") === "translate";
  const obstacle = isTranslated ? await obstacleOf(asked, deps) : null;
  if (obstacle !== null) {
    const answer = `Only with ocpptap: it is connected since ${when(numberIn(link, "opened_us"), asked.nowUs)}, but ${obstacle}`;
    return { verdict: "error", answer, evidence };
  }
  switch (textIn(link, "state")) {
    case "refused": {
      const why = findings.find(({ rule }) => rule !== "call-timeout");
      const told = why?.sentence ?? `The answer was ${numberIn(link, "status")}.`;
      const answer = `No: its last attempt, ${when(numberIn(link, "opened_us"), asked.nowUs)}, was refused. ${told}`;
      return { verdict: "error", answer, evidence };
    }
    case "open": {
      const outs = findings.filter(
        ({ rule, atUs }) => rule === "call-timeout" && asked.nowUs - atUs < RECENT_US,
      );
      return connected({ link, newest, boots, outs }, asked, evidence);
    }
    default:
      return { verdict: "error", answer: disconnected(link, newest, asked), evidence };
  }
}

/** What keeps ocpptap from the CSMS of a translated station; null for nothing. */
async function obstacleOf(asked: Asked, deps: QueryDeps): Promise<string | null> {
  const rules = ["handshake-refused", "csms-unreachable", "tls-failed"];
  const [[leg], findings] = await Promise.all([
    readLastLinks(asked, CSMS_LEG, deps),
    newestFindings(asked, rules, deps, CSMS_LEG),
  ]);
  if (leg !== undefined && textIn(leg, "state") === "open") return null;
  const wasOpen = leg !== undefined && textIn(leg, "state") === "closed";
  const endedUs = wasOpen ? numberOrNullIn(leg, "closed_us") : null;
  const [why] = findings.filter(({ atUs }) => atUs >= (endedUs ?? 0));
  const since = endedUs === null ? "" : ` since ${when(endedUs, asked.nowUs)}`;
  const told = why === undefined ? "" : ` ${why.sentence}`;
  return `ocpptap has had no link to the CSMS for it${since}.${told}`;
}

type Connected = {
  readonly link: StoredRow;
  readonly newest: Newest | null;
  readonly boots: readonly Fact[];
  readonly outs: Awaited<ReturnType<typeof newestFindings>>;
};

function connected(
  { link, newest, boots, outs }: Connected,
  asked: Asked,
  evidence: readonly EvidenceRef[],
): Said {
  const since = `It is connected since ${when(numberIn(link, "opened_us"), asked.nowUs)}`;
  const version = textIn(link, "ocpp_version");
  const head = `${since}${version === "" ? "" : ` with OCPP ${version}`}`;
  const { status, intervalMs, ref } = registration(boots);
  const all = ref === null ? evidence : [...evidence, ref];
  if (status !== null && status !== "Accepted") {
    const answer = `Only in part: ${lower(head)}, but the CSMS answered its last BootNotification with ${cut(status)}, so it may do nothing else yet.`;
    return { verdict: "error", answer, evidence: all };
  }
  if (newest === null) {
    return { verdict: "warning", answer: `${head}, but has not sent a message.`, evidence: all };
  }
  const silentUs = asked.nowUs - newest.sentUs;
  if (newest.sentUs === 0 || silentUs > 2 * intervalMs * 1000) {
    const said =
      newest.sentUs === 0 ? "it has said nothing" : `its last message is ${duration(silentUs)} old`;
    const answer = `Hardly: ${lower(head)}, but ${said}, with a heartbeat interval of ${duration(intervalMs * 1000)}.`;
    return { verdict: "warning", answer, evidence: all };
  }
  const last = `its last message, ${cut(newest.action) || "unreadable"}, came ${when(newest.sentUs, asked.nowUs)}`;
  if (outs.length > 0) {
    const answer = `Yes, but not all is answered: ${lower(head)}; ${last}. In the last 15 minutes ${plural(outs.length, "call")} went without an answer: ${outs[0]?.sentence}`;
    return { verdict: "warning", answer, evidence: [...(outs[0]?.evidence ?? []), ...all] };
  }
  return { verdict: "ok", answer: `Yes. ${head}; ${last}.`, evidence: all };
}

function disconnected(link: StoredRow, newest: Newest | null, asked: Asked): string {
  const closedUs = numberOrNullIn(link, "closed_us");
  const at = closedUs === null ? "" : ` since ${when(closedUs, asked.nowUs)}`;
  const by = { station: "the station", csms: "the CSMS", ocpptap: "ocpptap" }[
    textIn(link, "closed_by")
  ];
  const how = textIn(link, "closed_how");
  const code = numberOrNullIn(link, "close_code");
  const reason = textIn(link, "close_reason");
  const why = [
    how === "unknown" ? "how is not known" : `by ${by ?? "an unknown side"}: ${cut(how)}`,
    code === null ? "" : `code ${code}${reason === "" ? "" : ` ${cut(reason)}`}`,
    textIn(link, "error") === "" ? "" : cut(textIn(link, "error")),
  ].filter((part) => part !== "");
  const last =
    newest === null
      ? "It sent no message."
      : `The last message, ${cut(newest.action) || "unreadable"}, came ${when(newest.atUs, asked.nowUs)}.`;
  return `No: it is not connected${at}. The link was closed ${why.join(", ")}. ${last}`;
}

/** What the CSMS last said to a BootNotification. */
function registration(boots: readonly Fact[]) {
  const answer = boots.find(({ type, sender }) => type === "callResult" && sender === "csms");
  const interval = answer?.payload["interval"];
  const isUsable = typeof interval === "number" && interval > 0;
  return {
    status: answer === undefined ? null : textOf(answer.payload["status"]),
    intervalMs: isUsable ? interval * 1000 : INTERVAL_MS_DEFAULT,
    ref: answer === undefined ? null : refOf(answer),
  };
}

type Newest = EvidenceRef & {
  readonly atUs: number;
  readonly action: string;
  /** When the station itself spoke last; 0 for never. */
  readonly sentUs: number;
};

async function readLastMessages({ station }: Asked, deps: QueryDeps): Promise<Newest | null> {
  const [row] = await readRows(
    `SELECT toUnixTimestamp64Micro(received_at) AS at_us, link_id, seq, action,
  (
    SELECT toUnixTimestamp64Micro(max(sent_at)) FROM station_activity
    WHERE station_id = {station:String}
  ) AS sent_us
FROM messages WHERE station_id = {station:String} AND received_at >= (
  SELECT max(sent_at) FROM station_activity WHERE station_id = {station:String}
) AND sender = 'station' AND ${STATION_LEG} ORDER BY received_at DESC, link_id DESC, seq DESC LIMIT 1`,
    { station },
    deps,
  );
  if (row === undefined) return null;
  return {
    atUs: numberIn(row, "at_us"),
    linkId: textIn(row, "link_id"),
    seq: numberIn(row, "seq"),
    action: textIn(row, "action"),
    sentUs: Math.max(0, numberIn(row, "sent_us")),
  };
}

/** Of the CSMS's leg the last one that was open: ocpptap dials again and again meanwhile. */
function readLastLinks(
  { station }: Asked,
  leg: typeof STATION_LEG | typeof CSMS_LEG,
  deps: QueryDeps,
): Promise<readonly StoredRow[]> {
  return readRows(
    `SELECT toUnixTimestamp64Micro(opened_at) AS opened_us, toUnixTimestamp64Micro(closed_at) AS closed_us,
  state, mode, status, ocpp_version, closed_by, closed_how, close_code, close_reason, error
FROM links FINAL WHERE station_id = {station:String} AND ${leg}
ORDER BY state = 'open' DESC, ${leg === CSMS_LEG ? "state = 'closed' DESC, " : ""}opened_at DESC, link_id DESC LIMIT 1`,
    { station },
    deps,
  );
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
