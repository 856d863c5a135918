-- What the taking in of a roll needs to ask of records that it may not see, and how it takes back what it made.
-- Run as the owner. Only the area's own service of lists gets an answer; it learns a line's number, never whose record it is.

-- The people of an area who are hidden and who, by number or by both names as they sound and the day of birth, may be meant.
create or replace function access.hidden_hits(
    p_area bigint, p_lines integer[], p_upn text[], p_nhs text[], p_fn text[], p_sn text[], p_dob date[]
) returns table (line integer, seals bigint[], barred bigint[]) language sql stable security definer
set search_path = public, pg_catalog, pg_temp as $$
    with asked as (
        select * from unnest(p_lines, p_upn, p_nhs, p_fn, p_sn, p_dob) as q(line, upn, nhs, fn, sn, dob)
    ), hit as (
        select q.line, i.person_id from asked q join people_identifier i
            on i.scheme = 'UPN' and i.value = q.upn and q.upn <> '' and not i.was_mistaken
        union
        select q.line, i.person_id from asked q join people_identifier i
            on i.scheme = 'NHS' and i.value = q.nhs and q.nhs <> '' and not i.was_mistaken
        union
        select q.line, s.person_id from asked q join people_personsearch s
            on s.dob = q.dob and s.fn_ph = q.fn and s.sn_ph = q.sn and q.fn <> '' and q.sn <> ''
        union
        select q.line, g.person_id from asked q join people_guardedname g
            on g.dob = q.dob and g.fn_ph = q.fn and g.sn_ph = q.sn and q.fn <> '' and q.sn <> ''
    )
    select h.line, p.seals, p.barred from hit h join people_person p on p.id = h.person_id
     where p.area_id = p_area and p.seals <> '{}'
$$;
revoke all on function access.hidden_hits(bigint, integer[], text[], text[], text[], text[], date[]) from public;

-- The lines that a hidden record may be meant by: nothing is entered for them, and nothing says so (SG-13).
create or replace function access.hidden_on_roll(
    p_area bigint, p_lines integer[], p_upn text[], p_nhs text[], p_fn text[], p_sn text[], p_dob date[]
) returns table (line integer) language plpgsql stable security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query select distinct h.line from access.hidden_hits(p_area, p_lines, p_upn, p_nhs, p_fn, p_sn, p_dob) h;
end $$;

-- Who lives, as on record, with somebody whose address is withheld or whose record is closed: a roll's address of them is held back.
create or replace function access.beside_protected(p_area bigint) returns table (person bigint) language plpgsql stable security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    select distinct other.id::bigint
      from people_relationship r
      join people_person one on one.id in (r.person_id, r.other_id) and one.area_id = p_area
      join people_person other on other.id in (r.person_id, r.other_id) and other.id <> one.id and other.area_id = p_area
     where r.ends_on is null
       and (r.lives_in_household or r.lives_in_household is null and r.code in ('SIB', 'HSB', 'SSB'))
       and (one.seals <> '{}' or exists (select 1 from people_address a
                where a.person_id = one.id and a.ends_on is null and (a.kind = 'REFUGE' or a.kept_back)));
end $$;

-- Whom to tell of it: the named readers who hold a post that reads the record. A null human: nobody does.
create or replace function access.guards_of_hidden_on_roll(
    p_area bigint, p_lines integer[], p_upn text[], p_nhs text[], p_fn text[], p_sn text[], p_dob date[]
) returns table (human bigint) language plpgsql stable security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    select distinct m.user_id::bigint
      from access.hidden_hits(p_area, p_lines, p_upn, p_nhs, p_fn, p_sn, p_dob) h
      left join organisations_membership m
             on m.id = any(access.posts_of(m.user_id)) and h.seals <@ access.seals_read_in(m.id)
            and not h.barred && array[m.user_id::bigint];
end $$;

