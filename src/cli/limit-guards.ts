/** Limits that somebody may hit: what happens then, and where it is seen. */

export type Guard = {
  /** In `base/limits`. */
  readonly limit: string;
  /** Of the configuration, where it can be set. */
  readonly key?: string;
  readonly hit: string;
  readonly seen: string;
};

export type GuardGroup = { readonly title: string; readonly guards: readonly Guard[] };

export const guardGroups: readonly GuardGroup[] = [
  {
    title: "Links and handshakes",
    guards: [
      {
        ...{ limit: "linksMax", key: "relay.linksMax" },
        hit: "A station is answered 503 with a sentence and `Retry-After`. The descriptor limit may allow fewer, (limit − 64) / 2, which is told at the start.",
        seen: "finding `handshake-refused`; `ocpptap_links_open`",
      },
      {
        ...{ limit: "linksPerAddressMax", key: "relay.linksPerAddressMax" },
        hit: "A station of that address is answered 503 with a sentence that names the key. Behind a load balancer set `listen[].clientAddress`, or all stations count as one address.",
        seen: "finding `handshake-refused`; log line of the refusal",
      },
      {
        ...{ limit: "handshakesMax", key: "relay.handshakesMax" },
        hit: "The connection that has waited longest for its request to come whole is closed, with 503 where it can be answered.",
        seen: '`ocpptap_unknowns_crowded_total{of="all"}` and its log line',
      },
      {
        ...{ limit: "handshakesPerAddressMax", key: "relay.handshakesPerAddressMax" },
        hit: "The same, of that address's own connections. Those of a trusted load balancer count by what it says.",
        seen: '`ocpptap_unknowns_crowded_total{of="address"}` and its log line',
      },
      {
        ...{ limit: "tlsHandshakesMax" },
        hit: "The newest connection of that listener is closed.",
        seen: "`ocpptap_tls_crowded_total` and its log line",
      },
      {
        ...{ limit: "requestHeadMsMax", key: "relay.requestHeadMs" },
        hit: "408; whoever sent nothing at all is closed without a word.",
        seen: "finding `handshake-refused`",
      },
      {
        ...{ limit: "requestHeadBytesMax", key: "relay.requestHeadBytesMax" },
        hit: "431 with a sentence.",
        seen: "finding `handshake-refused`",
      },
      {
        ...{ limit: "proxyHeaderBytesMax" },
        hit: "The connection is closed.",
        seen: "log line `handshakeInvalid`",
      },
      {
        ...{ limit: "dialMsMax", key: "relay.dialMs" },
        hit: "The station is answered 504 with a sentence.",
        seen: "finding `csms-unreachable`",
      },
      {
        ...{ limit: "responseHeadBytesMax", key: "relay.answerHeadBytesMax" },
        hit: "The station is answered 502 with a sentence.",
        seen: "finding `csms-unreachable`",
      },
      {
        ...{ limit: "earlyBytesMax" },
        hit: "The station's socket is not read until the CSMS has answered.",
        seen: "nowhere: nothing is lost",
      },
      {
        ...{ limit: "passwordsWaitingMax" },
        hit: "The station is answered 503.",
        seen: '`ocpptap_passwords_checked_total{outcome="busy"}`',
      },
      {
        ...{ limit: "passwordFailuresMax" },
        hit: "The address is answered 429 without a look at the password.",
        seen: '`ocpptap_passwords_checked_total{outcome="limited"}`',
      },
    ],
  },
  {
    title: "Messages and frames",
    guards: [
      {
        ...{ limit: "messageBytesMax", key: "record.messageBytesMax" },
        hit: "The message is relayed whole; its copy has the first bytes, and the true size.",
        seen: "finding `message-oversized`; the message is marked as truncated",
      },
      {
        ...{ limit: "inflateRatioMax", key: "record.inflateRatioMax" },
        hit: "What that side sends compressed is relayed and no longer decompressed; each such message is a gap with its number.",
        seen: "findings `stream-unreadable`, `record-gap`; `ocpptap_directions_opaque_total`",
      },
      {
        ...{ limit: "inflateFreeBytes" },
        hit: "Up to here a ratio says nothing: a small report of equal values compresses well.",
        seen: "as above",
      },
      {
        ...{ limit: "inflateMessageBytesMax" },
        hit: "A message that becomes larger is not decompressed, as above.",
        seen: "as above",
      },
      {
        ...{ limit: "controlFramesPerMinute", key: "record.controlFramesPerMinute" },
        hit: "More are relayed and counted, not recorded one by one. The first Close frame always is.",
        seen: "finding `control-frame-flood`; a note in the record",
      },
      {
        ...{ limit: "illegalFramesBurst" },
        hit: "Further breaches of the WebSocket protocol are counted.",
        seen: "a note in the record",
      },
      {
        ...{ limit: "legMessageBytesMax" },
        hit: "With mode translate: the leg is closed with 1009.",
        seen: "finding `link-closed-abnormally`",
      },
      {
        ...{ limit: "legBufferBytesMax" },
        hit: "With mode translate: a leg that is not read is closed.",
        seen: "log line `legUnread`",
      },
      {
        ...{ limit: "spoolBufferBytesMax", key: "spool.bufferBytesMax" },
        hit: "Copies are dropped and counted; the link goes on.",
        seen: "finding `record-gap` (buffer-full); [runbook](runbooks/messages-lost.md)",
      },
      {
        ...{ limit: "spoolBytesMax", key: "spool.bytesMax" },
        hit: "The oldest segment goes, and is counted.",
        seen: "finding `record-gap` (segment-dropped); [runbook](runbooks/messages-lost.md)",
      },
      {
        ...{ limit: "soapReadBytesMax" },
        hit: "The body is recorded and not read.",
        seen: "finding `soap-unreadable`",
      },
    ],
  },
  {
    title: "Recording",
    guards: [
      {
        ...{ limit: "inspectMsMax", key: "record.messageMs" },
        hit: "Rules without a memory are not asked about this message any more. It is recorded.",
        seen: "finding `rules-overdue`",
      },
      {
        ...{ limit: "jsonContainersMax" },
        hit: "The message is recorded and not read: its action and id are.",
        seen: "its type is malformed, the page says why",
      },
      {
        ...{ limit: "jsonDepthMax" },
        hit: "The same.",
        seen: "finding `json-invalid`",
      },
      {
        ...{ limit: "batchRowsMax" },
        hit: "The batch is sent.",
        seen: "`ocpptap_recorder_waiting_rows`",
      },
      {
        ...{ limit: "batchBytesMax" },
        hit: "The batch is sent.",
        seen: "`ocpptap_recorder_waiting_rows`",
      },
      {
        ...{ limit: "batchMsMax" },
        hit: "A small batch is sent; a large one waits up to `busyBatchMsMax`.",
        seen: "`ocpptap_recorder_lag_seconds`",
      },
      {
        ...{ limit: "recorderReadRecordsMax" },
        hit: "Other work has its turn before the next are read.",
        seen: "nowhere: nothing is lost",
      },
      {
        ...{ limit: "insertMsMax" },
        hit: "The same batch is sent again, and stored once.",
        seen: "log line; `ocpptap_recorder_lag_seconds`",
      },
      {
        ...{ limit: "callsPerLinkMax" },
        hit: "The oldest unanswered call is forgotten.",
        seen: "its answer becomes `response-unmatched`",
      },
      {
        ...{ limit: "exchangeTimeoutMs", key: "exchange.timeoutMs" },
        hit: "The call counts as not answered.",
        seen: "finding `call-timeout`",
      },
      {
        ...{ limit: "violationsMax" },
        hit: "Further violations of one message are not told.",
        seen: "finding `schema-violation`",
      },
    ],
  },
  {
    title: "Questions to the record",
    guards: [
      {
        ...{ limit: "queryMsMax", key: "query.timeMs" },
        hit: "The question is stopped in ClickHouse and answered 422 with a sentence; a search says first how far it came, and goes on from there.",
        seen: "the answer; `QUERY_TOO_EXPENSIVE`",
      },
      {
        ...{ limit: "queryMemoryBytesMax", key: "query.memoryBytesMax" },
        hit: "The same.",
        seen: "the answer; `QUERY_TOO_EXPENSIVE`",
      },
      {
        ...{ limit: "queryRowsReadMax", key: "query.rowsReadMax" },
        hit: "The same, before it begins where that can be known.",
        seen: "the answer; `QUERY_TOO_EXPENSIVE`",
      },
      {
        ...{ limit: "queryResultBytesMax", key: "query.resultBytesMax" },
        hit: "The same.",
        seen: "the answer; `QUERY_TOO_EXPENSIVE`",
      },
      {
        ...{ limit: "consoleQueriesMax", key: "query.atOnce" },
        hit: "Others wait for their turn; one caller has two thirds of the turns at most.",
        seen: "`ocpptap_store_query_seconds`",
      },
      {
        ...{ limit: "consoleQueriesWaitingMax", key: "query.waitingMax" },
        hit: "503 with `Retry-After`.",
        seen: '`ocpptap_api_crowded_total{what="questions"}` and its log line',
      },
      {
        ...{ limit: "engineReadersMax" },
        hit: "The embedded engine refuses a question of its reader: 503.",
        seen: "the answer; `STORE_BUSY`",
      },
      {
        ...{ limit: "engineMemoryBytesMax", key: "store.memoryBytesMax" },
        hit: "A question is answered 422, an insert is tried again.",
        seen: "`STORE_BUSY`; the recorder lags",
      },
      {
        ...{ limit: "queryCharsMax" },
        hit: "400 with the place in the query.",
        seen: "the answer",
      },
      {
        ...{ limit: "queryTermsMax" },
        hit: "400 with the place in the query.",
        seen: "the answer",
      },
      {
        ...{ limit: "queryDepthMax" },
        hit: "400 with the place in the query.",
        seen: "the answer",
      },
      {
        ...{ limit: "searchBudgetMs" },
        hit: "The page ends there and says how to go on.",
        seen: "`next` of the answer",
      },
      {
        ...{ limit: "countBudgetMs" },
        hit: "Counting ends there and says down to which time it counted.",
        seen: "`countedFrom` of the answer",
      },
      {
        ...{ limit: "pageRowsMax" },
        hit: "400 with a sentence.",
        seen: "the answer",
      },
      {
        ...{ limit: "exportRowsMax" },
        hit: "The transfer breaks off: half a file must not pass for the whole.",
        seen: "`EXPORT_TOO_LARGE`",
      },
    ],
  },
  {
    title: "Console",
    guards: [
      {
        ...{ limit: "apiRequestsMax", key: "console.requestsMax" },
        hit: "503 with `Retry-After`.",
        seen: '`ocpptap_api_crowded_total{what="requests"}`, `ocpptap_api_requests_under_way`',
      },
      {
        ...{ limit: "apiRequestsPerCallerMax", key: "console.requestsPerCallerMax" },
        hit: "429 with `Retry-After`.",
        seen: '`ocpptap_api_crowded_total{what="requests"}` and its log line',
      },
      {
        ...{ limit: "apiCallsPerMinute", key: "console.callsPerMinute" },
        hit: "429 with `Retry-After`.",
        seen: "`ocpptap_api_calls_limited_total`",
      },
      {
        ...{ limit: "apiConnectionsMax", key: "console.connectionsMax" },
        hit: "The newest connection is closed.",
        seen: '`ocpptap_api_crowded_total{what="connections"}` and its log line',
      },
      {
        ...{ limit: "apiBodyBytesMax", key: "console.bodyBytesMax" },
        hit: "413 with a sentence.",
        seen: "the answer",
      },
      {
        ...{ limit: "apiRequestMsMax" },
        hit: "A request that does not arrive in time is closed.",
        seen: "the answer",
      },
      {
        ...{ limit: "liveClientsMax", key: "console.liveClientsMax" },
        hit: "503 with `Retry-After`.",
        seen: '`ocpptap_live_listeners`, `ocpptap_api_crowded_total{what="listeners"}`',
      },
      {
        ...{ limit: "liveClientsPerCallerMax", key: "console.liveClientsPerCallerMax" },
        hit: "429 with `Retry-After`.",
        seen: '`ocpptap_api_crowded_total{what="listeners"}` and its log line',
      },
      {
        ...{ limit: "liveQueueMax" },
        hit: "A slow listener misses messages, and is told how many.",
        seen: "`event: skipped`; `ocpptap_live_skipped_messages_total`",
      },
      {
        ...{ limit: "liveStallMsMax" },
        hit: "A listener that takes nothing is let go.",
        seen: "`ocpptap_live_listeners`",
      },
      {
        ...{ limit: "wrongTokensPerMinute" },
        hit: "429; whose token is right and known there is let in.",
        seen: "`ocpptap_api_calls_limited_total`",
      },
    ],
  },
  {
    title: "Cut-over",
    guards: [
      {
        ...{ limit: "plansMax" },
        hit: "Another plan is answered 400 with a sentence.",
        seen: "the answer",
      },
      {
        ...{ limit: "planStationsMax" },
        hit: "Stations beyond it, by id, are not moved; none can have an override either.",
        seen: "the plan's counts",
      },
      {
        ...{ limit: "planLagSecondsMax" },
        hit: "Plans stand still until the record is current; a forced roll-back goes on.",
        seen: "`ocpptap_plan_blind_total` and its log line; `problem` of `/api/plans`",
      },
      {
        ...{ limit: "handoverAskMs" },
        hit: "A station's state is taken as it is stored; what its shadow had not played is missing.",
        seen: "`ocpptap_shadow_gapped_total` and its log line",
      },
    ],
  },
];
