-- What a shadow and its CSMS say to each other is recorded, too, as `shadow`: nothing of it is known of
-- the station. So what is known of a station comes from its own legs, whatever others there are.

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
WHERE leg IN ('both', 'station')
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
WHERE leg IN ('both', 'station')
GROUP BY station_id
