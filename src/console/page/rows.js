/** The list: one line per message, newest first, by keyboard and by pointer. */
import { arrows, duration, size } from "./detail.js";
import { el } from "./payload.js";

/** Rows that the page keeps; older ones are found by searching. */
const ROWS_MAX = 2_000;

export const keyOf = ({ linkId, seq }) => `${linkId} ${seq}`;

/** `2026-11-21T09:00:00.123456Z` → `09:00:00.123`, with the date where it is not today's. */
function clockText(iso, isUtc) {
  const date = new Date(iso);
  const zone = isUtc ? { timeZone: "UTC" } : {};
  const day = (one) =>
    one.toLocaleDateString("en-GB", { day: "2-digit", month: "2-digit", ...zone });
  const time = `${date.toLocaleTimeString("en-GB", { hourCycle: "h23", ...zone })}.${iso.slice(20, 23)}`;
  return day(date) === day(new Date()) ? time : `${day(date)} ${time}`;
}

/** The beginning of what a message says: after id and action, which have places of their own. */
function excerpt({ payload, payloadEncoding }) {
  if (payloadEncoding === "base64") return "(binary)";
  const from = payload.indexOf("{");
  const said = payload.slice(Math.max(0, from), Math.max(0, from) + 200);
  return said.endsWith("}]") ? said.slice(0, -1) : said;
}

export function createRows(body, open) {
  let isUtc = false;

  function row(message, isLive) {
    const cell = (kind, ...children) => el("td", { class: kind }, ...children);
    const { sender, type, receivedAt, findings, action } = message;
    const isWrong = ["callError", "callResultError", "malformed"].includes(type);
    const time = el(
      "time",
      { datetime: receivedAt, title: receivedAt },
      clockText(receivedAt, isUtc),
    );
    const tags = findings.map(({ rule, severity }) =>
      el("span", { class: `tag ${severity}`, title: `${severity}: ${rule}` }, rule),
    );
    const line = el(
      "tr",
      { class: isLive ? "fresh" : "", tabindex: 0, "aria-selected": "false" },
      cell("time", time),
      el("td", { class: "station", title: message.stationId }, message.stationId),
      cell(
        "way",
        el("span", { class: `from-${sender}`, title: `sent by the ${sender}` }, arrows[sender]),
      ),
      cell(
        "type",
        el("span", { class: `tag ${isWrong ? "error" : ""}` }, message.errorCode ?? type),
      ),
      cell("action", action ?? "", el("span", { class: "excerpt" }, excerpt(message))),
      cell("number latency", duration(message.latencyMs)),
      cell("number size", size(message.payloadBytes)),
      cell("findings", ...tags),
    );
    line.addEventListener("click", () => open(message, line));
    line.message = message;
    line.isLive = isLive;
    return line;
  }

  const keys = () => new Set([...body.rows].map((line) => keyOf(line.message)));

  return {
    count: () => body.rows.length,
    /** Live ones stay that the record does not have yet. */
    replace(messages, isLiveKept) {
      const live = isLiveKept ? [...body.rows].filter((line) => line.isLive) : [];
      body.replaceChildren(...messages.map((message) => row(message, false)));
      const known = keys();
      body.prepend(...live.filter((line) => !known.has(keyOf(line.message))));
    },
    append(messages) {
      body.append(...messages.map((message) => row(message, false)));
    },
    /** Newest last, as they came. */
    prepend(messages) {
      const known = keys();
      const news = messages.filter((message) => !known.has(keyOf(message)));
      body.prepend(...news.reverse().map((message) => row(message, true)));
      while (body.rows.length > ROWS_MAX) body.lastElementChild.remove();
    },
    setUtc(value) {
      isUtc = value;
      for (const time of body.querySelectorAll("time")) {
        time.textContent = clockText(time.dateTime, isUtc);
      }
    },
    /** The row a step away from the focused one, or the first. */
    neighbour(step) {
      const current = document.activeElement?.closest?.("tbody tr");
      if (!current) return body.firstElementChild;
      return step > 0 ? current.nextElementSibling : current.previousElementSibling;
    },
  };
}
