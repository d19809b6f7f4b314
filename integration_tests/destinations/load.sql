-- Loads a sync into PostgreSQL: a table for each stream, a row for each primary key, the newest record wins.
-- Reads the output of `discover` and then that of `read` from psql's input. All of it is loaded, or nothing.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;

-- JSON has no such control characters, so each line is one column as it is.
CREATE TEMP TABLE lines (place bigint GENERATED ALWAYS AS IDENTITY, line text) ON COMMIT DROP;
\copy lines (line) FROM pstdin WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')

-- The one character that PostgreSQL's texts cannot hold becomes U+FFFD.
CREATE TEMP TABLE records ON COMMIT DROP AS
SELECT place, message #>> '{record,stream}' AS stream,
  message #> '{record,data}' || jsonb_build_object(
    '_emitted_at', timestamptz 'epoch' + (message #>> '{record,emitted_at}')::bigint * interval '1 ms') AS data
FROM lines, CAST(CASE
  WHEN line LIKE '%\\u0000%' THEN regexp_replace(line, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')
  ELSE line END AS jsonb) AS message
WHERE message ->> 'type' = 'RECORD';

-- The columns of each stream that has records. `json` keeps their order.
CREATE TEMP TABLE columns ON COMMIT DROP AS
SELECT each ->> 'name' AS stream, number, name, array_position(key, name) AS place_in_key,
  CASE kind
    WHEN 'integer' THEN 'bigint'
    WHEN 'number' THEN 'numeric'
    WHEN 'boolean' THEN 'boolean'
    WHEN 'string' THEN CASE
      WHEN schema ->> 'format' = 'date' THEN 'date'
      WHEN schema ->> 'airbyte_type' = 'timestamp_without_timezone' THEN 'timestamp'
      WHEN schema ->> 'format' = 'date-time' THEN 'timestamptz'
      ELSE 'text' END
    ELSE 'jsonb' END AS type
FROM (SELECT line::json AS message FROM lines WHERE line LIKE '{"type":"CATALOG"%' OFFSET 0) AS discovered,
  json_array_elements(message #> '{catalog,streams}') AS each,
  json_each(each #> '{json_schema,properties}') WITH ORDINALITY AS property (name, schema, number),
  LATERAL (SELECT array_agg(path ->> 0) AS key
    FROM json_array_elements(each -> 'source_defined_primary_key') AS path) AS keys,
  LATERAL (SELECT string_agg(type, ' ') AS kind
    FROM jsonb_array_elements_text('[]'::jsonb || (schema -> 'type')::jsonb) AS type WHERE type <> 'null') AS kinds
WHERE each ->> 'name' IN (SELECT stream FROM records);

DO $$ BEGIN
  IF EXISTS (SELECT stream FROM records EXCEPT SELECT stream FROM columns WHERE place_in_key IS NOT NULL) THEN
    RAISE EXCEPTION 'The catalog lacks streams, or their keys. It must come first, from discover with the same config.';
  END IF;
END $$;

-- Each of the rows that these queries return is a statement, which is run.
SELECT format('CREATE TABLE IF NOT EXISTS %I (%s, _emitted_at timestamptz NOT NULL, PRIMARY KEY (%s))', stream,
  string_agg(format('%I %s', name, type), ', ' ORDER BY number),
  string_agg(format('%I', name), ', ' ORDER BY place_in_key) FILTER (WHERE place_in_key IS NOT NULL))
FROM columns GROUP BY stream
\gexec

SELECT format('ALTER TABLE %I %s', stream,
  string_agg(format('ADD COLUMN IF NOT EXISTS %I %s', name, type), ', ' ORDER BY number))
FROM columns GROUP BY stream
\gexec

SELECT format(
  'INSERT INTO %1$I AS old SELECT DISTINCT ON (%2$s) new.* '
  'FROM records, jsonb_populate_record(NULL::%1$I, data) AS new WHERE stream = %1$L ORDER BY %2$s, place DESC '
  'ON CONFLICT (%2$s) DO UPDATE SET _emitted_at = excluded._emitted_at, %3$s '
  'WHERE old._emitted_at <= excluded._emitted_at', stream,
  string_agg(format('%I', name), ', ' ORDER BY place_in_key) FILTER (WHERE place_in_key IS NOT NULL),
  string_agg(format('%1$I = excluded.%1$I', name), ', ' ORDER BY number))
FROM columns GROUP BY stream
\gexec

COMMIT;
