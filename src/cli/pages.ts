/**
 * A search of any size → pages one after the other, each written before the next is asked for, so
 * that memory stays that of one page however much is found.
 */
import { limits } from "../base/limits.ts";
import type { SearchAnswer, SearchRequest } from "../query/messages.ts";

export type Search = (request: SearchRequest) => Promise<SearchAnswer>;

export type Written = {
  readonly messages: number;
  /** The limit was reached and there may be more. */
  readonly isMore: boolean;
};

export async function writePages(
  request: Omit<SearchRequest, "cursor">,
  search: Search,
  write: (messages: SearchAnswer["messages"]) => Promise<void>,
): Promise<Written> {
  let messages = 0;
  let cursor = "";
  for (;;) {
    const limit = Math.min(limits.pageRowsMax, request.limit - messages);
    const page = await search({ ...request, limit, cursor });
    messages += page.messages.length;
    await write(page.messages);
    if (page.next === null) return { messages, isMore: false };
    if (messages >= request.limit) return { messages, isMore: true };
    cursor = page.next;
  }
}
