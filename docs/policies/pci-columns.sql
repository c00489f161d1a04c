CREATE TABLE public.cards (id int PRIMARY KEY, holder text, card_number text, cvv text, expires date);
CREATE TABLE public.orders (id int PRIMARY KEY, card_id int, total numeric);
