CREATE TABLE wards (code INT PRIMARY KEY, title VARCHAR(40), beds INT);
CREATE TABLE patients (
  id INT PRIMARY KEY, name VARCHAR(40), town VARCHAR(40), ward INT,
  diagnosis VARCHAR(200), passport VARCHAR(40) UNIQUE, weight DECIMAL(14, 1), score INT, born DATE,
  insured BOOLEAN, details JSON, scan VARBINARY(40), seen DATETIME, kind ENUM('x', 'y', 'z'), bits BIT(4), share DOUBLE);
CREATE INDEX by_diagnosis ON patients (diagnosis);
CREATE TABLE visits (
  no INT AUTO_INCREMENT PRIMARY KEY, patient INT, day DATE, cost DECIMAL(10, 2), remark VARCHAR(100),
  diagnosis VARCHAR(200));
CREATE TABLE readings (at INT, diagnosis VARCHAR(200)) PARTITION BY RANGE (at) (PARTITION low VALUES LESS THAN (100));
CREATE VIEW patient_names AS SELECT id, name FROM patients;
CREATE VIEW patient_files AS SELECT id, name, diagnosis AS finding FROM patients;
CREATE VIEW ill AS SELECT id FROM patients WHERE diagnosis > 'k';
CREATE FUNCTION finding_of(wanted INT) RETURNS VARCHAR(200) READS SQL DATA
  RETURN (SELECT diagnosis FROM patients WHERE id = wanted);
CREATE PROCEDURE discharge() DELETE FROM visits WHERE diagnosis = 'burn';
INSERT INTO wards VALUES (1, 'north', 10), (2, 'south', 20);
INSERT INTO visits (patient, day, cost, remark, diagnosis) VALUES
  (1, '2024-01-01', 10, 'first', ${visit1}), (2, '2024-01-02', 20, 'second', ${visit2});
INSERT INTO patients VALUES ${patients};
INSERT INTO readings VALUES (1, ${reading});
CREATE TABLE bookings (no INT PRIMARY KEY, patient INT, note VARCHAR(40), changed INT DEFAULT 0);
INSERT INTO bookings VALUES (1, 1, 'first', 0), (2, 2, 'second', 0);
CREATE TRIGGER bookings_touch BEFORE UPDATE ON bookings FOR EACH ROW SET NEW.changed = OLD.changed + 1;
CREATE TRIGGER bookings_check BEFORE INSERT ON bookings FOR EACH ROW BEGIN IF EXISTS (SELECT 1 FROM patients WHERE id = NEW.patient AND diagnosis > 'b') THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not for this one'; END IF; END;
CREATE TRIGGER readings_gone BEFORE DELETE ON readings FOR EACH ROW UPDATE wards SET title = OLD.diagnosis WHERE code = 1;
CREATE TABLE stock (
  id INT PRIMARY KEY, name VARCHAR(40), town VARCHAR(40), cost INT, bonus INT DEFAULT 0, code INT UNIQUE, sealed VARCHAR(40),
  due INT AS (cost * bonus) STORED, CHECK (cost > bonus - 100), CHECK (town <> 'nowhere'), UNIQUE (town, sealed));
INSERT INTO stock (id, name, town, cost, bonus, code, sealed) VALUES
  (1, 'a', 'Kiel', 100, ${bonus}, ${code1}, ${sealed}), (2, 'b', 'Bonn', 200, 60, ${code2}, 'z');
CREATE TABLE rolls (id INT PRIMARY KEY, name VARCHAR(40));
INSERT INTO rolls VALUES (2, 's'), (3, 't');
CREATE TABLE shelves (
  no INT PRIMARY KEY, code INT, stock INT, weight INT, UNIQUE (stock, weight), FOREIGN KEY (code) REFERENCES stock (code),
  FOREIGN KEY (stock) REFERENCES stock (id) ON UPDATE CASCADE ON DELETE SET NULL);
INSERT INTO shelves VALUES (1, NULL, 1, 20), (2, NULL, 2, ${shelved});
CREATE TABLE labels (no INT PRIMARY KEY, owner INT, FOREIGN KEY (owner) REFERENCES rolls (id));
INSERT INTO labels VALUES (1, ${owner});
CREATE TABLE parts (part INT, sealed INT, name VARCHAR(9)) PARTITION BY RANGE (part + sealed) (PARTITION low VALUES LESS THAN (100));
INSERT INTO parts VALUES (1, ${part}, 'x');
CREATE TABLE plain (
  id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) UNIQUE, ward INT, sealed VARCHAR(40) UNIQUE, a INT, b INT,
  total INT AS (a + b) STORED, CHECK (a < b), CHECK (sealed <> ''), FOREIGN KEY (ward) REFERENCES wards (code));
INSERT INTO plain (name, ward, sealed, a, b) VALUES ('p', 1, ${sealed}, 1, 2);
ANALYZE TABLE wards, patients, visits, readings;
