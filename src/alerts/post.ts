/**
 * One message over HTTP. In: a URL, headers, a body. Out: done, or why not. Promised: it ends
 * within `limits.alertSendMs` whatever the receiver does; redirects are not followed; of an answer no more
 * than `limits.alertAnswerBytesMax` is taken off the socket, and none of it is kept.
 */
import { type ClientRequest, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { version } from "../base/version.ts";

/** `refused`: the receiver understood and does not want it; the same again is of little use. */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "failed" | "refused"; readonly problem: string };

/** Answers of 4xx that ask for another try. RFC 9110 §15.5.9, RFC 6585 §4, RFC 8470 §5.2. */
const AGAIN = [408, 425, 429];

export function post(
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const failed = (problem: string) => resolve({ kind: "failed", problem });
    const overdue = AbortSignal.timeout(limits.alertSendMs);
    let sending: ClientRequest;
    try {
      sending = (url.startsWith("https:") ? overHttps : overHttp)(url, {
        method: "POST",
        agent: false,
        signal: overdue,
        headers: {
          ...message.headers,
          "content-type": "application/json; charset=utf-8",
          "content-length": Buffer.byteLength(message.body),
          "user-agent": `ocpptap/${version}`,
        },
      });
    } catch (thrown) {
      failed(problemOf(thrown));
      return;
    }
    sending.on("error", (error) =>
      failed(
        overdue.aborted ? `no answer within ${limits.alertSendMs / 1000} s` : problemOf(error),
      ),
    );
    sending.on("response", (response) => {
      const outcome = outcomeOf(response.statusCode ?? 0);
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= limits.alertAnswerBytesMax) return;
        // Its status has been told; what it goes on saying is of no use.
        resolve(outcome);
        sending.destroy();
      });
      response.on("error", () => resolve(outcome));
      response.on("end", () => resolve(outcome));
    });
    sending.end(message.body);
  });
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 300 && status < 400) {
    return { kind: "refused", problem: `it answered ${status}, and redirects are not followed` };
  }
  const isRefusal = status >= 400 && status < 500 && !AGAIN.includes(status);
  return { kind: isRefusal ? "refused" : "failed", problem: `it answered ${status}` };
}
