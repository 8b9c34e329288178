/**
 * Messages → lines: a table or text for people (cut to the terminal, control characters shown),
 * JSON lines for programs (complete, as the API gives them), CSV for spreadsheets.
 */
import { printable } from "../base/printable.ts";
import { csvHeader, csvLine } from "../query/export.ts";
import type { PresentedMessage as Message } from "../query/present.ts";
import { traceLine } from "../query/trace-line.ts";
import { createTable, cut, type Table } from "./table.ts";

export type MessageFormat = "table" | "text" | "jsonl" | "csv" | "trace";

export type MessageFormatter = {
  /** Before the first message. */
  readonly head: string;
  readonly lines: (messages: readonly Message[]) => string;
};

/** `width` is the terminal's; null where the text goes elsewhere and nothing is cut. */
export function createFormatter(format: MessageFormat, width: number | null): MessageFormatter {
  switch (format) {
    case "table":
      return tableFormatter(messageTable(width));
    case "text":
      return { head: "", lines: (messages) => perLine(messages, (one) => textLine(one, width)) };
    case "jsonl":
      return { head: "", lines: (messages) => perLine(messages, jsonLine) };
    case "trace":
      return {
        head: "",
        lines: (messages) =>
          perLine(
            messages.map(traceLine).filter((line) => line !== null),
            printable,
          ),
      };
    case "csv":
      return {
        head: csvHeader(),
        lines: (messages) => messages.map(csvLine).join(""),
      };
  }
}

function perLine<One>(messages: readonly One[], line: (message: One) => string): string {
  return messages.map((message) => `${line(message)}\n`).join("");
}

/** Escapes are legal JSON, so a program reads the same text and a terminal obeys nothing. */
export function jsonLine(value: unknown): string {
  return printable(JSON.stringify(value));
}

function messageTable(width: number | null): Table {
  return createTable(
    [
      { title: "TIME" },
      { title: "STATION", widthMax: 24 },
      { title: "SENDER" },
      { title: "TYPE" },
      { title: "ACTION", widthMax: 28 },
      { title: "MS", isRight: true },
      { title: "FINDINGS", widthMax: 32 },
      { title: "PAYLOAD" },
    ],
    width,
  );
}

function tableFormatter(table: Table): MessageFormatter {
  return {
    head: "",
    lines: (messages) =>
      table.lines(
        messages.map((message) => [
          shortTime(message),
          message.stationId,
          `${message.sender}${legText(message)}`,
          typeText(message),
          message.action ?? "",
          latencyText(message),
          findingsText(message),
          message.payload,
        ]),
      ),
  };
}

function textLine(message: Message, width: number | null): string {
  const findings = findingsText(message);
  const latency = latencyText(message);
  const words = [
    shortTime(message),
    message.stationId,
    `${message.sender === "station" ? "→ csms" : "← csms"}${legText(message)}`,
    typeText(message),
    message.action ?? "-",
    ...(latency === "" ? [] : [`${latency}ms`]),
    ...(findings === "" ? [] : [`[${findings}]`]),
    message.payload,
  ];
  const text = printable(words.join(" "));
  return width === null ? text : cut(text, width);
}

function shortTime({ receivedAt }: Message): string {
  return `${receivedAt.slice(0, 23)}Z`;
}

/** Of a translated station; on its CSMS leg the station is ocpptap. */
function legText({ leg }: Message): string {
  return leg === "both" ? "" : ` (${leg} leg)`;
}

function typeText({ type, errorCode }: Message): string {
  return errorCode === null ? type : `${type} ${errorCode}`;
}

function latencyText({ latencyMs }: Message): string {
  if (latencyMs === null) return "";
  return latencyMs < 10 ? latencyMs.toFixed(1) : String(Math.round(latencyMs));
}

function findingsText({ findings }: Message): string {
  return findings.map(({ rule }) => rule).join(" ");
}
