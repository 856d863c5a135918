-- The second person's word that what is masked is right. Never the officer's own, nor of whoever masked any of it; and not of what is not gathered yet.
create or replace function access.rights_check(p_request bigint, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if access.rights_second(p_request) is null then return false; end if;
    if exists (
        select 1 from information_rights_mark k join organisations_actor x on x.id = k.by_id join organisations_membership m on m.id = x.membership_id
         where k.request_id = p_request and m.user_id = any(access.now_human())) then
        return false;
    end if;
    update information_rights_rightsrequest
       set checked_at = p_at, checked_by_id = access.actor_now()
     where id = p_request and to_check_at is not null and gathered_at is not null;
    return found;
end $$;

-- A request is logged without any word of a second person. Whatever moves when it was sent to be checked, or gathered, ends the word given before.
create or replace function access.rights_guard_word() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if coalesce(new.approved_at, new.gathered_at, new.to_check_at, new.checked_at) is not null
           or coalesce(new.approved_by_id, new.checked_by_id) is not null then
            raise exception 'a request is logged before anybody gave a word on it' using errcode = 'insufficient_privilege';
        end if;
    elsif (new.to_check_at, new.gathered_at) is distinct from (old.to_check_at, old.gathered_at) then
        new.checked_at := null;
        new.checked_by_id := null;
    end if;
    return new;
end $$;
drop trigger if exists word_guard on information_rights_rightsrequest;
create trigger word_guard before insert or update on information_rights_rightsrequest for each row execute function access.rights_guard_word();

-- What was sent to be checked is changed by nobody until it is taken back, nor after it was given: but for who its second person is. It is
-- deleted by the wall's own function in the end.
create or replace function access.rights_guard_sent() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
declare of_request bigint;
begin
    if current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then return coalesce(new, old); end if;
    if tg_op = 'UPDATE' then
        if to_jsonb(new) - 'second_user_id' = to_jsonb(old) - 'second_user_id' then return new; end if;
    end if;
    of_request := case when tg_op = 'DELETE' then old.request_id else new.request_id end;
    if exists (select 1 from information_rights_rightsrequest r where r.id = of_request and r.to_check_at is not null) then
        raise exception 'what is with the second person, or was given, does not change' using errcode = 'insufficient_privilege';
    end if;
    return coalesce(new, old);
end $$;
drop trigger if exists item_sent on information_rights_gathereditem;
create trigger item_sent before insert or update or delete on information_rights_gathereditem for each row execute function access.rights_guard_sent();
drop trigger if exists mark_sent on information_rights_mark;
create trigger mark_sent before insert or update or delete on information_rights_mark for each row execute function access.rights_guard_sent();

-- Whoever is to check what is masked changes nothing of it: a colleague of the officer's could otherwise approve their own work.
create or replace function access.rights_guard_mark() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if exists (
        select 1 from information_rights_rightsrequest r
          join organisations_actor x on x.id = access.actor_now()
          join organisations_membership m on m.id = x.membership_id
         where r.id = new.request_id and r.second_user_id = m.user_id
           and m.user_id <> (select o.user_id from organisations_membership o where o.id = r.officer_id)) then
        raise exception 'the second person of a request changes no mark of it' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop trigger if exists mark_guard on information_rights_mark;
create trigger mark_guard before insert or update on information_rights_mark for each row execute function access.rights_guard_mark();
