-- What is settled does not change, whoever asks: not by the application, and not by its owner in haste. Each trigger below says when
-- it refuses, and in which words.
create or replace function access.refuse() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%', tg_argv[0] using errcode = 'check_violation';
end $$;

drop trigger if exists version_guard on policies_version;
create trigger version_guard before update on policies_version for each row when (old.state = 'SETTLED')
    execute function access.refuse('a settled version does not change');

-- A belief ends once, and is otherwise what it was.
drop trigger if exists period_guard on policies_period;
create trigger period_guard before update on policies_period for each row
    when (old.believed_to is not null or new.believed_to is null
          or (to_jsonb(new) - 'believed_to') is distinct from (to_jsonb(old) - 'believed_to'))
    execute function access.refuse('what was believed does not change');

-- So does the record of a decision, when the right one takes its place.
drop trigger if exists decision_guard on policies_ratification;
create trigger decision_guard before update on policies_ratification for each row
    when (old.corrected_at is not null or new.corrected_at is null
          or (to_jsonb(new) - 'corrected_at') is distinct from (to_jsonb(old) - 'corrected_at'))
    execute function access.refuse('a recorded decision does not change');

-- A comment is answered once.
drop trigger if exists comment_guard on policies_comment;
create trigger comment_guard before update on policies_comment for each row when (old.answer <> 'WAITING')
    execute function access.refuse('an answered comment does not change');

-- A question begins without earlier answers, and an answer to it changes only by being taken back.
drop trigger if exists question_begins on policies_question;
create trigger question_begins before insert on policies_question for each row when (new.earlier <> '[]'::jsonb)
    execute function access.refuse('no answer of a new question was taken back');
drop trigger if exists question_guard on policies_question;
create trigger question_guard before update on policies_question for each row
    when (old.answer <> 'WAITING' and new.answer <> 'WAITING')
    execute function access.refuse('an answered question does not change');

drop function if exists access.guard_version(), access.guard_period(), access.guard_comment(), access.guard_question();

-- Only what an area ratified comes into force there, from the day of its decisions on, and only where the chapter is shared.
create or replace function access.guard_force() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
declare
    decided date := (select decided_on from policies_ratification
                      where version_id = new.version_id and area_id = new.area_id and corrected_at is null);
begin
    if decided is null then
        raise exception 'the area has not ratified this version' using errcode = 'check_violation';
    end if;
    if not exists (select from policies_version where id = new.version_id and chapter_id = new.chapter_id)
       or (new.local_id is not null and not exists
           (select from policies_local where id = new.local_id and chapter_id = new.chapter_id and area_id = new.area_id)) then
        raise exception 'a version and a variation of the chapter itself, and of that area' using errcode = 'check_violation';
    end if;
    if new.starts_on < greatest(decided, (select decided_on from policies_local where id = new.local_id)) then
        raise exception 'nothing is in force before its decision' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists force_guard on policies_period;
create trigger force_guard before insert on policies_period for each row execute function access.guard_force();

-- A version is ratified when it is settled, by an area that shares the manual; a right record may not say that it was decided after
-- what is believed to have been in force.
create or replace function access.guard_ratification() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not exists (
        select from policies_version v join policies_chapter c on c.id = v.chapter_id
               join policies_sharing s on s.manual_id = c.manual_id and s.area_id = new.area_id
         where v.id = new.version_id and v.state = 'SETTLED') then
        raise exception 'only a settled version is ratified, by an area that shares it' using errcode = 'check_violation';
    end if;
    if exists (select from policies_period where version_id = new.version_id and area_id = new.area_id
                  and believed_to is null and starts_on < new.decided_on) then
        raise exception 'nothing is in force before its decision' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists ratification_guard on policies_ratification;
create trigger ratification_guard before insert on policies_ratification for each row execute function access.guard_ratification();

-- The right record takes the place of the wrong one in the same transaction.
create or replace function access.guard_replaced() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not exists (select from policies_ratification
                    where version_id = new.version_id and area_id = new.area_id and corrected_at is null) then
        raise exception 'a decision is corrected by another record of it' using errcode = 'check_violation';
    end if;
    return null;
end $$;
drop trigger if exists decision_replaced on policies_ratification;
create constraint trigger decision_replaced after update on policies_ratification deferrable initially deferred
    for each row execute function access.guard_replaced();

-- An answer is taken back where another variation is asked about, or before the version is in force in the area or to be so; and then
-- it is kept, as it was, after those that were taken back before.
create or replace function access.guard_earlier() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
declare
    last jsonb := new.earlier -> -1;
begin
    if old.answer = 'WAITING' then
        if new.earlier is distinct from old.earlier then
            raise exception 'an answer taken back stays as it was' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if new.local_id = old.local_id and exists
       (select from policies_period where version_id = old.version_id and area_id = old.area_id and believed_to is null) then
        raise exception 'an answered question does not change' using errcode = 'check_violation';
    end if;
    if (new.earlier - -1) is distinct from old.earlier
       or (last ->> 'answer', last ->> 'why', (last ->> 'local')::bigint, (last ->> 'by')::bigint, (last ->> 'at')::timestamptz)
          is distinct from (old.answer::text, old.why::text, old.local_id, old.answered_by_id, old.answered_at) then
        raise exception 'an answer taken back stays as it was' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists question_keeps on policies_question;
create trigger question_keeps before update on policies_question for each row execute function access.guard_earlier();
