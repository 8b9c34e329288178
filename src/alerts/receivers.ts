/**
 * The receivers of an alert, each a way to deliver one message. Secrets are read from their files
 * at every message, so that one that is replaced counts at once; none is in a name, a problem or a
 * log line.
 */
import { createHmac } from "node:crypto";
import { open } from "node:fs/promises";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { AlertConfig, ReceiverConfig } from "../config/alerts.ts";
import { redactUrls } from "../config/redact.ts";
import { letterOf } from "./letter.ts";
import { mail } from "./mail.ts";
import type { Notice } from "./notice.ts";
import { type Outcome, post } from "./post.ts";
import { slackMessage } from "./slack.ts";

export type ReceiverKind = "webhook" | "slack" | "email";

export type Receiver = {
  /** `<alert>/<number in its list>/<kind>`. */
  readonly name: string;
  readonly kind: ReceiverKind;
  readonly perHour: number;
  readonly deliver: (notice: Notice) => Promise<Outcome>;
};

type Deps = { readonly nowUs: () => number };

export function receiversOf({ name, to }: AlertConfig, deps: Deps): readonly Receiver[] {
  return to.flatMap((receiver, index) => {
    const kinds = (["webhook", "slack", "email"] as const).filter(
      (kind) => receiver[kind] !== undefined,
    );
    return kinds.map((kind) => ({
      name: `${name}/${index}/${kind}`,
      kind,
      perHour: receiver.perHour,
      deliver: (notice: Notice) => delivered(receiver, kind, { notice, deps }),
    }));
  });
}

/** A file that cannot be read is a failure like another: it is tried again. */
async function delivered(
  receiver: ReceiverConfig,
  kind: ReceiverKind,
  what: { readonly notice: Notice; readonly deps: Deps },
): Promise<Outcome> {
  try {
    return await ways[kind](receiver, what.notice, what.deps);
  } catch (thrown) {
    return { kind: "failed", problem: redactUrls(problemOf(thrown)) };
  }
}

type Way = (receiver: ReceiverConfig, notice: Notice, deps: Deps) => Promise<Outcome>;

const nobody: Outcome = { kind: "refused", problem: "it is not configured" };

const ways: Readonly<Record<ReceiverKind, Way>> = {
  async webhook({ webhook }, notice, { nowUs }) {
    if (webhook === undefined) return nobody;
    const body = JSON.stringify(notice);
    const { secretFile, headersFile } = webhook;
    const own = headersFile === undefined ? {} : parseHeaders(await readSmall(headersFile));
    const secret = secretFile === undefined ? null : (await readSmall(secretFile)).trim();
    const seconds = Math.floor(nowUs() / 1_000_000);
    const signed = secret === null ? {} : { "ocpptap-signature": signature(secret, body, seconds) };
    return post(webhook.url, {
      headers: { ...own, ...signed, "idempotency-key": notice.id },
      body,
    });
  },
  async slack({ slack }, notice) {
    if (slack === undefined) return nobody;
    const url = slack.urlFile === undefined ? slack.url : (await readSmall(slack.urlFile)).trim();
    if (url === undefined || !/^https?:\/\//.test(url)) {
      return { kind: "failed", problem: "its file holds no URL" };
    }
    return post(url, { headers: {}, body: JSON.stringify(slackMessage(notice)) });
  },
  async email({ email }, notice) {
    if (email === undefined) return nobody;
    const { smtp, passwordFile, from, to } = email;
    const password = passwordFile === undefined ? null : (await readSmall(passwordFile)).trim();
    return mail({ url: smtp, password }, { from, to, id: notice.id, letter: letterOf(notice) });
  },
};

/** `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hexadecimal>`. */
export function signature(secret: string, body: string, seconds: number): string {
  const hmac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${hmac}`;
}

/** One `Name: value` a line. */
export function parseHeaders(text: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // The line itself may be a secret.
      throw new Error(`line ${index + 1} of the headers is not \`Name: value\``);
    }
    headers[name] = value;
  }
  return headers;
}

async function readSmall(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(limits.alertFileBytesMax);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