-- One row that a roll made, gone where it may go. It stays where its person is hidden, merged or of another area by now, where a
-- merge moved it, where a number has ended, and where a place was confirmed by another than whom the roll itself counts on.
create or replace function access.unmake_row(
    p_what text, p_id bigint, p_area bigint, p_pupil bigint, p_counted_on bigint[]
) returns boolean language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare v_table text; who bigint; gone bigint;
begin
    v_table := case p_what when 'person' then 'people_person' when 'place' then 'people_enrolment' when 'identifier' then 'people_identifier'
                           when 'address' then 'people_address' when 'name' then 'people_alsoknownas' end;
    if v_table is null then return false; end if;
    execute format('select %I from %I where id = $1', case p_what when 'person' then 'id' else 'person_id' end, v_table) into who using p_id;
    perform 1 from people_person p where p.id = who and p.area_id = p_area and p.seals = '{}' and p.merged_into_id is null for update;
    if not found or exists (select 1 from people_movedrow m where m.tbl = v_table and m.row = p_id)
       or p_what = 'identifier' and exists (select 1 from people_identifier i where i.id = p_id and i.ended_at is not null)
       or p_what = 'place' and exists (select 1 from people_enrolment e where e.id = p_id and e.verified_by_id <> all(p_counted_on))
    then
        return false;
    end if;
    if p_what = 'person' then
        update people_rolltie set person_id = null, place_id = null where person_id = p_id and pupil_id = p_pupil;
        delete from people_personsearch where person_id = p_id;
        delete from people_pairtoreview where state = 'WAITING' and (left_id = p_id or right_id = p_id)
           and not exists (select 1 from people_pairdecision d where d.pair_id = people_pairtoreview.id);
    elsif p_what = 'place' then
        update people_rolltie set place_id = null where place_id = p_id and pupil_id = p_pupil;
    elsif p_what = 'address' then
        update people_address set left_for_id = null where left_for_id = p_id;
    end if;
    execute format('delete from %I where id = $1 returning id', v_table) into gone using p_id;
    return gone is not null;
end $$;
revoke all on function access.unmake_row(text, bigint, bigint, bigint, bigint[]) from public;

-- Take back rows that were made for one pupil, last first; answers how many stayed. A child who was entered goes with all that was
-- made for them, or stays with all of it but the place.
create or replace function access.unmake_rows(p_made jsonb, p_area bigint, p_pupil bigint, p_counted_on bigint[]) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare r record; kept integer := 0; entered boolean := p_made @> '[{"what": "person"}]';
begin
    set constraints all immediate;
    if entered then
        begin
            for r in select value ->> 'what' as what, (value ->> 'id')::bigint as id from jsonb_array_elements(p_made) loop
                if not access.unmake_row(r.what, r.id, p_area, p_pupil, p_counted_on) then
                    raise exception 'the child stays' using errcode = 'restrict_violation';
                end if;
            end loop;
            return 0;
        exception when foreign_key_violation or restrict_violation then null;
        end;
    end if;
    for r in select value ->> 'what' as what, (value ->> 'id')::bigint as id from jsonb_array_elements(p_made) loop
        begin
            if entered and r.what <> 'place' or not access.unmake_row(r.what, r.id, p_area, p_pupil, p_counted_on) then
                kept := kept + 1;
            end if;
        exception when foreign_key_violation or restrict_violation then
            kept := kept + 1;
        end;
    end loop;
    return kept;
end $$;
revoke all on function access.unmake_rows(jsonb, bigint, bigint, bigint[]) from public;

-- Take back what one roll made for one pupil: only rows that the roll's own record names.
create or replace function access.unmake(p_roll bigint, p_pupil bigint) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint; sender bigint; counted_on bigint[]; made jsonb;
begin
    select area_id, by_id into found_area, sender from people_roll where id = p_roll and state = 'UNDOING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return 0; end if;
    counted_on := array[sender] || array(select t.decided_by_id from people_rolltie t where t.pupil_id = p_pupil and t.decided_by_id is not null);
    select coalesce(jsonb_agg(d.value order by c.id desc, d.ordinality desc), '[]') into made
      from people_rollchange c, jsonb_array_elements(c.did) with ordinality d
     where c.roll_id = p_roll and c.pupil_id = p_pupil and c.area_id = found_area and not d.value ? 'is';
    return access.unmake_rows(made, found_area, p_pupil, counted_on);
