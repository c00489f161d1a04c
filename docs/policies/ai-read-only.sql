CREATE TABLE public.customers (id int PRIMARY KEY, name text, email text, phone text, country text);
CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int, product_id int, total numeric, placed date);
CREATE TABLE public.products (id int PRIMARY KEY, category_id int, title text, price numeric);
CREATE TABLE public.categories (id int PRIMARY KEY, title text);
CREATE TABLE public.api_keys (id int PRIMARY KEY, token text);
CREATE TABLE finance.salaries (id int PRIMARY KEY, amount numeric);
