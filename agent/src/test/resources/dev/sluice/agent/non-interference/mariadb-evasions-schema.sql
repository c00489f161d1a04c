CREATE TABLE users (
  id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(40), ssn VARCHAR(40), salary DECIMAL(10, 2), dept_id INT,
  birth DATE, FULLTEXT INDEX by_words (ssn));
CREATE TABLE dept (id INT PRIMARY KEY, name VARCHAR(40), budget INT);
CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, who VARCHAR(40), note VARCHAR(100), ssn VARCHAR(40));
CREATE TABLE orders (id INT, user_id INT, amount INT, status VARCHAR(10));
CREATE TABLE part (id INT, ssn VARCHAR(40)) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (100));
CREATE VIEW v_users AS SELECT id, name, ssn FROM users;
INSERT INTO dept VALUES (1, 'looms', 30), (2, 'dyes', 40);
INSERT INTO orders VALUES (1, 1, 5, 'open'), (2, 3, 6, 'sent');
INSERT INTO users VALUES
  (1, 'Ida', 'ida@loom', ${first}, ${salary}, 1, '1971-02-03'),
  (2, 'Jon', 'jon@loom', ${second}, 50, 2, '1982-03-04'),
  (3, 'Kim', 'kim@loom', NULL, 70, 1, '1993-04-05');
INSERT INTO audit (who, note, ssn) VALUES ('Ida', 'seen', ${first});
INSERT INTO part VALUES (1, ${second});
ANALYZE TABLE users, dept, audit, orders, part;
