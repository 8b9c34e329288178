-- The record: messages, links, findings, gaps. Columns as in rows.ts; the order on the wire is encode.ts's.
--
-- A statement begins after each line `-- statement`, which may say `if` or `unless` and a feature of
-- the server. {{on_cluster}}, {{local}} and {{replicated}} are empty on a single server (layout.ts). How long rows are kept
-- is retention.ts's: it is a setting, so it is no step.
--
-- Numbers that count are UInt64 and numbers that a peer chose are Int64: no value of a hostile peer
-- may be out of a column's range. Words that we chose are LowCardinality, and so are actions, error
-- codes and station ids, which repeat unless someone is up to no good.

-- statement
CREATE TABLE IF NOT EXISTS {{local}}messages {{on_cluster}}
(
    received_at      DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    instance         LowCardinality(String) CODEC(ZSTD(1)),
    station_id       LowCardinality(String) CODEC(ZSTD(1)),
    link_id          UUID CODEC(ZSTD(1)),
    seq              UInt64 CODEC(Delta(8), ZSTD(1)),
    sender           LowCardinality(String) CODEC(ZSTD(1)),
    leg              LowCardinality(String) CODEC(ZSTD(1)),
    ocpp_version     LowCardinality(String) CODEC(ZSTD(1)),
    message_type     LowCardinality(String) CODEC(ZSTD(1)),
    message_id       String CODEC(ZSTD(1)),
    action           LowCardinality(String) CODEC(ZSTD(1)),
    payload          String CODEC(ZSTD(1)),
    payload_encoding LowCardinality(String) CODEC(ZSTD(1)),
    payload_bytes    UInt64 CODEC(ZSTD(1)),
    wire_bytes       UInt64 CODEC(ZSTD(1)),
    is_truncated     Bool CODEC(ZSTD(1)),
    request_seq      Nullable(UInt64) CODEC(Delta(8), ZSTD(1)),
    latency_us       Nullable(Int64) CODEC(ZSTD(1)),
    error_code       LowCardinality(String) CODEC(ZSTD(1)),
    transaction_id   String CODEC(ZSTD(1)),
    connector_id     Nullable(Int64) CODEC(ZSTD(1)),
    evse_id          Nullable(Int64) CODEC(ZSTD(1)),
    id_token         String CODEC(ZSTD(1)),
    findings         Array(LowCardinality(String)) CODEC(ZSTD(1)),

    INDEX by_link_id link_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_message_id message_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_transaction_id transaction_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_id_token id_token TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_finding findings TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_error_code error_code TYPE set(100) GRANULARITY 1
)
ENGINE = {{replicated}}MergeTree
PARTITION BY toDate(received_at)
ORDER BY (station_id, received_at, link_id, seq)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1

-- The expression is indexed and searched, not a preprocessor of the index: with that, the same predicate
-- finds a row with the index and none without it.
-- statement if textIndex
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD INDEX IF NOT EXISTS payload_words lower(payload) TYPE text(tokenizer = splitByNonAlpha)

-- statement unless textIndex
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD INDEX IF NOT EXISTS payload_words lower(payload) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1

-- One row when a link opens and one when it closes, in the same partition; the newest wins.
-- statement
CREATE TABLE IF NOT EXISTS {{local}}links {{on_cluster}}
(
    link_id              UUID,
    station_id           LowCardinality(String) CODEC(ZSTD(1)),
    instance             LowCardinality(String) CODEC(ZSTD(1)),
    state                LowCardinality(String) CODEC(ZSTD(1)),
    opened_at            DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    closed_at            Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    route                LowCardinality(String) CODEC(ZSTD(1)),
    mode                 LowCardinality(String) CODEC(ZSTD(1)),
    target               String CODEC(ZSTD(1)),
    upstream_url         String CODEC(ZSTD(1)),
    remote_address       String CODEC(ZSTD(1)),
    status               UInt64 CODEC(ZSTD(1)),
    subprotocols_offered Array(String) CODEC(ZSTD(1)),
    subprotocol          String CODEC(ZSTD(1)),
    ocpp_version         LowCardinality(String) CODEC(ZSTD(1)),
    extensions           String CODEC(ZSTD(1)),
    answer_ms            UInt64 CODEC(ZSTD(1)),
    closed_by            LowCardinality(String) CODEC(ZSTD(1)),
    closed_how           LowCardinality(String) CODEC(ZSTD(1)),
    close_code           Nullable(Int64) CODEC(ZSTD(1)),
    close_reason         String CODEC(ZSTD(1)),
    error                String CODEC(ZSTD(1)),
    idle_ms              Nullable(Int64) CODEC(ZSTD(1)),
    station_messages     UInt64 CODEC(ZSTD(1)),
    csms_messages        UInt64 CODEC(ZSTD(1)),
    station_bytes        UInt64 CODEC(ZSTD(1)),
    csms_bytes           UInt64 CODEC(ZSTD(1)),
    details              String CODEC(ZSTD(1)),
    version              UInt64 CODEC(ZSTD(1)),

    INDEX by_link_id link_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {{replicated}}ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (station_id, opened_at, link_id)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1

-- statement
CREATE TABLE IF NOT EXISTS {{local}}findings {{on_cluster}}
(
    at         DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    instance   LowCardinality(String) CODEC(ZSTD(1)),
    rule       LowCardinality(String) CODEC(ZSTD(1)),
    severity   LowCardinality(String) CODEC(ZSTD(1)),
    side       LowCardinality(String) CODEC(ZSTD(1)),
    station_id LowCardinality(String) CODEC(ZSTD(1)),
    link_id    UUID CODEC(ZSTD(1)),
    evidence   Array(UInt64) CODEC(ZSTD(1)),
    sentence   String CODEC(ZSTD(1)),
    details    String CODEC(ZSTD(1)),

    INDEX by_link_id link_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {{replicated}}MergeTree
PARTITION BY toDate(at)
ORDER BY (station_id, at, link_id, rule)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1

-- statement
CREATE TABLE IF NOT EXISTS {{local}}gaps {{on_cluster}}
(
    at         DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    instance   LowCardinality(String) CODEC(ZSTD(1)),
    station_id LowCardinality(String) CODEC(ZSTD(1)),
    link_id    UUID CODEC(ZSTD(1)),
    reason     LowCardinality(String) CODEC(ZSTD(1)),
    from_seq   UInt64 CODEC(ZSTD(1)),
    to_seq     UInt64 CODEC(ZSTD(1)),
    messages   UInt64 CODEC(ZSTD(1)),

    INDEX by_link_id link_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {{replicated}}MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (station_id, at, link_id)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
