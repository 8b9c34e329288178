/** One message in full: the exchange side by side, what was found, and what every field means. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type {
  ExplanationAnswer,
  Message,
  MessageAnswer,
  MessageReference,
} from "../../console/contract.ts";
import { getApi } from "../lib/api.ts";
import { isAnswer, keyOf, nameOf } from "../lib/message-words.ts";
import { MessageCounterparts } from "./message-counterparts.tsx";
import { MessageFacts } from "./message-facts.tsx";
import { MessageFindings } from "./message-findings.tsx";
import { MessageTiming } from "./message-latency.tsx";
import { useMessage } from "./message-one.ts";
import { type Meanings, MessagePayload } from "./message-payload.tsx";
import { Problem } from "./problem.tsx";

type Props = {
  readonly reference: MessageReference;
  readonly open: (reference: MessageReference) => void;
  readonly close: () => void;
  readonly narrow: (term: string) => void;
  readonly around: (range: {
    readonly kind: "fixed";
    readonly from: string;
    readonly to: string;
  }) => void;
};

export function MessageDrawer({ reference, open, close, narrow, around }: Props) {
  const { data, error, isPlaceholderData } = useMessage(reference);
  const frame = useRef<HTMLElement>(null);
  const key = keyOf(reference);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another message is read from its top
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    frame.current?.scrollTo(0, 0);
  }, [key]);
  return (
    <aside
      ref={frame}
      className="m-drawer panel"
      aria-label="Message"
      aria-busy={isPlaceholderData}
    >
      <DrawerBar data={data} open={open} close={close} around={around} />
      {error !== null && <Problem thrown={error} />}
      {data !== undefined && error === null && <Exchange data={data} open={open} narrow={narrow} />}
    </aside>
  );
}

const AROUND_MS = 5 * 60_000;

function DrawerBar({
  data,
  open,
  close,
  around,
}: Pick<Props, "open" | "close" | "around"> & { readonly data: MessageAnswer | undefined }) {
  const message = data?.message;
  const at = message === undefined ? 0 : Date.parse(message.receivedAt);
  const step = (name: string, sign: string, to: MessageReference | null | undefined) => (
    <button
      type="button"
      className="quiet"
      disabled={to == null}
      title={`${name} message of this station`}
      aria-label={`${name} message of this station`}
      onClick={() => to != null && open(to)}
    >
      {sign}
    </button>
  );
  return (
    <div className="m-drawer-bar">
      <h2>
        {message === undefined ? "Message" : nameOf(message)}
        {message !== undefined && <span className="faint"> {message.stationId}</span>}
      </h2>
      {message !== undefined && (
        <button
          type="button"
          className="quiet"
          title="What passed five minutes before and after it"
          onClick={() =>
            around({
              kind: "fixed",
              from: new Date(at - AROUND_MS).toISOString(),
              to: new Date(at + AROUND_MS).toISOString(),
            })
          }
        >
          Around it
        </button>
      )}
      {step("Previous", "↑", data?.previous)}
      {step("Next", "↓", data?.next)}
      <button
        type="button"
        className="quiet m-close"
        aria-label="Close"
        title="Close (Esc)"
        onClick={close}
      >
        ✕
      </button>
    </div>
  );
}

function Exchange({
  data,
  open,
  narrow,
}: Pick<Props, "open" | "narrow"> & { readonly data: MessageAnswer }) {
  const { message, pair, findings } = data;
  const [request, response] = isAnswer(message) ? [pair, message] : [message, pair];
  const meanings = useMeanings(request ?? response);
  const side = (one: Message | null, title: string) => (
    <section className={`m-side ${one === message ? "opened" : ""}`} aria-label={title}>
      {one === null ? (
        <>
          <h3>{title}</h3>
          <p className="faint">{absenceOf(message)}</p>
        </>
      ) : (
        <MessagePayload
          title={title}
          message={one}
          findings={findings}
          meanings={meanings}
          open={one === message ? null : open}
        />
      )}
    </section>
  );
  const isLone = message.type === "send" || message.type === "malformed";
  return (
    <>
      <MessageFindings findings={findings} message={message} open={open} />
      <MessageTiming request={request} response={response} />
      <div className={isLone ? "m-sides lone" : "m-sides"}>
        {isLone
          ? side(message, message.type === "send" ? "Sent, not answered" : "As received")
          : [
              <div key="request">{side(request, "Request")}</div>,
              <div key="response">{side(response, "Response")}</div>,
            ]}
      </div>
      <MessageCounterparts data={data} open={open} />
      <MessageFacts message={message} narrow={narrow} />
    </>
  );
}

function absenceOf({ type }: Message): string {
  return type === "call"
    ? "No answer has been recorded."
    : "The call it answers is not in the record.";
}

/** What the fields of this action mean; nothing of an action that is none of the standard's. */
function useMeanings(message: Message | null): Meanings | null {
  const action = message?.action ?? "";
  const version = message?.ocppVersion ?? "";
  const { data } = useQuery({
    queryKey: ["reference", action, version],
    queryFn: ({ signal }) =>
      getApi<ExplanationAnswer>(
        `/api/reference/${encodeURIComponent(action)}`,
        { version },
        signal,
      ).catch(() => null),
    enabled: action !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [told] = data?.actions ?? [];
  return told === undefined ? null : { request: told.request, response: told.response ?? [] };
}
