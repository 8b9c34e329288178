-- Charging transactions, as their messages tell them: one row when it begins, at most one a minute
-- while something new is said, one when it ends. The newest wins; read with FINAL.
--
-- `started_at` is when its first message was received, so that all its rows lie in one partition.
-- `last_limit` ('' for none), `series` and `details` are JSON that the recorder writes (transaction-row.ts): samples by column,
-- and everything that is only shown with one transaction.

-- statement
CREATE TABLE IF NOT EXISTS {{local}}transactions {{on_cluster}}
(
    started_at         DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    transaction_key    String CODEC(ZSTD(1)),
    instance           LowCardinality(String) CODEC(ZSTD(1)),
    station_id         LowCardinality(String) CODEC(ZSTD(1)),
    transaction_id     String CODEC(ZSTD(1)),
    ocpp_version       LowCardinality(String) CODEC(ZSTD(1)),
    evse_id            Nullable(Int64) CODEC(ZSTD(1)),
    connector_id       Nullable(Int64) CODEC(ZSTD(1)),
    id_token           String CODEC(ZSTD(1)),
    state              LowCardinality(String) CODEC(ZSTD(1)),
    last_at            DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    ended_at           Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    station_started_at Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    station_ended_at   Nullable(DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    started_by         LowCardinality(String) CODEC(ZSTD(1)),
    stop_reason        LowCardinality(String) CODEC(ZSTD(1)),
    meter_start_wh     Nullable(Float64) CODEC(ZSTD(1)),
    meter_stop_wh      Nullable(Float64) CODEC(ZSTD(1)),
    energy_wh          Nullable(Float64) CODEC(ZSTD(1)),
    energy_source      LowCardinality(String) CODEC(ZSTD(1)),
    messages           UInt64 CODEC(ZSTD(1)),
    findings           Array(LowCardinality(String)) CODEC(ZSTD(1)),
    links              Array(UUID) CODEC(ZSTD(1)),
    last_limit         String CODEC(ZSTD(1)),
    series             String CODEC(ZSTD(1)),
    details            String CODEC(ZSTD(1)),
    version            UInt64 CODEC(ZSTD(1)),

    INDEX by_key transaction_key TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_transaction_id transaction_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = {{replicated}}ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (station_id, started_at, transaction_key)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
