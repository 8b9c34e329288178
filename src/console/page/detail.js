/** One message in full, beside the list: facts, findings with what to do, payloads, and its pair. */
import { el, exact, hexadecimal, indented } from "./payload.js";

export const arrows = { station: "→", csms: "←" };

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function duration(ms) {
  if (ms === null) return "";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A word or phrase as a value of the search language. */
export function value(text) {
  return /^[\w.-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** `narrow` puts a term into the search, `open` shows another message, `close` this one no more. */
export function showDetail(aside, answer, { narrow, open, close }) {
  const { message, pair, findings } = answer;
  aside.replaceChildren(
    el("button", { class: "quiet close", "aria-label": "Close", onclick: close }, "✕"),
    el("h2", {}, `${arrows[message.sender]} ${message.action ?? "(no action)"}`),
    facts(message, narrow),
    ...findings.map(finding),
    payload("Payload", message),
    pair === null ? el("p", { class: "faint" }, noPair(message)) : "",
    pair === null ? "" : payload(pairTitle(pair), pair),
    pair === null
      ? ""
      : el("button", { class: "link", onclick: () => open(pair) }, "Open it on its own"),
  );
  aside.scrollTop = 0;
}

function pairTitle(pair) {
  const took = pair.latencyMs === null ? "" : ` after ${duration(pair.latencyMs)}`;
  return `${arrows[pair.sender]} ${pair.requestSeq === null ? "Its call" : `Its answer${took}`}`;
}

function noPair({ type }) {
  if (type === "call") return "No answer has been recorded.";
  return type === "send" || type === "malformed" ? "" : "The call it answers is not in the record.";
}

function facts(message, narrow) {
  const list = el("dl");
  const add = (name, text, field) => {
    if (text === null || text === "") return;
    const term = `${field}:${value(String(text))}`;
    const button = el(
      "button",
      { class: "link", title: `Search ${term}`, onclick: () => narrow(term) },
      "⌕",
    );
    list.append(el("dt", {}, name), el("dd", {}, String(text), field ? button : null));
  };
  add("Received", message.receivedAt);
  add("Station", message.stationId, "station");
  add("Sent by", message.sender === "station" ? "station" : "CSMS");
  add("Type", message.type, "type");
  add("Message id", message.messageId, "id");
  add("Error", message.errorCode, "error");
  add("Latency", duration(message.latencyMs));
  add("Transaction", message.transactionId, "tx");
  add("EVSE", message.evseId, "evse");
  add("Connector", message.connectorId, "connector");
  add("Token", message.idToken, "token");
  add("OCPP", message.ocppVersion, "version");
  add("Size", `${message.payloadBytes} bytes${message.isTruncated ? ", recorded in part" : ""}`);
  add("Link", message.linkId, "link");
  add("Number", `${message.seq}${message.leg === "both" ? "" : `, ${message.leg} leg`}`);
  return list;
}

function finding({ rule, severity, title, sentence, explanation, remedy, clause }) {
  return el(
    "article",
    { class: `finding ${severity}` },
    el("span", { class: `tag ${severity}` }, severity),
    el("b", {}, ` ${title} `),
    el("span", { class: "faint" }, rule),
    el("p", {}, sentence),
    explanation ? el("p", { class: "faint" }, explanation) : null,
    remedy ? el("p", {}, el("b", {}, "What to do: "), remedy) : null,
    clause ? el("p", { class: "faint" }, clause) : null,
  );
}

function payload(title, message) {
  const views = {
    Indented: () => indented(message.payload),
    Exact: () => exact(message.payload),
    Hex: () => hexadecimal(message.payload, message.payloadEncoding),
  };
  const box = el("div");
  const buttons = Object.keys(views).map((name) =>
    el("button", { type: "button", value: name, onclick: () => show(name) }, name),
  );
  const show = (name) => {
    for (const button of buttons) button.setAttribute("aria-pressed", button.value === name);
    box.replaceChildren(views[name]());
  };
  show(message.payloadEncoding === "base64" ? "Hex" : "Indented");
  const copy = el("button", { class: "link", type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(message.payload);
    copy.textContent = "Copied";
  });
  const tabs = el("div", { class: "segments" }, ...buttons);
  return el(
    "section",
    {},
    el("div", { class: "payload-head" }, el("h3", {}, title), copy, tabs),
    box,
  );
}
