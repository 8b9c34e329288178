-- A translated station has two links, one with the station and one with the CSMS: links and findings
-- say on which leg they are, and a message says which message of the other leg it was made from.

-- Null: it was relayed as it was, or ocpptap made it on its own account.
-- statement
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD COLUMN IF NOT EXISTS from_link_id Nullable(UUID) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS from_seq Nullable(UInt64) CODEC(Delta(8), ZSTD(1))

-- One message of a link that lives for months, its answer, and what was made from it: a station's
-- messages lie in the order of time, so numbers that only grow tell nearly all of them apart.
-- statement
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD INDEX IF NOT EXISTS by_origin (from_link_id, from_seq) TYPE bloom_filter(0.001) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_seq seq TYPE minmax GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_request_seq request_seq TYPE minmax GRANULARITY 1

-- statement
ALTER TABLE {{local}}links {{on_cluster}}
    ADD COLUMN IF NOT EXISTS leg LowCardinality(String) DEFAULT 'both' CODEC(ZSTD(1)) AFTER mode

-- statement
ALTER TABLE {{local}}findings {{on_cluster}}
    ADD COLUMN IF NOT EXISTS leg LowCardinality(String) DEFAULT 'both' CODEC(ZSTD(1))

-- What is known of a station is what its own leg tells: the CSMS's leg begins and ends with ocpptap,
-- and speaks another version.
-- statement
ALTER TABLE {{local}}station_activity_from_messages {{on_cluster}} MODIFY QUERY
SELECT
    station_id,
    max(received_at) AS message_at,
    maxIf(received_at, sender = 'station') AS sent_at,
    argMaxState(
        toString(ocpp_version),
        if(ocpp_version = '', toDateTime64(0, 6, 'UTC'), received_at)
    ) AS ocpp_version
FROM {{local}}messages
WHERE leg != 'csms'
GROUP BY station_id

-- statement
ALTER TABLE {{local}}station_activity_from_links {{on_cluster}} MODIFY QUERY
SELECT
    station_id,
    max(greatest(opened_at, ifNull(closed_at, opened_at))) AS link_at,
    argMaxState(
        toString(ocpp_version),
        if(ocpp_version = '', toDateTime64(0, 6, 'UTC'), opened_at)
    ) AS ocpp_version
FROM {{local}}links
WHERE leg != 'csms'
GROUP BY station_id
