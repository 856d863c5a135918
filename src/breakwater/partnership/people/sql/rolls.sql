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

-- Take back what one roll made for one pupil, last first. What someone has since built on stays; answers how many rows stayed.
-- Only rows that the roll's own record names, of people of its area whom the service itself entered or enrolled.
create or replace function access.unmake(p_roll bigint, p_pupil bigint) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare r record; kept integer := 0; found_area bigint; made bigint;
begin
    select area_id into found_area from people_roll where id = p_roll and state = 'UNDOING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return 0; end if;
    set constraints all immediate;
    for r in
        select d.value ->> 'what' as what, (d.value ->> 'id')::bigint as id
          from people_rollchange c, jsonb_array_elements(c.did) with ordinality d
         where c.roll_id = p_roll and c.pupil_id = p_pupil and c.area_id = found_area and not d.value ? 'is'
         order by c.id desc, d.ordinality desc
    loop
        begin
            made := null;
            if r.what = 'person' then
                if exists (select 1 from people_person p where p.id = r.id and p.area_id = found_area and p.seals = '{}') then
                    update people_rolltie set person_id = null, place_id = null where person_id = r.id and pupil_id = p_pupil;
                    delete from people_personsearch where person_id = r.id;
                    delete from people_pairtoreview where state = 'WAITING' and (left_id = r.id or right_id = r.id)
                       and not exists (select 1 from people_pairdecision d where d.pair_id = people_pairtoreview.id);
                    delete from people_person where id = r.id returning id into made;
                end if;
            elsif r.what = 'place' then
                update people_rolltie set place_id = null where place_id = r.id and pupil_id = p_pupil;
                delete from people_enrolment e using people_person p
                 where e.id = r.id and p.id = e.person_id and p.area_id = found_area returning e.id into made;
            elsif r.what = 'identifier' then
                delete from people_identifier x using people_person p
                 where x.id = r.id and p.id = x.person_id and p.area_id = found_area and x.ended_at is null returning x.id into made;
            elsif r.what = 'address' then
                update people_address set left_for_id = null where left_for_id = r.id;
                delete from people_address x using people_person p
                 where x.id = r.id and p.id = x.person_id and p.area_id = found_area returning x.id into made;
            elsif r.what = 'name' then
                delete from people_alsoknownas x using people_person p
                 where x.id = r.id and p.id = x.person_id and p.area_id = found_area returning x.id into made;
            end if;
            if made is null then kept := kept + 1; end if;
        exception when foreign_key_violation or restrict_violation then
            kept := kept + 1;
        end;
    end loop;
    return kept;
end $$;
