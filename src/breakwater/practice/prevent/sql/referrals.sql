-- Referrals of the Prevent team: what senders, the intake and later rooms do on rows they may not read. Each checks who asks.

-- Keep what was taken out of a form. The intake writes it and cannot read it back; the team is the compartment's.
create or replace function access.keep_specialist_concern(
    p_area bigint, p_team bigint, p_public_id text, p_arrived_with text, p_at timestamptz, p_own_key text, p_locked bytea, p_likeness text
) returns boolean language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('intake', p_area)
       or not exists (select 1 from organisations_teamservice t
                       where t.team_id = p_team and t.area_id = p_area and t.service in ('prevent', 'specialist')) then
        raise exception 'no such compartment' using errcode = 'no_data_found';
    end if;
    insert into prevent_referral (
        public_id, area_id, team_id, arrived_with, received_at, own_key, locked, likeness, source, concern, codes_edition,
        police_reference, recipient, receipt_words, copy, outcome, ended)
    values (p_public_id, p_area, p_team, p_arrived_with, p_at, p_own_key, p_locked, p_likeness, 'OTHER', '', '', '', '', '', '', '', '')
    on conflict (arrived_with) do nothing;
    return found;
end $$;

-- Send a national form: whoever wrote it gives it to the compartment's team, and reads nothing of what becomes of it there.
create or replace function access.send_national_form(
    p_form bigint, p_team bigint, p_public_id text, p_at timestamptz, p_facts jsonb
) returns boolean language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare f prevent_nationalform; child bigint;
begin
    select * into f from prevent_nationalform where id = p_form and author_user_id = any(access.now_human()) for update;
    if not found or f.sent_at is not null or f.area_id is distinct from access.area_now()
       or not exists (select 1 from organisations_teamservice t
                       where t.team_id = p_team and t.area_id = f.area_id and t.service in ('prevent', 'specialist')) then
        raise exception 'no such form' using errcode = 'no_data_found';
    end if;
    child := (p_facts ->> 'child')::bigint;
    if child is not null and not access.may_read('person', child) then child := null; end if;
    update prevent_nationalform
       set team_id = p_team, sent_at = p_at, digest = p_facts ->> 'digest', contact = coalesce(p_facts ->> 'contact', '')
     where id = p_form;
    insert into prevent_referral (
        public_id, area_id, team_id, form_id, child_id, received_at, own_key, locked, likeness, school_id, source, concern,
        codes_edition, police_reference, recipient, receipt_words, copy, outcome, ended)
    values (p_public_id, f.area_id, p_team, p_form, child, p_at, f.own_key, '', p_facts ->> 'likeness', (p_facts ->> 'school')::bigint,
            p_facts ->> 'source', '', '', '', '', '', '', '', '');
    return true;
end $$;

-- Whoever made a referral says whether they want a copy of it: once it was offered, and while there is one.
create or replace function access.answer_copy(p_form bigint, p_answer text, p_on date) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    update prevent_nationalform set copy = p_answer, copy_on = p_on
     where id = p_form and author_user_id = any(access.now_human()) and area_id = access.area_now()
       and sent_at is not null and gone_at is null and copy in ('OFFERED', 'DECLINED', 'UNANSWERED', 'TAKEN')
       and p_answer in ('TAKEN', 'DECLINED');
    if not found then return false; end if;
    update prevent_referral set copy = p_answer, copy_on = p_on where form_id = p_form and purged_at is null;
    return true;
end $$;

-- Hold whatever there may be of some people, whether or not there is anything: whoever asks learns neither.
create or replace function access.hold_people(p_people bigint[], p_why bytea, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint; in_area bigint := access.area_now();
begin
    if (access.post_now()).id is null or p_people is null or p_why is null then
        raise exception 'no such people' using errcode = 'no_data_found';
    end if;
    foreach who in array p_people loop
        if not access.may_read('person', who) then raise exception 'no such people' using errcode = 'no_data_found'; end if;
    end loop;
    insert into prevent_hold (public_id, area_id, team_id, person_id, why, since, by_id, lifted_why)
    select access.new_public_id(), in_area, t.team_id, p.id, p_why, p_at, access.actor_now(), ''
      from unnest(p_people) w join people_person p on p.id = w and p.area_id = in_area
     cross join lateral (select s.team_id from organisations_teamservice s
                          where s.area_id = in_area and s.service in ('prevent', 'specialist')
                          order by s.service limit 1) t;
    return true;
end $$;

-- Let go of forms that were begun, never sent and left since a moment; return how many. For the intake.
create or replace function access.forget_forms(p_area bigint, p_since timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare forgotten bigint := 0;
begin
    if access.acts_as_service('intake', p_area) then
        update prevent_nationalform f set locked = '', gone_at = now()
         where f.area_id = p_area and f.sent_at is null and f.gone_at is null and f.saved_at < p_since;
        get diagnostics forgotten = row_count;
    end if;
    return forgotten;
end $$;

-- The keys of what is gone, so that one left over by a fault is destroyed by night. For the intake.
create or replace function access.keys_gone(p_area bigint) returns setof text
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select f.own_key::text from prevent_nationalform f
     where f.area_id = p_area and f.gone_at is not null and access.acts_as_service('intake', p_area)
    union
    select r.own_key::text from prevent_referral r
     where r.area_id = p_area and r.purged_at is not null and access.acts_as_service('intake', p_area)
$$;

-- Words that are gone do not come back, none are put in place of others, and none go while a hold stands (SG-12).
create or replace function access.guard_referral() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if new.locked is distinct from old.locked and new.locked <> '' then
        raise exception 'what a referral says is read or gone, never changed' using errcode = 'check_violation';
    end if;
    if old.purged_at is null and new.purged_at is not null or new.locked is distinct from old.locked then
        if new.purged_at is null or exists (
            select 1 from prevent_hold h where h.lifted_at is null
               and (h.referral_id = new.id
                    or h.person_id = any(access.stands_in(access.stands_for(new.child_id))))) then
            raise exception 'what a referral says is held' using errcode = 'check_violation';
        end if;
    end if;
    if old.purged_at is not null and (new.referred_on, new.police_reference, new.recipient, new.receipt_on, new.purged_at)
        is distinct from (old.referred_on, old.police_reference, old.recipient, old.receipt_on, old.purged_at) then
        raise exception 'what stays of a referral does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists referral_guard on prevent_referral;
create trigger referral_guard before update on prevent_referral for each row execute function access.guard_referral();

-- A form that was sent keeps its words until its referral lets them go; its author changes nothing of it any more.
create or replace function access.guard_national_form() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.sent_at is not null and new.locked is distinct from old.locked
       and (new.locked <> '' or not exists (select 1 from prevent_referral r where r.form_id = new.id and r.purged_at is not null)) then
        raise exception 'a form that was sent is read or gone, never changed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists national_form_guard on prevent_nationalform;
create trigger national_form_guard before update on prevent_nationalform
    for each row execute function access.guard_national_form();
