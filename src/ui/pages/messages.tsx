/** Messages: what the record holds, newest first. */
import { useQuery } from "@tanstack/react-query";
import type { MessagesAnswer } from "../../console/contract.ts";
import { getApi } from "../lib/api.ts";
import { dayAndClock } from "../lib/time.ts";
import { Problem } from "../parts/problem.tsx";
import { useZone } from "../parts/zone.ts";

export default function MessagesPage() {
  const zone = useZone();
  const { data, error } = useQuery({
    queryKey: ["messages"],
    queryFn: ({ signal }) => getApi<MessagesAnswer>("/api/messages", { limit: 100 }, signal),
  });
  if (error !== null) return <Problem thrown={error} />;
  return (
    <ul>
      {data?.messages.map((message) => (
        <li key={`${message.linkId} ${message.seq}`}>
          {dayAndClock(message.receivedAt, zone)} {message.stationId} {message.action}
        </li>
      ))}
    </ul>
  );
}
