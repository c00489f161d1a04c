CREATE TABLE wards (code INT PRIMARY KEY, title TEXT, beds INT);
CREATE TABLE patients (
  id INT PRIMARY KEY, name TEXT, town TEXT, ward INT,
  diagnosis TEXT, passport TEXT UNIQUE, weight NUMERIC, score INT, born DATE, insured BOOLEAN,
  details JSONB, scan BYTEA, doses INT[]);
CREATE INDEX ON patients (diagnosis);
CREATE TABLE visits (
  no SERIAL PRIMARY KEY, patient INT, day DATE, cost NUMERIC, remark TEXT, diagnosis TEXT);
CREATE SCHEMA archive;
CREATE TABLE archive.patients (id INT, name TEXT, diagnosis TEXT);
CREATE TABLE readings (at INT, diagnosis TEXT) PARTITION BY RANGE (at);
CREATE TABLE readings_low PARTITION OF readings FOR VALUES FROM (0) TO (100);
CREATE TABLE "Patients" (id INT, diagnosis TEXT);
CREATE VIEW patient_names AS SELECT id, name FROM patients;
CREATE VIEW patient_files AS SELECT id, name, diagnosis AS finding FROM patients;
CREATE VIEW ill AS SELECT id FROM patients WHERE diagnosis > 'k';
CREATE FUNCTION finding_of(wanted INT) RETURNS TEXT LANGUAGE sql
  AS 'SELECT diagnosis FROM patients WHERE id = wanted';
CREATE PROCEDURE discharge() LANGUAGE sql AS 'DELETE FROM visits';
INSERT INTO wards VALUES (1, 'north', 10), (2, 'south', 20);
INSERT INTO visits (patient, day, cost, remark, diagnosis) VALUES
  (1, '2024-01-01', 10, 'first', ${visit1}), (2, '2024-01-02', 20, 'second', ${visit2});
INSERT INTO patients VALUES ${patients};
INSERT INTO archive.patients VALUES (9, 'Old', ${archived});
INSERT INTO readings VALUES (1, ${reading});
INSERT INTO "Patients" VALUES (1, ${quoted});
CREATE TABLE sheets (id INT, page TEXT);
ALTER TABLE sheets ALTER page SET STORAGE PLAIN;
INSERT INTO sheets SELECT n, repeat(${sheet}, 40) FROM generate_series(1, 100) n;
CREATE VIEW sheet_places AS SELECT id, ctid AS place FROM sheets;
CREATE MATERIALIZED VIEW initials AS SELECT left(diagnosis, 1) AS letter FROM patients WHERE id IN (1, 4) WITH NO DATA;
CREATE UNIQUE INDEX ON initials (letter);
CREATE MATERIALIZED VIEW towns AS SELECT town, count(*) AS people FROM patients GROUP BY town;
CREATE TABLE bookings (no INT PRIMARY KEY, patient INT, note TEXT, changed INT DEFAULT 0);
CREATE VIEW booked AS SELECT no, note FROM bookings;
CREATE TABLE rooms (no INT PRIMARY KEY);
CREATE TABLE stays (room INT REFERENCES rooms ON DELETE CASCADE, patient INT);
CREATE TABLE kept (what TEXT);
INSERT INTO bookings VALUES (1, 1, 'first', 0), (2, 2, 'second', 0);
INSERT INTO rooms VALUES (1), (2);
INSERT INTO stays VALUES (1, 1), (2, 2);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW IS DISTINCT FROM OLD THEN NEW.changed := OLD.changed + 1; END IF; RETURN NEW; END$$;
CREATE FUNCTION trim_name() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.name := btrim(NEW.name); RETURN NEW; END$$;
CREATE FUNCTION check_patient() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF EXISTS (SELECT FROM patients WHERE id = NEW.patient AND diagnosis > 'b') THEN RAISE EXCEPTION 'not for this one'; END IF; RETURN NEW; END$$;
CREATE FUNCTION send_away() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF OLD.insured THEN NEW.town := 'away'; END IF; RETURN NEW; END$$;
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO kept VALUES (to_jsonb(OLD)); RETURN OLD; END$$;
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF EXISTS (SELECT FROM patients WHERE id = OLD.patient AND insured) THEN RETURN NULL; END IF; RETURN OLD; END$$;
CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE 'UPDATE bookings SET note = $1 WHERE no IN (SELECT id FROM patients WHERE diagnosis > ''b'')' USING NEW.note; RETURN NEW; END$$;
CREATE TRIGGER patients_trim BEFORE UPDATE ON patients FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION trim_name();
CREATE TRIGGER patients_away BEFORE UPDATE OF ward ON patients FOR EACH ROW EXECUTE FUNCTION send_away();
CREATE TRIGGER bookings_touch BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER bookings_check BEFORE INSERT OR UPDATE OF patient ON bookings FOR EACH ROW EXECUTE FUNCTION check_patient();
CREATE TRIGGER readings_keep AFTER DELETE ON readings_low FOR EACH ROW EXECUTE FUNCTION keep();
CREATE TRIGGER stays_hold BEFORE DELETE ON stays FOR EACH ROW EXECUTE FUNCTION hold();
CREATE TRIGGER booked_book INSTEAD OF UPDATE ON booked FOR EACH ROW EXECUTE FUNCTION book();
CREATE RULE bookings_gone AS ON DELETE TO bookings DO ALSO UPDATE wards SET beds = 0 WHERE EXISTS (SELECT FROM patients WHERE id = OLD.patient AND score > 5);
CREATE TABLE stock (
  id INT PRIMARY KEY, name TEXT, town TEXT, cost INT, bonus INT DEFAULT 0, ward INT, code INT UNIQUE, sealed TEXT,
  due INT GENERATED ALWAYS AS (cost * bonus) STORED, label TEXT GENERATED ALWAYS AS (name || ' ' || sealed) STORED,
  CHECK (cost > bonus - 100), CHECK (town <> 'nowhere'), UNIQUE (town, sealed), UNIQUE (id, ward));
