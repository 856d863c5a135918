-- Candidates of a search for a person, behind the wall. Run as the owner.
-- The operators of likeness and of arrays are not leak-proof, so that under row-level security no index on them is used
-- (every row would be read first). This function applies the wall itself, inside every branch and before every limit: a
-- hidden row neither appears nor takes another's place. `(... && ...) is true` keeps the planner from starting at the
-- readers' index where a key is far narrower. Two steps: by keys; and, when `p_wide` is set, by likeness of the
-- whole name and by the forename alone, for whoever bears another surname by now.
-- `p_line` is a house number and street alone, without a postcode or a name, and finds who lives there: the line that is kept goes
-- on after the street, and a blank is less than '!'.
drop function if exists access.search_people_at(text);
drop function if exists access.search_people(text[], text[], date, date, integer, text, text, boolean);
drop function if exists access.search_people(text[], text[], date, date, integer, text, text, boolean, text);
create or replace function access.search_people(
    p_fn text[], p_sn text[], p_dob date, p_swapped date, p_year integer, p_pc text, p_whole text, p_forename text, p_wide boolean, p_line text
) returns table (
    person_id bigint, kind text, fn text, sn text, fn_ph text, sn_ph text,
    dob date, dob_precision text, yob smallint, pc text, line text
) language plpgsql stable security definer
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    mine bigint[] := access.now_scopes();
    human bigint[] := access.now_human();
    names text[] := p_fn || p_sn;
begin
    if mine = '{}' then return; end if;
    if p_wide then
        perform set_config('pg_trgm.similarity_threshold', '0.45', true);
        return query
        with found as (
            (select s.id, similarity(s.whole, p_whole) + case when s.yob = p_year then 0.2 else 0 end near
               from people_personsearch s
              where s.whole % p_whole
                and (s.scopes && mine) is true and (s.barred && human) is not true
              order by 2 desc, s.id
              limit 150)
            union all
            -- Whose surname has changed: the forename alone, among those born about the year that was asked.
            (select s.id, 0
               from people_personsearch s
              where s.fn_ph = any(p_fn) and (p_year is null or s.yob between p_year - 1 and p_year + 1)
                and (s.scopes && mine) is true and (s.barred && human) is not true
              order by coalesce(s.pc = p_pc, false) desc, (s.fn = p_forename) desc, abs(s.yob - p_year), s.id
              limit 60)
        )
        select s.person_id, s.kind::text, s.fn::text, s.sn::text, s.fn_ph::text, s.sn_ph::text,
               s.dob, s.dob_precision::text, s.yob, s.pc::text, s.line::text
          from (select id, max(near) near from found group by id) best join people_personsearch s using (id)
         order by best.near desc, s.id;
        return;
    end if;
    return query
    with found as (
        (select s.id from people_personsearch s
          where s.dob = p_dob and (s.scopes && mine) is true and (s.barred && human) is not true
          order by (s.sn_ph = any(names))::int + (s.fn_ph = any(names))::int + coalesce(s.pc = p_pc, false)::int desc, s.id limit 80)
        union
        (select s.id from people_personsearch s
          where s.dob = p_swapped and (s.sn_ph = any(names) or s.fn_ph = any(names))
            and (s.scopes && mine) is true and (s.barred && human) is not true
          order by s.id limit 40)
        union
        (select s.id from people_personsearch s
          where s.fn_ph = any(p_fn) and s.sn_ph = any(p_sn)
            and (s.scopes && mine) is true and (s.barred && human) is not true
          order by coalesce(s.dob = p_dob, false) desc, (s.pc = p_pc) desc, abs(s.yob - p_year) nulls last, s.id limit 80)
        union
        (select s.id from people_personsearch s
          where s.fn_ph = any(p_sn) and s.sn_ph = any(p_fn)
            and (s.scopes && mine) is true and (s.barred && human) is not true
          order by coalesce(s.dob = p_dob, false) desc, (s.pc = p_pc) desc, abs(s.yob - p_year) nulls last, s.id limit 40)
        union
        (select s.id from people_personsearch s
          where s.pc = p_pc and (s.scopes && mine) is true and (s.barred && human) is not true
          order by (s.sn_ph = any(names))::int + (s.fn_ph = any(names))::int + coalesce(s.yob = p_year, false)::int desc, s.id limit 50)
        union
        (select s.id from people_personsearch s
          where s.sn_ph = any(p_sn) and s.yob between p_year - 1 and p_year + 1
            and (s.scopes && mine) is true and (s.barred && human) is not true
          order by (s.fn_ph = any(p_fn)) desc, left(s.fn_ph, 1) = any(select left(f, 1) from unnest(p_fn) f) desc,
                   (s.pc = p_pc) desc, abs(s.yob - p_year), s.id limit 60)
        union
        (select s.id from people_personsearch s
          where p_fn = '{}' and s.sn_ph = any(p_sn) and (s.scopes && mine) is true and (s.barred && human) is not true
          order by (s.pc = p_pc) desc, abs(s.yob - p_year) nulls last, s.id limit 80)
        union
        (select s.id from people_personsearch s
          where p_sn = '{}' and s.fn_ph = any(p_fn) and (s.scopes && mine) is true and (s.barred && human) is not true
          order by (s.pc = p_pc) desc, abs(s.yob - p_year) nulls last, s.id limit 80)
        union
        (select s.id from people_personsearch s
          where p_line <> '' and s.line ~>=~ p_line and s.line ~<~ (p_line || '!')
            and (s.scopes && mine) is true and (s.barred && human) is not true
          order by s.line, s.id limit 150)
    )
    select s.person_id, s.kind::text, s.fn::text, s.sn::text, s.fn_ph::text, s.sn_ph::text,
           s.dob, s.dob_precision::text, s.yob, s.pc::text, s.line::text
      from found join people_personsearch s using (id)
     order by 2 * (s.fn_ph = any(names))::int + 2 * (s.sn_ph = any(names))::int
              + coalesce(3 * (s.dob = p_dob or s.dob = p_swapped)::int, 0) + coalesce(2 * (s.pc = p_pc)::int, 0)
              + coalesce((s.yob = p_year)::int, 0) desc, s.id
     limit 150;
end $$;
