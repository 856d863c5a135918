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
