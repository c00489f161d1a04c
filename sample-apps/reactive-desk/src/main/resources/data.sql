-- Made up. No social security number begins with 000 or 666; the card numbers are the ones that
-- payment services publish for tests.
INSERT INTO customers (id, name, email, ssn, card_number, plan) VALUES
  (1, 'Ada Quill', 'ada.quill@mail.example', '000-14-1592', '4111111111111111', 'pro'),
  (2, 'Bo Lindqvist', 'bo@lindqvist.example', '000-27-1828', '5555555555554444', 'basic'),
  (3, 'Chidi Okafor', 'c.okafor@post.example', '666-16-1803', '378282246310005', 'pro')
ON CONFLICT DO NOTHING;

INSERT INTO tickets (id, customer_id, subject, status) VALUES
  (1, 2, 'Chair squeaks', 'open'),
  (2, 3, 'Arm will not hold', 'open'),
  (3, 1, 'Desk stuck at the top', 'open'),
  (4, 1, 'Invoice', 'closed')
ON CONFLICT DO NOTHING;
