/**
 * One message over HTTP. In: a URL, headers, a body. Out: done, or why not, within
 * `limits.alertSendMs`; what else the receiver says is not kept.
 */
import { limits } from "../base/limits.ts";
import { postOnce } from "../base/post-once.ts";
import { version } from "../base/version.ts";

/** `refused`: the receiver understood and does not want it; the same again is of little use. */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "failed" | "refused"; readonly problem: string };

/** Answers of 4xx that ask for another try. RFC 9110 §15.5.9, RFC 6585 §4, RFC 8470 §5.2. */
const AGAIN = [408, 425, 429];

const BOUNDS = { msMax: limits.alertSendMs, answerBytesMax: limits.alertAnswerBytesMax };

export async function post(
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Outcome> {
  const own = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": `ocpptap/${version}`,
  };
  const posted = await postOnce(url, { headers: { ...headers, ...own }, body }, BOUNDS);
  if (posted.kind === "none") return { kind: "failed", problem: posted.problem };
  return outcomeOf(posted.status);
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 300 && status < 400) {
    return { kind: "refused", problem: `it answered ${status}, and redirects are not followed` };
  }
  const isRefusal = status >= 400 && status < 500 && !AGAIN.includes(status);
  return { kind: isRefusal ? "refused" : "failed", problem: `it answered ${status}` };
}
