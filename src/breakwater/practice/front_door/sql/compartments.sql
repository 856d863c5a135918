-- Allegations about staff and the specialist route: what the intake must do on rows it may not read. Each checks who asks.

-- A contact that came with an allegation goes to its team. The intake alone, within its area, and only while it is open.
create or replace function access.give_to_officers(p_within bigint, p_case bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare a record;
begin
    select k.area_id, k.responsible_team_id into a from casework_case k
     where k.id = p_within and k.kind = 'allegation' and k.closed_at is null;
    if not found or not access.acts_as_service('intake', a.area_id) then
        raise exception 'no such allegation' using errcode = 'no_data_found';
    end if;
    update casework_case set responsible_team_id = a.responsible_team_id
     where id = p_case and kind = 'contact' and area_id = a.area_id and closed_at is null;
    if not found then raise exception 'no such open contact' using errcode = 'no_data_found'; end if;
end $$;

-- What the sender of an allegation keeps: that we have it. What a manager of theirs was shown of it is emptied.
create or replace function access.acknowledge_apart(p_submission bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare s record;
begin
    select b.reference, b.received_at, b.area_id, b.answers_id, w.public_id::text as form,
           coalesce(b.sender_user_id, m.user_id) as human,
           case when b.sender_user_id is null then m.team_id else b.sender_team_id end as team
      into s
      from front_door_submission b
      join front_door_allegation a on a.submission_id = b.id
      left join casework_answers w on w.id = b.answers_id
      left join organisations_actor x on x.id = b.by_id
      left join organisations_membership m on m.id = x.membership_id
     where b.id = p_submission;
    if not found or not access.acts_as_service('intake', s.area_id) then
        raise exception 'no such allegation' using errcode = 'no_data_found';
    end if;
    update front_door_dispensingapproval set shown = '{}', words = '' where answers_id = s.answers_id;
    if s.human is not null and s.team is not null then
        insert into front_door_acknowledgement (reference, sender_user_id, sender_team_id, form, received_at)
        values (s.reference, s.human, s.team, coalesce(s.form, ''), s.received_at) on conflict do nothing;
    end if;
end $$;

-- Told afterwards, under a reference of what was set apart: it goes there and nowhere else. Answers with the allegation's
-- reference and its readers of today, or nothing where the reference is no such one. The same key again adds nothing.
create or replace function access.add_to_apart(
    p_area bigint, p_reference text, p_key text, p_words text, p_danger boolean, p_at timestamptz, p_by bigint
) returns table (reference text, readers bigint[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare a record;
begin
    if not access.acts_as_service('intake', p_area) then return; end if;
    select g.id, g.reference::text as said, g.submission_id, k.seals into a
      from front_door_allegation g
      join casework_case k on k.id = g.case_id
      join front_door_submission s on s.id = g.submission_id
     where k.area_id = p_area
       and (s.reference = p_reference
            or exists (select 1 from front_door_contact c where c.submission_id = s.id and c.reference = p_reference));
    if not found then return; end if;
    insert into front_door_addition (submission_id, key, words, received_at, by_id)
    values (a.submission_id, p_key, p_words, p_at, p_by) on conflict do nothing;
    if p_danger then update front_door_allegation set immediate_danger = true where id = a.id; end if;
    return query
    select a.said, array(select distinct r.human from access.reader r
                          where r.seal = any(a.seals) and (r.until is null or r.until > clock_timestamp())
                            and access.posts_of(r.human) <> '{}');
end $$;

-- Whether an organisation is to hear nothing of a case: struck there, in the allegation the case came with, or in the one it
-- was made out of. Where nobody knows yet which organisation it is, none hears. Of a case one may not read, the answer is yes.
create or replace function access.is_struck(p_case bigint, p_organisation bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case', p_case) then return true; end if;
    return exists (
        select 1 from front_door_struckorganisation s
         where s.lifted_at is null and (s.organisation_id = p_organisation or s.organisation_id is null)
           and s.case_id in (
               select p_case
               union all select w.within_id from front_door_allegationcontact w where w.case_id = p_case
               union all select p.within_id from front_door_passedon p where p.case_id = p_case));
end $$;

-- Keep what goes by the specialist route. The intake writes it and cannot read it back; the team is the compartment's.
create or replace function access.keep_specialist_concern(
    p_area bigint, p_team bigint, p_public_id text, p_arrived_with text, p_at timestamptz, p_words text, p_about jsonb
) returns void language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('intake', p_area)
       or not exists (select 1 from organisations_teamservice t
                       where t.team_id = p_team and t.area_id = p_area and t.service in ('prevent', 'specialist')) then
        raise exception 'no such compartment' using errcode = 'no_data_found';
    end if;
    insert into front_door_specialistconcern (
        public_id, area_id, team_id, arrived_with, received_at, words, about, police_reference, recipient, receipt_words, outcome)
    values (p_public_id, p_area, p_team, p_arrived_with, p_at, p_words, p_about, '', '', '', '')
    on conflict (arrived_with) do nothing;
end $$;

-- Words that are gone do not come back, and none are put in place of others.
create or replace function access.guard_specialist() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if new.words is distinct from old.words and new.words <> '' or new.about is distinct from old.about and new.about <> '{}' then
        raise exception 'what went by the specialist route is read or gone, never changed' using errcode = 'check_violation';
    end if;
    if old.purged_at is not null and (new.referred_on, new.police_reference, new.recipient, new.receipt_on, new.purged_at)
        is distinct from (old.referred_on, old.police_reference, old.recipient, old.receipt_on, old.purged_at) then
        raise exception 'what stays of the specialist route does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists specialist_guard on front_door_specialistconcern;
create trigger specialist_guard before update on front_door_specialistconcern
    for each row execute function access.guard_specialist();
