-- What the taking in of an agency's list needs to ask of rows and records that it may not see. Run as the owner.

-- What stood on a version, to compare the next one with: digests alone, whoever's rows are hidden by now, so that a hidden record
-- changes no count (SG-13). For whoever may read the version.
create or replace function access.marks_of_list(p_version bigint) returns table (line integer, same_as text, code text, mark text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not exists (select 1 from people_listversion v where v.id = p_version and v.scopes && access.now_scopes()) then return; end if;
    return query select r.line, r.same_as::text, r.code::text, r.mark::text from people_listrow r where r.version_id = p_version;
end $$;

-- The rows of a version that are surely of a person who is restricted go to that person's readers: number, name and birth agree.
-- One whom no glass opens has no row to search by, and is compared with nobody. Answers nothing: the counts stay as they are.
create or replace function access.tie_hidden_rows(p_version bigint, p_lines integer[], p_fn text[], p_sn text[]) returns void language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint;
begin
    select area_id into found_area from people_listversion where id = p_version and state = 'TAKING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    with numbered as (
        select r.id, i.person_id from people_listrow r join people_identifier i
            on i.scheme = 'UPN' and i.value = r.upn and r.upn <> '' and i.passes_check and not i.was_mistaken
         where r.version_id = p_version and r.person_id is null
        union
        select r.id, i.person_id from people_listrow r join people_identifier i
            on i.scheme = 'NHS' and i.value = r.nhs and r.nhs <> '' and i.passes_check and not i.was_mistaken
         where r.version_id = p_version and r.person_id is null
    ), surely as (
        select n.id, min(n.person_id) as person_id from numbered n join people_person p on p.id = n.person_id and p.area_id = found_area and not p.is_provisional
         group by n.id having count(distinct n.person_id) = 1
    )
    update people_listrow r set person_id = p.id, state = 'EXACT', why = ''
      from surely s join people_person p on p.id = s.person_id, unnest(p_lines, p_fn, p_sn) as q(line, fn, sn)
     where r.id = s.id and q.line = r.line and p.seals <> '{}' and p.born_precision = 'DAY' and p.born_on = r.born_on
       and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null)
       and exists (select 1 from people_personsearch k where k.person_id = p.id and k.fn = q.fn and k.sn = q.sn);
end $$;

-- Rows of a version that is undone, or kept long enough, go with those that are hidden.
create or replace function access.drop_list_rows(p_version bigint) returns void language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint;
begin
    select v.area_id into found_area from people_listversion v
     where v.id = p_version and not exists (select 1 from people_agencylist l where l.present_id = v.id) for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    delete from people_listrow where version_id = p_version;
end $$;
