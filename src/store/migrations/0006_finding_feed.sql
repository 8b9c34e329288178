-- Findings in the order in which they reached the store: alerts follow them by it. Those that are
-- there already count as inserted when they were found.

-- statement
ALTER TABLE {{local}}findings {{on_cluster}}
    ADD COLUMN IF NOT EXISTS inserted_at DateTime64(6, 'UTC') DEFAULT at CODEC(Delta(8), ZSTD(1))

-- Again after an interruption: the next statement but one may have been made already.
-- statement
ALTER TABLE {{local}}findings {{on_cluster}} MODIFY COLUMN inserted_at DEFAULT at

-- A default is computed when it is read, until it is written.
-- statement
ALTER TABLE {{local}}findings {{on_cluster}} MATERIALIZE COLUMN inserted_at SETTINGS mutations_sync = 2

-- statement
ALTER TABLE {{local}}findings {{on_cluster}} MODIFY COLUMN inserted_at DEFAULT now64(6, 'UTC')

-- statement
ALTER TABLE {{local}}findings {{on_cluster}}
    ADD INDEX IF NOT EXISTS by_inserted_at inserted_at TYPE minmax GRANULARITY 1
