-- After a death: what a family could still be sent in cases that neither whoever recorded it nor the intake reads ends as well. Family links
-- with their doors and what waits to leave for them, and meetings of a family none of whose children lives. It acts only for a reader of a
-- person whose death stands on record, and answers whom to tell of those who read each case; who recorded the death is told nothing of it.
create or replace function access.stop_unseen_after_death(p_person bigint, p_because text, p_at timestamptz)
returns table (episode text, human bigint)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint := access.actor_now(); unseen bigint[]; about bigint[]; touched bigint[] := '{}'; link record; held record;
begin
    if who is null or not access.may_read('person', p_person)
       or not exists (select 1 from people_death d where d.person_id = p_person and d.withdrawn_at is null) then
        return;
    end if;
    select coalesce(array_agg(x.case_id), '{}') into about from casework_participant x
     where x.person_id = p_person and x.capacity = 'CHILD' and x.ends_at is null;
    select coalesce(array_agg(e.case_id), '{}') into unseen from early_help_episode e
     where (e.case_id = any(about) or exists (select 1 from early_help_familylink f where f.episode_id = e.id and f.person_id = p_person))
       and not access.may_read('case', e.case_id);
    for link in
        select f.id, f.actor_id, f.door_id, f.reach, e.case_id, k.area_id
          from early_help_familylink f join early_help_episode e on e.id = f.episode_id join casework_case k on k.id = e.case_id
         where f.ended_at is null and e.case_id = any(unseen) and (f.person_id = p_person or e.case_id = any(about))
         order by f.id for update of f
    loop
        update early_help_familylink set ended_at = p_at, ended_by_id = who, ended_because = p_because where id = link.id;
        update organisations_actor set link_ended_at = p_at where id = link.actor_id and link_ended_at is null;
        update early_help_linkdoor set ended_at = p_at where id = link.door_id and ended_at is null;
        delete from notifications_outboxmessage m
         where link.reach <> '' and m."to" = link.reach and m.area_id = link.area_id and m.state = 'WAITING';
        touched := touched || link.case_id;
    end loop;
    for held in
        select m.id, m.case_id
          from early_help_familymeeting f join casework_meeting m on m.id = f.meeting_id join casework_case k on k.id = m.case_id
         where m.case_id = any(unseen) and m.case_id = any(about) and k.closed_at is null and not access.case_goes_on(m.case_id)
           and m.held_at is null and m.cancelled_because = ''
           and (m.starts_at at time zone 'Europe/London')::date >= (p_at at time zone 'Europe/London')::date
         order by m.id for update of m
    loop
        update casework_meeting set cancelled_because = p_because, sequence = sequence + 1 where id = held.id;
        touched := touched || held.case_id;
    end loop;
    insert into casework_chronologyentry (
        case_id, happened_at, happened_precision, kind, what, detail, is_process, is_significant, source, recorded_at, by_id)
    select distinct t.id, p_at, 'MINUTE', 'early_help', 'Family links ended and meetings called off', p_because, true, false, '', p_at, who
      from unnest(touched) t(id);
    return query
    select e.reference::text, h.human
      from early_help_episode e join casework_case k on k.id = e.case_id
     cross join lateral (
            select r.human from access.reader r where r.seal = any(k.seals) and r.until is null
             group by r.human having count(distinct r.seal) = cardinality(k.seals)
             union
            select w.user_id from casework_caseworker w where k.seals = '{}' and w.case_id = k.id and w.ends_at is null) h
     where k.id = any(touched);
end $$;
