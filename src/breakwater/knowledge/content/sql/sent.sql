-- A sent issue keeps its words, whoever asks; only what has changed since is said above it.
create or replace function access.guard_issue() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if old.state = 'sent' and (to_jsonb(new) - 'since_then') is distinct from (to_jsonb(old) - 'since_then') then
        raise exception 'a sent issue does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists issue_guard on content_issue;
create trigger issue_guard before update on content_issue for each row execute function access.guard_issue();

-- And so do the things in it.
create or replace function access.guard_item() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if (tg_op <> 'INSERT' and exists (select from content_issue where id = old.issue_id and state = 'sent'))
       or (tg_op <> 'DELETE' and exists (select from content_issue where id = new.issue_id and state = 'sent')) then
        raise exception 'what is in a sent issue does not change' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
drop trigger if exists item_guard on content_item;
create trigger item_guard before insert or update or delete on content_item for each row execute function access.guard_item();

-- An alert, who approved it, who was told and how it was sent are kept seven years: none is deleted sooner.
create or replace function access.guard_alert() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
declare
    alert bigint := case tg_table_name
        when 'content_alert' then (to_jsonb(old) ->> 'id')::bigint
        when 'content_delivery' then (select alert_id from content_dispatch where id = (to_jsonb(old) ->> 'dispatch_id')::bigint)
        else (to_jsonb(old) ->> 'alert_id')::bigint end;
begin
    if not exists (select from content_alert where id = alert and written_at < now() - interval '7 years') then
        raise exception 'alerts are kept seven years, bulletins while the site runs' using errcode = 'check_violation';
    end if;
    return old;
end $$;
drop trigger if exists alert_guard on content_alert;
create trigger alert_guard before delete on content_alert for each row execute function access.guard_alert();
drop trigger if exists alert_guard on content_approval;
create trigger alert_guard before delete on content_approval for each row execute function access.guard_alert();
drop trigger if exists alert_guard on content_told;
create trigger alert_guard before delete on content_told for each row execute function access.guard_alert();
drop trigger if exists alert_guard on content_dispatch;
create trigger alert_guard before delete on content_dispatch for each row execute function access.guard_alert();
drop trigger if exists alert_guard on content_delivery;
create trigger alert_guard before delete on content_delivery for each row execute function access.guard_alert();
