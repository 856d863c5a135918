-- Requests to other agencies: answers keep step with a seal on the case, and what is late is chased whoever may see the case.

-- A narrow answer is the asking team's until the case is sealed, and then its named readers'. So a seal derives them anew.
create or replace function access.answers_keep_step() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    update front_door_informationanswer set scopes = scopes where case_id = new.id;
    return null;
end $$;
drop trigger if exists wall_zz_answers on casework_case;
create trigger wall_zz_answers after update on casework_case for each row
    when (old.seals is distinct from new.seals) execute function access.answers_keep_step();

create or replace function access.case_is_open_to_its_team(p_case bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select seals = '{}' from casework_case where id = p_case
$$;

-- Mark what of an area's requests has come due for a reminder, or overdue, and say whom to tell: ids and references alone.
-- The area's clocks cannot see the request of a sealed case; the agency asked must be reminded of it all the same (TR-10).
create or replace function access.chase_requests(p_area bigint, p_at timestamptz)
returns table (what text, reference text, team bigint, asker bigint, lead bigint)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    with late as (
        select r.id, d.lead_id, m.user_id
          from front_door_informationrequest r
          left join front_door_informationdesk d
                 on d.team_id = r.team_id and d.starts_on <= (p_at at time zone 'Europe/London')::date
                and (d.ends_on is null or d.ends_on >= (p_at at time zone 'Europe/London')::date)
          left join organisations_membership m on m.id = d.lead_id and m.id = any(access.posts_of(m.user_id))
         where r.area_id = p_area and r.status in ('SENT', 'SEEN', 'IN_PROGRESS') and access.case_goes_on(r.case_id) and r.breach_at <= p_at
    ), marked as (
        update front_door_informationrequest r
           set status = case when late.user_id is null then 'OVERDUE' else 'ESCALATED' end,
               escalated_at = p_at, escalated_to_id = case when late.user_id is null then null else late.lead_id end,
               reminded_at = coalesce(r.reminded_at, p_at), reminded_again_at = coalesce(r.reminded_again_at, p_at)
          from late where late.id = r.id
     returning r.reference, r.team_id, r.asked_by_user_id, late.user_id
    )
    select 'overdue', marked.reference::text, marked.team_id, marked.asked_by_user_id::bigint, marked.user_id::bigint from marked;
    return query
    with marked as (
        update front_door_informationrequest r
           set reminded_again_at = p_at, reminded_at = coalesce(r.reminded_at, p_at)
         where r.area_id = p_area and r.status in ('SENT', 'SEEN', 'IN_PROGRESS') and access.case_goes_on(r.case_id)
           and r.remind_again_at <= p_at and r.reminded_again_at is null
     returning r.reference, r.team_id, r.asked_by_user_id
    )
    select 'nearly due', marked.reference::text, marked.team_id, marked.asked_by_user_id::bigint, null::bigint from marked;
    return query
    with marked as (
        update front_door_informationrequest r set reminded_at = p_at
         where r.area_id = p_area and r.status in ('SENT', 'SEEN', 'IN_PROGRESS') and access.case_goes_on(r.case_id)
           and r.remind_at <= p_at and r.reminded_at is null
     returning r.reference, r.team_id, r.asked_by_user_id
    )
    select 'half gone', marked.reference::text, marked.team_id, marked.asked_by_user_id::bigint, null::bigint from marked;
end $$;

-- Whether `p_run` of these words in a row, or all of them where they are fewer, stand in `p_within`; fewer than four are nobody's.
create or replace function access.words_stand_in(p_words jsonb, p_within text, p_run integer) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    with counted as (select least(p_run, jsonb_array_length(p_words)) run)
    select exists (
        select 1
          from counted, generate_series(0, jsonb_array_length(p_words) - run) start
         where run >= 4
           and position((select string_agg(w.value, '' order by w.ordinality)
                           from jsonb_array_elements_text(p_words) with ordinality w
                          where w.ordinality between start + 1 and start + run) in p_within) > 0)
$$;

-- Of each of these texts (letters and figures alone), whether it repeats an answer that is for the MASH only, about the child of
-- this contact, who came with them or an earlier contact of the same child: yes or no, and nothing of the answer (TR-08). An
-- answer that was put right counts no more where its owner lets it go further by now. For whoever reads the case; null for others.
create or replace function access.repeats_kept_answers(p_case bigint, p_texts text[], p_run integer) returns boolean[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with kept as (
        select part.value words
          from front_door_informationanswer a cross join lateral jsonb_each(a.plain) part
         where a.label = 'MASH'
           and a.case_id in (
                select other.case_id
                  from front_door_contact mine
                  join front_door_contact other
                    on other.case_id = mine.case_id or other.submission_id = mine.submission_id or other.child_id = mine.child_id
                 where mine.case_id = p_case)
           and not exists (
                select 1 from front_door_informationanswer current_one
                 where a.replaced_at is not null and current_one.request_id = a.request_id
                   and current_one.issue = a.issue and current_one.replaced_at is null and current_one.label <> 'MASH')
    )
    select array_agg(exists (select 1 from kept where access.words_stand_in(kept.words, given.within, p_run)) order by given.n)
      from unnest(p_texts) with ordinality given (within, n)
     where access.may_read('case', p_case)
$$;
