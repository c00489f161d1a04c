CREATE TABLE public.tickets (id int PRIMARY KEY, customer_id int, state text, body text);
CREATE TABLE public.reviews (id int PRIMARY KEY, stars int, text text);
CREATE TABLE public.replies (id int PRIMARY KEY, ticket_id int, text text);
CREATE TABLE public.customers (id int PRIMARY KEY, name text, email text);
CREATE TABLE public.integrations (id int PRIMARY KEY, name text, token text);
