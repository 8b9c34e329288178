/**
 * A message in Slack's blocks (docs.slack.dev, Block Kit: header text at most 150 characters,
 * section text 3,000, a field 2,000, ten fields). Nothing of a peer's text is read as markup: the
 * three control characters are escaped, and `verbatim` keeps Slack from making links of names.
 */
import { headline, type Notice } from "./notice.ts";

const HEADER_CHARS_MAX = 150;
const SECTION_CHARS_MAX = 3_000;

type Text =
  | { readonly type: "plain_text"; readonly text: string; readonly emoji: false }
  | { readonly type: "mrkdwn"; readonly text: string; readonly verbatim: true };

type Block =
  | { readonly type: "header"; readonly text: Text }
  | { readonly type: "section"; readonly text: Text }
  | { readonly type: "context"; readonly elements: readonly Text[] };

export type SlackMessage = { readonly text: string; readonly blocks: readonly Block[] };

export function slackMessage(notice: Notice): SlackMessage {
  const head = headline(notice);
  const paragraphs = [notice.summary, notice.quote, notice.remedy].filter(
    (text): text is string => text !== null && text !== "",
  );
  const link = `<${escaped(notice.url)}|Open the findings>`;
  return {
    text: escaped(cut(head, SECTION_CHARS_MAX / 6)),
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: cut(head, HEADER_CHARS_MAX), emoji: false },
      },
      ...paragraphs.map((text) => section(escapedWithin(text, SECTION_CHARS_MAX))),
      // A link cut in two would lead elsewhere.
      ...(link.length <= SECTION_CHARS_MAX ? [section(link)] : []),
      {
        type: "context",
        elements: [
          mrkdwn(escaped(`${notice.alert} · ${notice.instance} · last at ${notice.lastAt}`)),
        ],
      },
    ],
  };
}

function section(text: string): Block {
  return { type: "section", text: mrkdwn(text) };
}

function mrkdwn(text: string): Text {
  return { type: "mrkdwn", text, verbatim: true };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Escapes make text longer, and none may be cut in two. */
function escapedWithin(text: string, charsMax: number): string {
  const whole = escaped(text);
  if (whole.length <= charsMax) return whole;
  let short = "";
  for (const character of text) {
    const next = escaped(character);
    if (short.length + next.length >= charsMax) break;
    short += next;
  }
  return `${short}…`;
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax
    ? text
    : `${text
        .slice(0, charsMax - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "")}…`;
}
