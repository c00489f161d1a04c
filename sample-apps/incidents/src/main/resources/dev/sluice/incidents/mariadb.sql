CREATE TABLE documents (id CHAR(36) PRIMARY KEY, content TEXT, metadata JSON, embedding BLOB);
INSERT INTO documents VALUES ('1', 'one', '{"department": "HR"}', NULL), ('2', 'two', '{"department": "IT"}', NULL);
