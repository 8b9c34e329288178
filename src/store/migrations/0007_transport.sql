-- What carried a message and a link: '' a WebSocket, 'soap' OCPP-S, 'http' any other plain HTTP.

-- statement
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD COLUMN IF NOT EXISTS transport LowCardinality(String) CODEC(ZSTD(1))

-- statement
ALTER TABLE {{local}}links {{on_cluster}}
    ADD COLUMN IF NOT EXISTS transport LowCardinality(String) CODEC(ZSTD(1)) AFTER details
