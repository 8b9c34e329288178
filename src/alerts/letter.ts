/** A message as e-mail: subject, plain text, and HTML in which every text is escaped. */
import { headline, type Notice } from "./notice.ts";

const SUBJECT_CHARS_MAX = 150;

export type Letter = { readonly subject: string; readonly text: string; readonly html: string };

export function letterOf(notice: Notice): Letter {
  const head = headline(notice);
  const facts = [
    ["First", notice.firstAt],
    ["Last", notice.lastAt],
    ["Alert", notice.alert],
    ["Machine", notice.instance],
  ] as const;
  const paragraphs = [notice.summary, notice.quote ?? "", notice.remedy].filter(
    (each) => each !== "",
  );
  const text = [
    head,
    ...paragraphs,
    notice.url,
    facts.map(([name, value]) => `${name}: ${value}`).join("\n"),
  ].join("\n\n");
  const rows = facts.map(([name, value]) => `<tr><td>${name}</td><td>${escaped(value)}</td></tr>`);
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>ocpptap</title></head>',
    '<body style="font-family:sans-serif;max-width:40em">',
    `<h1 style="font-size:1.2em">${escaped(head)}</h1>`,
    ...paragraphs.map((each) => `<p>${escaped(each)}</p>`),
    `<p><a href="${escaped(notice.url)}">Open the findings</a></p>`,
    `<table style="color:#555;font-size:0.9em">${rows.join("")}</table>`,
    "</body></html>",
  ].join("\n");
  return { subject: subjectOf(head), text: `${text}\n`, html };
}

/** Controls are escaped already where text is told; a subject is one line whatever happens. */
function subjectOf(head: string): string {
  const line = `[ocpptap] ${head}`.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return [...line].slice(0, SUBJECT_CHARS_MAX).join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
