CREATE TABLE public.patients (id int PRIMARY KEY, ward text, name text, ssn text, record_number text, born date);
CREATE TABLE public.visits (id int PRIMARY KEY, patient_id int, ward text, at timestamp, diagnosis text, notes text, cost numeric);
CREATE TABLE public.wards (ward text PRIMARY KEY, beds int);
