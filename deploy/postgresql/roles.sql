-- Once, as an administrator of a PostgreSQL server of one's own (17 or later):
--   createdb breakwater; psql -d breakwater -v owner_password=... -v app_password=... -f roles.sql
-- The owner migrates and owns every table; the application owns nothing and cannot see past the wall. Neither is a superuser.
create role bw_owner login password :'owner_password';
create role bw_app login password :'app_password';
select format('alter database %I owner to bw_owner', current_database()) \gexec
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
revoke create on schema public from public;
grant all on schema public to bw_owner;
grant usage on schema public to bw_app;
-- What a statement or a refused row says stays out of the server's log: forms hold words about children.
alter role bw_owner set log_min_messages = 'log';
alter role bw_owner set log_min_error_statement = 'panic';
alter role bw_owner set log_error_verbosity = 'terse';
alter role bw_app set log_min_messages = 'log';
alter role bw_app set log_min_error_statement = 'panic';
alter role bw_app set log_error_verbosity = 'terse';
