/** The newest messages of a station; all of them are on the page of messages. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { MessagesAnswer } from "../../console/contract.ts";
import { term } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { Empty } from "./empty.tsx";
import { Problem } from "./problem.tsx";
import { MessageRows } from "./station-words.tsx";

const SHOWN = 50;

export function StationMessages({ stationId }: { readonly stationId: string }) {
  const q = term("station", stationId);
  const { data, error } = useQuery({
    queryKey: ["station-messages", q],
    queryFn: ({ signal }) => getApi<MessagesAnswer>("/api/messages", { q, limit: SHOWN }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  if (data === undefined) {
    return error === null ? <Empty title="Loading the messages…" /> : <Problem thrown={error} />;
  }
  if (data.messages.length === 0) return <Empty title="No message is in the record" />;
  return (
    <div className="st-scroll">
      <p className="st-more">
        The newest {data.messages.length}.{" "}
        <Link href={`/?q=${encodeURIComponent(q)}`}>All messages of this station</Link>
      </p>
      <MessageRows messages={data.messages} />
    </div>
  );
}
