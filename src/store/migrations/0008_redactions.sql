-- What of a payload was hidden as it was recorded, and where: 'mask $[3].password'; [] for nothing.

-- statement
ALTER TABLE {{local}}messages {{on_cluster}}
    ADD COLUMN IF NOT EXISTS redactions Array(String) CODEC(ZSTD(1))
