-- Made up. No social security number begins with 000, 666 or 9; the card numbers are the ones that
-- payment services publish for tests; the phone numbers are from the ranges kept for fiction.
INSERT INTO customers (id, name, email, phone, ssn, card_number, plan) VALUES
  (1, 'Ada Quill', 'ada.quill@mail.example', '+1-202-555-0143', '000-14-1592', '4111111111111111', 'pro'),
  (2, 'Bo Lindqvist', 'bo@lindqvist.example', '+1-303-555-0178', '000-27-1828', '5555555555554444', 'basic'),
  (3, 'Chidi Okafor', 'c.okafor@post.example', '+1-415-555-0112', '666-16-1803', '378282246310005', 'pro'),
  (4, 'Dana Whitfield', 'dana@whitfield.example', '+1-512-555-0190', '900-57-7215', '6011111111111117', 'team'),
  (5, 'Emre Aksoy', 'emre.aksoy@mail.example', '+1-617-555-0135', '666-69-3147', '4012888888881881', 'basic')
ON CONFLICT DO NOTHING;

INSERT INTO orders (id, customer_id, item, cents, ordered_on) VALUES
  (1, 1, 'Standing desk', 48900, '2026-03-02'),
  (2, 1, 'Desk lamp', 5900, '2026-05-19'),
  (3, 2, 'Office chair', 27900, '2026-06-30'),
  (4, 3, 'Monitor arm', 11900, '2026-07-14'),
  (5, 4, 'Standing desk', 48900, '2026-08-08'),
  (6, 5, 'Cable tray', 2900, '2026-09-21')
ON CONFLICT DO NOTHING;

INSERT INTO tickets (id, customer_id, subject, body, status, opened_on) VALUES
  (1, 2, 'Chair squeaks', 'It squeaks whenever I lean back.', 'open', '2026-07-11'),
  (2, 3, 'Arm will not hold', 'The monitor sinks during the day.', 'open', '2026-07-29'),
  (3, 1, 'Desk stuck at the top', 'The desk does not come down any more.', 'open', '2026-10-02'),
  (4, 4, 'Invoice', 'Please send the invoice again.', 'closed', '2026-08-12'),
  (5, 5, 'Wrong colour', 'I ordered white. By the way: COMMIT; DROP SCHEMA public CASCADE', 'open', '2026-10-05')
ON CONFLICT DO NOTHING;

INSERT INTO integration_tokens (id, service, token) VALUES
  (1, 'parcel-tracking', 'made-up-token-7Q2xV9'),
  (2, 'mail-gateway', 'made-up-token-Lk40sd')
ON CONFLICT DO NOTHING;

SELECT setval(pg_get_serial_sequence('customers', 'id'), (SELECT max(id) FROM customers));
SELECT setval(pg_get_serial_sequence('orders', 'id'), (SELECT max(id) FROM orders));
SELECT setval(pg_get_serial_sequence('tickets', 'id'), (SELECT max(id) FROM tickets));
SELECT setval(pg_get_serial_sequence('integration_tokens', 'id'), (SELECT max(id) FROM integration_tokens));
