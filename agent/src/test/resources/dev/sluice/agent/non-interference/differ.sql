CREATE SCHEMA judge;
GRANT USAGE ON SCHEMA judge TO PUBLIC;
CREATE TABLE judge.wishes (other boolean NOT NULL, names text[] NOT NULL, statement text NOT NULL);
GRANT INSERT ON judge.wishes TO PUBLIC;
-- Gives other values to columns of these names, or writes the values that they have, in the tables
-- that a statement (its text in hexadecimal digits) names; in all tables if it names a view, a
-- function or a table with children. What is possible is found by trial first, the same on all
-- databases, and then done in one UPDATE a table by the same plan, so that rows come to lie in the
-- same order. Columns that cannot take other values, and tables of many rows, keep theirs. Triggers,
-- rules and foreign keys do not act. An INSERT asks for it, which tells everybody who reads that
-- statement that it changes nothing of its session.
CREATE FUNCTION judge.differ() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET session_replication_role = replica
SET client_min_messages = error
AS $differ$
DECLARE
  most constant int := 200;
  sql constant text := lower(convert_from(decode(NEW.statement, 'hex'), 'UTF8'));
  named boolean;
  counted int;
  tab record;
  col record;
  value text;
  updating text;
  placed text;
  differing text[];
  staying text[];
BEGIN
  named := NOT EXISTS (
      SELECT 1 FROM pg_class c
       WHERE (c.relkind IN ('v', 'm', 'p', 'f') OR c.relhassubclass) AND c.oid >= 16384
         AND strpos(sql, lower(c.relname)) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM pg_proc p WHERE p.oid >= 16384 AND strpos(sql, lower(p.proname)) > 0);
  FOR tab IN
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r'
       AND (n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'judge')
            OR n.oid = pg_my_temp_schema())
       AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = ANY (NEW.names))
       AND (NOT named OR strpos(sql, lower(c.relname)) > 0)
     ORDER BY n.nspname, c.relname
  LOOP
    EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM ONLY %s LIMIT %s) AS counted', tab.name, most + 1)
      INTO counted;
    CONTINUE WHEN counted NOT BETWEEN 1 AND most;
    updating := 'UPDATE ONLY ' || tab.name || ' AS t SET ';
    placed := ' FROM (SELECT ctid AS place, row_number() OVER (ORDER BY ctid) AS n FROM ONLY '
      || tab.name || ') AS v WHERE v.place = t.ctid';
    differing := '{}';
    staying := '{}';
    FOR col IN
      SELECT format('%I', a.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type,
             coalesce((SELECT b.typcategory FROM pg_type b WHERE b.oid = t.typbasetype),
                      t.typcategory) AS category
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       WHERE a.attrelid = tab.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         AND a.attname = ANY (NEW.names)
       ORDER BY a.attnum
    LOOP
      FOREACH value IN ARRAY
        CASE col.category
          WHEN 'N' THEN ARRAY['CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN -n ELSE 32000 END',
                              '32000 - n', 'n % 2']
          WHEN 'S' THEN ARRAY['CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '''' WHEN 2 THEN ''42'' ELSE ''zz'' || n END',
                              '''zz long '' || n', '''z'' || n']
          WHEN 'D' THEN ARRAY['CASE n % 3 WHEN 0 THEN NULL ELSE timestamp ''1990-12-31 03:04'' - n * interval ''1 day'' END',
                              'timestamp ''1990-12-31 03:04'' - n * interval ''1 day''']
          WHEN 'B' THEN ARRAY['CASE n % 3 WHEN 0 THEN NULL ELSE n % 3 = 1 END', 'n % 2 = 0']
          ELSE ARRAY['NULL']
        END
      LOOP
        value := format('%s = CAST(%s AS %s)', col.name, value, col.type);
        BEGIN
          EXECUTE updating || array_to_string(differing || value, ', ') || placed;
          RAISE EXCEPTION 'it can differ' USING ERRCODE = 'JU001';
        EXCEPTION
          WHEN SQLSTATE 'JU001' THEN
            differing := differing || value;
            staying := staying || format('%s = CASE WHEN n > 0 THEN t.%s END', col.name, col.name);
            EXIT;
          WHEN OTHERS THEN
            CONTINUE;
        END;
      END LOOP;
    END LOOP;
    IF differing <> '{}' THEN
      EXECUTE updating
        || array_to_string(CASE WHEN NEW.other THEN differing ELSE staying END, ', ') || placed;
    END IF;
  END LOOP;
  RETURN NULL;
END
$differ$;
CREATE TRIGGER differ BEFORE INSERT ON judge.wishes FOR EACH ROW EXECUTE FUNCTION judge.differ();
ALTER TABLE judge.wishes ENABLE ALWAYS TRIGGER differ;
