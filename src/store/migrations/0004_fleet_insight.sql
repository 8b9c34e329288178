-- What fleets are ranked by: the model and firmware a station had when something was found, and the
-- last thing the CSMS asked of it before its link ended.

-- statement
ALTER TABLE {{local}}findings {{on_cluster}}
    ADD COLUMN IF NOT EXISTS vendor LowCardinality(String) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS model LowCardinality(String) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS firmware LowCardinality(String) CODEC(ZSTD(1))

-- "" and null: the CSMS asked nothing on this link, or the link was closed before this was recorded.
-- statement
ALTER TABLE {{local}}links {{on_cluster}}
    ADD COLUMN IF NOT EXISTS last_call_action LowCardinality(String) CODEC(ZSTD(1)) AFTER csms_bytes,
    ADD COLUMN IF NOT EXISTS last_call_seq Nullable(UInt64) CODEC(ZSTD(1)) AFTER last_call_action,
    ADD COLUMN IF NOT EXISTS last_call_ms Nullable(Int64) CODEC(ZSTD(1)) AFTER last_call_seq
