CREATE TABLE public.customers (id int PRIMARY KEY, name text, email text, phone text, card_number text);
CREATE TABLE public.tickets (id int PRIMARY KEY, customer_id int, state text, note text);
CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int, total numeric);
CREATE TABLE public.payroll (id int PRIMARY KEY, amount numeric);
