-- Social care's list and the children whom whoever takes it in may not know of (SG-13). Their rows are changed blind, so that
-- no second row of theirs is written where all may read it. What comes back is counted with the rest and shown to nobody: the
-- figures of a list are the same whether a child on it is restricted or not.

-- The one person of the area who has a number of a row, where name and birth agree (SG-15). One whom no glass opens has no
-- row to search by, and is compared with nobody. For the function below alone.
create or replace function access.social_care_surely(p_area bigint, p_facts jsonb) returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select min(p.id)
      from (values ('NHS', p_facts ->> 'nhs'), ('UPN', p_facts ->> 'upn'), ('LA_CHILD', p_facts ->> 'their_id')) n(scheme, value)
      join people_identifier i on i.scheme = n.scheme and i.value = n.value and i.passes_check and not i.was_mistaken
      join people_person p on p.id = i.person_id and p.area_id = p_area
    having count(distinct p.id) = 1
       and bool_and(p.born_precision = 'DAY' and p.born_on = (p_facts ->> 'born_on')::date
                    and exists (select 1 from people_personsearch k
                                 where k.person_id = p.id and k.fn = p_facts ->> 'fn' and k.sn = p_facts ->> 'sn'))
$$;

-- What a list does with the rows of an area that are hidden from whoever asks: those under a seal, and those barred from them.
-- And with new rows that are surely of a person under a seal. For the function below alone.
create or replace function access.social_care_hidden(p_area bigint, p_rows jsonb, p_faulty text[])
returns table (id bigint, person_id bigint, their_id text, became text, tied boolean, facts jsonb)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with listed as materialized (
        select l.facts, l.facts ->> 'their_id' as their_id from jsonb_array_elements(p_rows) l(facts)
    )
    select c.id, c.person_id, c.their_id::text,
           case when l.facts is null then case when c.left_at is null and c.their_id <> all(p_faulty) then 'gone' else '' end
                when c.left_at is null
                     and (c.forename, c.surname, c.born_on, c.status, c.since, c.nhs, c.upn, c.worker, c.team, c.phone)
                         is not distinct from (r.forename, r.surname, r.born_on, r.status, r.since, r.nhs, r.upn, r.worker, r.team, r.phone)
                then 'same' else 'changed' end,
           l.facts is not null and access.social_care_surely(p_area, l.facts) is not null, l.facts
      from front_door_socialcarechild c
      left join listed l on l.their_id = c.their_id
      left join lateral jsonb_populate_record(null::front_door_socialcarechild, l.facts) r on true
     where c.area_id = p_area
       and (c.seals <> '{}' or not c.scopes && access.now_scopes() or c.barred && access.now_human())
    union all
    select null, p.id, l.their_id, 'new', true, l.facts
      from listed l
      join people_person p on p.id = access.social_care_surely(p_area, l.facts) and p.seals <> '{}'
     where not exists (select 1 from front_door_socialcarechild c where c.area_id = p_area and c.their_id = l.their_id)
$$;

-- Do what a list says with those rows, or where p_write is false only say what would be done. A tie to a hidden person stays
-- whatever the list says of the name: its readers decide on it, and no list lays the row open.
create or replace function access.social_care_update_hidden(
    p_area bigint, p_rows jsonb, p_faulty text[], p_drawn timestamptz, p_by bigint, p_at timestamptz, p_write boolean
) returns table (their_id text, became text, tied boolean)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    -- Those who take the list in oversee the area, and so does the lists service; nobody else writes these rows.
    if access.actor_now() is null or not access.scope_of('oversight', p_area) = any(access.now_scopes())
       or p_write and p_by is distinct from access.actor_now() then
        raise exception 'no such list' using errcode = 'no_data_found';
    end if;
    return query
    with hidden as materialized (
        select h.* from access.social_care_hidden(p_area, p_rows, p_faulty) h
    ), kept as (
        update front_door_socialcarechild c
           set forename = r.forename, surname = r.surname, born_on = r.born_on, status = r.status, since = r.since, nhs = r.nhs,
               upn = r.upn, worker = r.worker, team = r.team, phone = r.phone, seen_at = p_drawn, left_at = null
          from hidden h, jsonb_populate_record(null::front_door_socialcarechild, h.facts) r
         where p_write and h.id = c.id and h.became in ('changed', 'same')
    ), gone as (
        update front_door_socialcarechild c set left_at = p_drawn
          from hidden h where p_write and h.id = c.id and h.became = 'gone'
    ), made as (
        insert into front_door_socialcarechild (
            public_id, area_id, their_id, nhs, upn, forename, surname, born_on, status, since, worker, team, phone,
            person_id, settled, settled_at, settled_by_id, seen_at)
        select r.public_id, p_area, r.their_id, r.nhs, r.upn, r.forename, r.surname, r.born_on, r.status, r.since, r.worker,
               r.team, r.phone, h.person_id, 'EXACT', p_at, p_by, p_drawn
          from hidden h, jsonb_populate_record(null::front_door_socialcarechild, h.facts) r
         where p_write and h.became = 'new'
    )
    select h.their_id, h.became, h.tied from hidden h;
end $$;
