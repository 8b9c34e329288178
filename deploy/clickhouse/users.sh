#!/bin/bash
# Runs inside the ClickHouse image at each start, before anyone else may connect: the users of
# ocpptap's recorder (reads and writes its own database), of its console and alerts (reads it), and of
# Grafana (reads it). Passwords are letters and digits (deploy/make-secrets), so none can end its
# quotes. Readers may make each limit of theirs tighter, and none wider.
set -eu
password() { tr -dc 'A-Za-z0-9' <"/run/secrets/$1"; }
writer=$(password clickhouse-password)
reader=$(password clickhouse-reader-password)
grafana=$(password grafana-clickhouse-password)
for each in "$writer" "$reader" "$grafana"; do
  [ ${#each} -ge 20 ] || { echo "run deploy/make-secrets" >&2; exit 1; }
done
clickhouse-client --multiquery <<SQL
CREATE DATABASE IF NOT EXISTS ocpptap;
CREATE USER IF NOT EXISTS ocpptap;
ALTER USER ocpptap IDENTIFIED WITH sha256_password BY '$writer';
GRANT ALL ON ocpptap.* TO ocpptap;
GRANT SELECT ON system.* TO ocpptap;
GRANT TABLE ENGINE ON * TO ocpptap;
CREATE SETTINGS PROFILE IF NOT EXISTS ocpptap_reader;
ALTER SETTINGS PROFILE ocpptap_reader SETTINGS readonly = 2,
  max_execution_time = 30 MIN 1 MAX 600,
  max_memory_usage = 2000000000 MIN 1 MAX 2000000000,
  max_rows_to_read = 20000000000 MIN 1 MAX 20000000000,
  max_result_bytes = 402653184 MIN 1 MAX 402653184,
  max_result_rows = 10000000 MIN 1 MAX 10000000,
  max_memory_usage_for_user = 3000000000 MIN 1 MAX 3000000000,
  max_temporary_data_on_disk_size_for_query = 4000000000 MIN 1 MAX 4000000000,
  max_temporary_data_on_disk_size_for_user = 8000000000 MIN 1 MAX 8000000000,
  max_concurrent_queries_for_user = 16 MIN 1 MAX 16,
  function_sleep_max_microseconds_per_block = 3000000 MIN 1 MAX 3000000,
  timeout_overflow_mode = 'throw' CONST,
  read_overflow_mode = 'throw' CONST,
  result_overflow_mode = 'throw' CONST,
  cancel_http_readonly_queries_on_client_close = 1 CONST;
CREATE USER IF NOT EXISTS ocpptap_reader;
ALTER USER ocpptap_reader IDENTIFIED WITH sha256_password BY '$reader' SETTINGS PROFILE 'ocpptap_reader';
CREATE USER IF NOT EXISTS grafana;
ALTER USER grafana IDENTIFIED WITH sha256_password BY '$grafana' SETTINGS PROFILE 'ocpptap_reader';
GRANT SELECT, SHOW ON ocpptap.* TO ocpptap_reader, grafana;
GRANT SELECT ON system.one TO ocpptap_reader, grafana;
GRANT SELECT ON system.numbers TO ocpptap_reader, grafana;
GRANT SELECT ON system.databases TO ocpptap_reader, grafana;
GRANT SELECT ON system.tables TO ocpptap_reader, grafana;
GRANT SELECT ON system.columns TO ocpptap_reader, grafana;
GRANT SELECT ON system.functions TO ocpptap_reader, grafana;
GRANT SELECT ON system.settings TO ocpptap_reader, grafana;
GRANT SELECT ON system.parts TO ocpptap_reader, grafana;
GRANT SELECT ON system.build_options TO ocpptap_reader, grafana;
SQL
