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
ANALYZE;
