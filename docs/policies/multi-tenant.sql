CREATE TABLE public.accounts (id int PRIMARY KEY, tenant_id text, name text);
CREATE TABLE public.invoices (id int PRIMARY KEY, tenant_id text, total numeric);
CREATE TABLE public.documents (id int PRIMARY KEY, tenant_id text, state text, body text);