end $$;

-- Take back what one decision of a person made of a doubtful row: only rows that the named changes of its pupil name. A place that
-- has to stay ends, whoever may see it, and is confirmed no more: its last day would be seen until midnight, and the school's sight
-- ends with the decision.
create or replace function access.unmake_decision(p_tie bigint, p_changes bigint[], p_day date) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint; v_pupil bigint; decider bigint; made jsonb; kept integer;
begin
    select t.area_id, t.pupil_id, t.decided_by_id into found_area, v_pupil, decider from people_rolltie t
     where t.id = p_tie and t.state in ('DECIDED', 'NOT_OURS', 'APART') and t.decided_by_id is not null for update;
    if found_area is null or not access.acts_as_service('lists', found_area) then return 0; end if;
    select coalesce(jsonb_agg(d.value order by c.id desc, d.ordinality desc), '[]') into made
      from people_rollchange c, jsonb_array_elements(c.did) with ordinality d
     where c.id = any(p_changes) and c.pupil_id = v_pupil and c.area_id = found_area and not d.value ? 'is';
    kept := access.unmake_rows(made, found_area, v_pupil, array[decider]);
    update people_enrolment e set ends_on = greatest(p_day, e.starts_on), verified_on = null, verified_by_id = null
      from people_rollpupil u
     where e.id in (select (value ->> 'id')::bigint from jsonb_array_elements(made) where value ->> 'what' = 'place')
       and u.id = v_pupil and e.team_id = u.team_id and e.ends_on is null;
    return kept;
end $$;

-- End the places of pupils who left a roll, of which the service itself sees none because a record is hidden since.
create or replace function access.end_unseen_places(p_roll bigint, p_pupils bigint[], p_day date)
returns table (pupil bigint, place bigint, person bigint, ended date) language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint; found_team bigint;
begin
    select area_id, team_id into found_area, found_team from people_roll where id = p_roll and state = 'TAKING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    return query
    update people_enrolment e set ends_on = greatest(p_day, e.starts_on)
      from people_rolltie t join people_rollpupil u on u.id = t.pupil_id, people_person p
     where t.place_id = e.id and u.id = any(p_pupils) and u.team_id = found_team and e.team_id = found_team and e.ends_on is null
       and p.id = e.person_id and p.area_id = found_area and p.seals <> '{}'
    returning u.id, e.id, p.id, e.ends_on;
end $$;

-- Open such a place again when the roll is undone. It waits to be confirmed anew, so that nobody gains sight by it (SG-14).
create or replace function access.open_unseen_place(p_roll bigint, p_pupil bigint, p_place bigint, p_day date) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint; found_team bigint;
begin
    select area_id, team_id into found_area, found_team from people_roll where id = p_roll and state = 'UNDOING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return false; end if;
    update people_enrolment e set ends_on = null, verified_on = null, verified_by_id = null
      from people_person p
     where e.id = p_place and e.team_id = found_team and e.ends_on = p_day and p.id = e.person_id and p.area_id = found_area
       and p.seals <> '{}'
       and not exists (select 1 from people_enrolment o where o.person_id = e.person_id and o.team_id = e.team_id and o.ends_on is null)
       and exists (select 1 from people_rollchange c, jsonb_array_elements(c.did) d
                    where c.roll_id = p_roll and c.pupil_id = p_pupil and d.value ->> 'what' = 'place'
                      and (d.value ->> 'id')::bigint = p_place and d.value -> 'is' ->> 'ends_on' = p_day::text);
    return found;
end $$;
