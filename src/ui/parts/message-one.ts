/** One message with all about it, as the drawer shows it and the list looks for it. */
import { useQuery } from "@tanstack/react-query";
import type { MessageAnswer, MessageReference } from "../../console/contract.ts";
import { againMs, getApi } from "../lib/api.ts";
import { keyOf } from "../lib/message-words.ts";

/** `reference` null: none is asked for. */
export function useMessage(reference: MessageReference | null) {
  return useQuery({
    queryKey: ["message", reference?.linkId ?? "", reference?.seq ?? 0],
    queryFn: ({ signal }) =>
      getApi<MessageAnswer>(
        `/api/messages/${reference === null ? "" : keyOf(reference)}`,
        {},
        signal,
      ),
    enabled: reference !== null,
    placeholderData: (before) => before,
    // Its answer may still come.
    refetchInterval: ({ state }) =>
      state.data !== undefined && isUnanswered(state.data) ? 5_000 : againMs(state.error),
  });
}

function isUnanswered({ message, pair }: MessageAnswer): boolean {
  const isYoung = Date.now() - Date.parse(message.receivedAt) < 120_000;
  return message.type === "call" && pair === null && isYoung;
}
