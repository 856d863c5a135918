-- Allegations about staff: what the intake must do on rows it may not read. Each checks who asks.

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

-- The allegation that a submission came with, or was set apart with. For the functions below alone.
create or replace function access.apart_with(p_submission bigint) returns front_door_allegation
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select g.*
      from front_door_submission b
      join front_door_allegation g
        on g.submission_id = b.id
        or exists (select 1 from front_door_allegationcontact x
                    where x.within_id = g.case_id
                      and (x.case_id = b.joined_to_id
                           or x.case_id in (select c.case_id from front_door_contact c where c.submission_id = b.id)))
     where b.id = p_submission
     order by g.submission_id = b.id desc, g.id limit 1
$$;

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
      left join casework_answers w on w.id = b.answers_id
      left join organisations_actor x on x.id = b.by_id
      left join organisations_membership m on m.id = x.membership_id
     where b.id = p_submission and (access.apart_with(b.id)).id is not null;
    if not found or not access.acts_as_service('intake', s.area_id) then
        raise exception 'no such allegation' using errcode = 'no_data_found';
    end if;
    update front_door_dispensingapproval set shown = '{}', words = '' where answers_id = s.answers_id;
    if s.human is not null and s.team is not null then
        insert into front_door_acknowledgement (reference, sender_user_id, sender_team_id, form, received_at)
        values (s.reference, s.human, s.team, coalesce(s.form, ''), s.received_at) on conflict do nothing;
    end if;
end $$;

