-- What is settled does not change, whoever asks: not by the application, and not by its owner in haste.
create or replace function access.guard_version() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if old.state = 'SETTLED' then
        raise exception 'a settled version does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists version_guard on policies_version;
create trigger version_guard before update on policies_version for each row execute function access.guard_version();

-- A belief ends once, and is otherwise what it was.
create or replace function access.guard_period() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if old.believed_to is not null or new.believed_to is null
       or (to_jsonb(new) - 'believed_to') is distinct from (to_jsonb(old) - 'believed_to') then
        raise exception 'what was believed does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists period_guard on policies_period;
create trigger period_guard before update on policies_period for each row execute function access.guard_period();

-- Only what an area ratified comes into force there, and only where the chapter is shared.
create or replace function access.guard_force() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not exists (select from policies_ratification where version_id = new.version_id and area_id = new.area_id) then
        raise exception 'the area has not ratified this version' using errcode = 'check_violation';
    end if;
    if not exists (select from policies_version where id = new.version_id and chapter_id = new.chapter_id)
       or (new.local_id is not null and not exists
           (select from policies_local where id = new.local_id and chapter_id = new.chapter_id and area_id = new.area_id)) then
        raise exception 'a version and a variation of the chapter itself, and of that area' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists force_guard on policies_period;
create trigger force_guard before insert on policies_period for each row execute function access.guard_force();

-- A version is ratified when it is settled, by an area that shares the manual.
create or replace function access.guard_ratification() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not exists (
        select from policies_version v join policies_chapter c on c.id = v.chapter_id
               join policies_sharing s on s.manual_id = c.manual_id and s.area_id = new.area_id
         where v.id = new.version_id and v.state = 'SETTLED') then
        raise exception 'only a settled version is ratified, by an area that shares it' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists ratification_guard on policies_ratification;
create trigger ratification_guard before insert on policies_ratification for each row execute function access.guard_ratification();

-- A comment is answered once.
create or replace function access.guard_comment() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if old.answer <> 'WAITING' then
        raise exception 'an answered comment does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists comment_guard on policies_comment;
create trigger comment_guard before update on policies_comment for each row execute function access.guard_comment();

-- An answered question changes only by being asked anew: of another variation, or before the version is in force in the area or to be so.
create or replace function access.guard_question() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.answer <> 'WAITING' and (new.answer <> 'WAITING' or (new.local_id = old.local_id and exists
       (select from policies_period where version_id = old.version_id and area_id = old.area_id and believed_to is null))) then
        raise exception 'an answered question does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists question_guard on policies_question;
create trigger question_guard before update on policies_question for each row execute function access.guard_question();
