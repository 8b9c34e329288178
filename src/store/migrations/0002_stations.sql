-- What is known of each station now, so that a list of thousands does not read months of messages.
--
-- Each table keeps one row per station (or connector) and is fed by views over what is inserted. All
-- of them keep the newest or the greatest, so a row that is fed twice changes nothing.
-- Payloads are read here only for the two actions that matter. A payload that is no JSON gives empty
-- text; the statement never fails because of one. Text is cut at 255 characters, five times what OCPP
-- allows, because a list shows it for every station.

-- When was it last heard of. Read with: max(...), argMaxMerge(ocpp_version), GROUP BY station_id.
-- Every batch writes here, so without fsync: what a power failure takes, the next message brings back.
-- statement
CREATE TABLE IF NOT EXISTS {{local}}station_activity {{on_cluster}}
(
    station_id   String CODEC(ZSTD(1)),
    -- Of either side.
    message_at   SimpleAggregateFunction(max, DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    -- Of the station itself.
    sent_at      SimpleAggregateFunction(max, DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    -- A link opened, closed or was refused.
    link_at      SimpleAggregateFunction(max, DateTime64(6, 'UTC')) CODEC(ZSTD(1)),
    -- Of the latest message or link that knew it.
    ocpp_version AggregateFunction(argMax, String, DateTime64(6, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = {{replicated}}AggregatingMergeTree
ORDER BY station_id
SETTINGS non_replicated_deduplication_window = 10000

-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local}}station_activity_from_messages {{on_cluster}} TO {{local}}station_activity AS
SELECT
    station_id,
    max(received_at) AS message_at,
    maxIf(received_at, sender = 'station') AS sent_at,
    argMaxState(
        toString(ocpp_version),
        if(ocpp_version = '', toDateTime64(0, 6, 'UTC'), received_at)
    ) AS ocpp_version
FROM {{local}}messages
GROUP BY station_id

-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local}}station_activity_from_links {{on_cluster}} TO {{local}}station_activity AS
SELECT
    station_id,
    max(greatest(opened_at, ifNull(closed_at, opened_at))) AS link_at,
    argMaxState(
        toString(ocpp_version),
        if(ocpp_version = '', toDateTime64(0, 6, 'UTC'), opened_at)
    ) AS ocpp_version
FROM {{local}}links
GROUP BY station_id

-- What it said of itself at its last boot. Read with FINAL. OCPP 1.6: BootNotification.req;
-- 2.x: BootNotificationRequest.chargingStation.
-- statement
CREATE TABLE IF NOT EXISTS {{local}}station_boots {{on_cluster}}
(
    station_id  String CODEC(ZSTD(1)),
    received_at DateTime64(6, 'UTC') CODEC(ZSTD(1)),
    link_id     UUID CODEC(ZSTD(1)),
    seq         UInt64 CODEC(ZSTD(1)),
    vendor      String CODEC(ZSTD(1)),
    model       String CODEC(ZSTD(1)),
    firmware    String CODEC(ZSTD(1)),
    serial      String CODEC(ZSTD(1)),
    reason      String CODEC(ZSTD(1))
)
ENGINE = {{replicated}}ReplacingMergeTree(received_at)
ORDER BY station_id
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1

-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local}}station_boots_from_messages {{on_cluster}} TO {{local}}station_boots AS
WITH
    JSONExtractRaw(payload, 4) AS request,
    JSONExtractRaw(request, 'chargingStation') AS station
SELECT
    station_id,
    received_at,
    link_id,
    seq,
    leftUTF8(if(station = '', JSONExtractString(request, 'chargePointVendor'), JSONExtractString(station, 'vendorName')), 255) AS vendor,
    leftUTF8(if(station = '', JSONExtractString(request, 'chargePointModel'), JSONExtractString(station, 'model')), 255) AS model,
    leftUTF8(JSONExtractString(if(station = '', request, station), 'firmwareVersion'), 255) AS firmware,
    leftUTF8(if(station = '', JSONExtractString(request, 'chargePointSerialNumber'), JSONExtractString(station, 'serialNumber')), 255) AS serial,
    leftUTF8(JSONExtractString(request, 'reason'), 255) AS reason
FROM {{local}}messages
WHERE action = 'BootNotification' AND message_type = 'call' AND sender = 'station'
    AND leg IN ('both', 'station') AND payload_encoding = 'utf8'

-- What each connector said last. Read with FINAL. -1 stands for an id that was not given: 1.6 has no
-- EVSEs, and its connector 0 is the whole station.
-- statement
CREATE TABLE IF NOT EXISTS {{local}}station_status {{on_cluster}}
(
    station_id   String CODEC(ZSTD(1)),
    evse_id      Int64 CODEC(ZSTD(1)),
    connector_id Int64 CODEC(ZSTD(1)),
    received_at  DateTime64(6, 'UTC') CODEC(ZSTD(1)),
    link_id      UUID CODEC(ZSTD(1)),
    seq          UInt64 CODEC(ZSTD(1)),
    status       String CODEC(ZSTD(1)),
    error_code   String CODEC(ZSTD(1)),
    info         String CODEC(ZSTD(1))
)
ENGINE = {{replicated}}ReplacingMergeTree(received_at)
ORDER BY (station_id, evse_id, connector_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1

-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local}}station_status_from_messages {{on_cluster}} TO {{local}}station_status AS
WITH
    JSONExtractRaw(payload, 4) AS request,
    JSONExtractString(request, 'status') AS status_v16
SELECT
    station_id,
    ifNull(messages.evse_id, -1) AS evse_id,
    ifNull(messages.connector_id, -1) AS connector_id,
    received_at,
    link_id,
    seq,
    leftUTF8(if(status_v16 = '', JSONExtractString(request, 'connectorStatus'), status_v16), 255) AS status,
    leftUTF8(JSONExtractString(request, 'errorCode'), 255) AS error_code,
    leftUTF8(JSONExtractString(request, 'info'), 255) AS info
FROM {{local}}messages
WHERE action = 'StatusNotification' AND message_type = 'call' AND sender = 'station'
    AND leg IN ('both', 'station') AND payload_encoding = 'utf8' AND status != ''
