CREATE TABLE public.customers (id int PRIMARY KEY, tenant_id text, name text, email text);
CREATE TABLE public.orders (id int PRIMARY KEY, tenant_id text, customer_id int, clerk_id int, total numeric);
CREATE TABLE public.cards (id int PRIMARY KEY, customer_id int, card_number text, expires date);
CREATE TABLE public.refunds (id int PRIMARY KEY, order_id int, amount numeric);
CREATE TABLE public.events (id int PRIMARY KEY, at timestamp);
CREATE TABLE hr.employees (id int PRIMARY KEY, name text, ssn text);