-- Told afterwards, under a reference of what was set apart or closed to named readers (a colleague's family, TR-19): it goes
-- there and nowhere else. Answers with the reference its readers know it by, who they are today and who is kept from it; or
-- nothing where the reference is of nothing closed. The same key again adds nothing, and then there is nobody to tell. The intake
-- keeps it for itself or for a person at work: whoever sent it, their team, or somebody of the area; anyone else is an error, never lost.
drop function if exists access.add_to_apart(bigint, text, text, text, boolean, timestamptz, bigint);
create or replace function access.add_to_sealed(
    p_area bigint, p_reference text, p_key text, p_words text, p_danger boolean, p_at timestamptz, p_by bigint
) returns table (reference text, submission bigint, is_allegation boolean, is_new boolean, readers bigint[], kept_out bigint[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
#variable_conflict use_column
declare s record; g front_door_allegation; c record; k record; added integer;
begin
    if not access.acts_as_service('intake', p_area) then return; end if;
    select b.id, b.joined_to_id, b.sender_user_id, b.sender_team_id into s from front_door_submission b
     where b.area_id = p_area and b.seals <> '{}'
       and (b.reference = p_reference
            or exists (select 1 from front_door_contact f
                        where f.reference = p_reference and (f.submission_id = b.id or f.case_id = b.joined_to_id)))
     order by b.reference = p_reference desc, b.joined_to_id is null desc, b.id limit 1;
    if not found then return; end if;
    if p_by is distinct from access.actor_now() and not exists (
        select 1 from organisations_actor x join organisations_membership m on m.id = x.membership_id
          join organisations_team t on t.id = m.team_id
         where x.id = p_by and (m.user_id = s.sender_user_id or m.team_id = s.sender_team_id or t.area_id = p_area)
    ) then
        raise exception 'not theirs to add to' using errcode = 'insufficient_privilege';
    end if;
    insert into front_door_addition (submission_id, key, words, received_at, by_id)
    values (s.id, p_key, p_words, p_at, p_by) on conflict do nothing;
    get diagnostics added = row_count;
    g := access.apart_with(s.id);
    if g.id is not null then
        if p_danger then update front_door_allegation set immediate_danger = true where id = g.id; end if;
        select q.seals, q.barred, g.reference::text as said into k from casework_case q where q.id = g.case_id;
    else
        for c in
            select f.id, f.case_id, f.child_id, q.seals <> '{}' as closed_off
              from front_door_contact f join casework_case q on q.id = f.case_id and q.closed_at is null
             where f.submission_id = s.id or f.case_id = s.joined_to_id order by f.id for update of f
        loop
            update front_door_contact set immediate_danger = immediate_danger or p_danger,
                   told_more_at = case when c.closed_off and decided_at is null and rag <> '' then p_at else told_more_at end
             where id = c.id;
            if c.closed_off and added > 0 then
                insert into casework_chronologyentry (
                    case_id, person_id, happened_at, happened_precision, kind, what, detail, is_process, is_significant, source, recorded_at, by_id)
                select c.case_id, c.child_id, p_at, 'MINUTE', 'contact',
                       case when x.membership_id is null then 'Somebody who gave the reference told us more' else 'The referrer told us more' end,
                       '', false, true, case when x.membership_id is null then '' else 'The referrer' end, p_at, p_by
                  from organisations_actor x where x.id = p_by;
            end if;
        end loop;
        select q.seals, q.barred, f.reference::text as said into k
          from front_door_contact f join casework_case q on q.id = f.case_id
         where (f.submission_id = s.id or f.case_id = s.joined_to_id) and q.seals <> '{}'
         order by f.reference = p_reference desc, q.closed_at is null desc, f.id limit 1;
        if not found then return; end if;
    end if;
    return query
    select k.said, s.id, g.id is not null, added > 0,
           array(select distinct m.user_id::bigint from organisations_membership m
                  where m.user_id in (select r.human from access.reader r where r.seal = any(k.seals))
                    and m.id = any(access.posts_of(m.user_id)) and k.seals <@ access.seals_read_in(m.id)
                    and not k.barred && array[m.user_id::bigint]),
           k.barred;
end $$;

-- The reference of what a form was sent as, where that is closed to the intake, so that what follows finds it.
create or replace function access.sealed_sent_as(p_area bigint, p_answers bigint) returns text
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select b.reference::text from front_door_submission b
     where b.area_id = p_area and b.answers_id = p_answers and b.seals <> '{}' and access.acts_as_service('intake', p_area)
$$;

-- Whether an organisation is to hear nothing of a case: struck there, or the trust of a school that is, in the allegation the case came with, or in the one it
-- was made out of. Where nobody knows yet which organisation it is, none hears. Of a case one may not read, the answer is yes.
create or replace function access.is_struck(p_case bigint, p_organisation bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case', p_case) then return true; end if;
    return exists (
        select 1 from front_door_struckorganisation s
         where s.lifted_at is null
           and (s.organisation_id = p_organisation or s.organisation_id is null
                or exists (select 1 from organisations_school d join organisations_organisation t on lower(t.name) = lower(d.trust_name)
                            where d.organisation_id = s.organisation_id and t.id = p_organisation))
           and s.case_id in (
               select p_case
               union all select w.within_id from front_door_allegationcontact w where w.case_id = p_case
               union all select p.within_id from front_door_passedon p where p.case_id = p_case));
end $$;

-- Which of some organisations may not be offered a case, nor what was opened from it or talked through about it. As above, but where nobody knows yet which
-- organisation it is, the one that has the case already may go on with it: nothing that protects the child waits for that.
create or replace function access.kept_out(p_case bigint, p_organisations bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case', p_case) then return query select o from unnest(p_organisations) o; return; end if;
    return query
    with recursive origin as (
        select p_case as id
        union
        select came.id from origin o cross join lateral (
            select h.case_id as id from casework_handover q join casework_handovercase h on h.handover_id = q.id
             where q.opened_case_id = o.id
            union all
            select t.about_case_id from front_door_strategy t where t.case_id = o.id and t.about_case_id is not null
        ) came
    ), behind as (
        select id from origin
        union select w.within_id from front_door_allegationcontact w join origin o on o.id = w.case_id
        union select p.within_id from front_door_passedon p join origin o on o.id = p.case_id
    )
    select o from unnest(p_organisations) o
     where exists (
        select 1 from front_door_struckorganisation s
         where s.lifted_at is null and s.case_id in (select id from behind)
           and (s.organisation_id = o
                or s.organisation_id is null
                   and o <> (select t.organisation_id from casework_case k join organisations_team t on t.id = k.responsible_team_id
                              where k.id = p_case)));
end $$;