INSERT INTO stock (id, name, town, cost, bonus, ward, code, sealed) VALUES
  (1, 'a', 'Kiel', 100, ${bonus}, 1, ${code1}, ${sealed}), (2, 'b', 'Bonn', 200, 60, 2, ${code2}, 'z');
CREATE UNIQUE INDEX ON stock (lower(name)) WHERE bonus > 50;
CREATE INDEX ON stock ((ward * code));
CREATE INDEX ON stock (town) WHERE sealed IS NOT NULL AND name <> '';
CREATE TABLE rolls (id INT PRIMARY KEY, name TEXT, sealed TEXT);
INSERT INTO rolls VALUES (1, 'r', ${sealed});
ALTER TABLE rolls ADD CHECK (sealed <> 'x') NOT VALID;
CREATE TABLE shelves (
  no INT PRIMARY KEY, code INT REFERENCES stock (code), stock INT REFERENCES stock ON UPDATE CASCADE ON DELETE SET NULL,
  weight INT, CHECK (stock IS NOT NULL OR weight > 10), UNIQUE (stock, weight));
INSERT INTO shelves VALUES (1, NULL, 1, 20), (2, NULL, 2, ${shelved});
CREATE TABLE labels (no INT PRIMARY KEY, owner INT REFERENCES rolls);
INSERT INTO rolls VALUES (2, 's', 'y'), (3, 't', 'y');
INSERT INTO labels VALUES (1, ${owner});
CREATE TABLE boxes (no INT PRIMARY KEY, shelf INT REFERENCES shelves DEFERRABLE INITIALLY DEFERRED, code INT REFERENCES stock (code) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO boxes VALUES (1, 1);
CREATE TABLE spells (no INT PRIMARY KEY, span INT4RANGE, sealed INT4RANGE, EXCLUDE USING gist (span WITH &&, sealed WITH &&));
INSERT INTO spells VALUES (1, '[1,5)', ${spell}), (2, '[9,12)', '[1,5)');
CREATE TABLE parts (part INT, key INT, sealed TEXT) PARTITION BY LIST (part);
CREATE TABLE parts_one PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_two PARTITION OF parts FOR VALUES IN (2);
CREATE UNIQUE INDEX ON parts_two (sealed);
INSERT INTO parts VALUES (1, 1, 'x'), (2, 2, ${sealed});
CREATE FUNCTION lacks(wanted TEXT) RETURNS BOOLEAN LANGUAGE sql AS 'SELECT NOT EXISTS (SELECT FROM public.rolls WHERE sealed = wanted)';
CREATE FUNCTION is_short(given TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT length(given) < 9';
CREATE TABLE guarded (id INT PRIMARY KEY, name TEXT CHECK (lacks(name)));
CREATE TABLE plain (
  id SERIAL PRIMARY KEY, name TEXT UNIQUE CHECK (is_short(name)), ward INT REFERENCES wards, sealed TEXT UNIQUE, a INT, b INT,
  total INT GENERATED ALWAYS AS (a + b) STORED, CHECK (a < b), CHECK (sealed <> ''));
INSERT INTO plain (name, ward, sealed, a, b) VALUES ('p', 1, ${sealed}, 1, 2);
ANALYZE;
