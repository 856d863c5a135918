-- Whom to tell that someone new may be a person whose record is hidden (TR-17, SG-13). Run as the owner.
-- The area's intake alone may ask; it learns how a record is closed and which humans guard it, never whose record it is. Who they
-- are is asked after the answer to whoever searched: the more there is to ask, the longer it takes, and the time would tell.
-- A hidden record counts as the best match where both names sound the same and a date or a home agrees, or as
-- much speaks for it, or a number is theirs, or an address alone was asked for and it is theirs, and no record that is not hidden
-- fits better. A null human: nobody who guards it holds a post.
drop function if exists access.guards_of_best_hidden(bigint, text[], text[], date, date, integer, text);
drop function if exists access.guards_of_best_hidden(bigint, text[], text[], date, date, integer, text, text, text, text[]);
create or replace function access.best_hidden(
    p_area bigint, p_fn text[], p_sn text[], p_dob date, p_swapped date, p_year integer, p_pc text,
    p_line text, p_home text, p_numbers text[]
) returns table (seals bigint[], barred bigint[]) language plpgsql stable security definer
set search_path = public, pg_catalog, pg_temp as $$
declare
    enough constant integer := 6;
    a_home_alone constant integer := case when p_fn = '{}' and p_sn = '{}' and p_year is null then enough else 2 end;
begin
    if not access.acts_as_service('intake', p_area) then return; end if;
    return query
    with known as (
        select s.person_id, s.fn_ph, s.sn_ph, s.dob, s.yob, s.pc,
               p_line <> '' and s.line ~>=~ p_line and s.line ~<~ (p_line || '!') as at_home, false as numbered
          from people_personsearch s
         where s.dob in (p_dob, p_swapped) or s.fn_ph = any(p_fn) and s.sn_ph = any(p_sn) or p_pc <> '' and s.pc = p_pc
            or p_line <> '' and s.line ~>=~ p_line and s.line ~<~ (p_line || '!')
        union all
        select g.person_id, g.fn_ph, g.sn_ph, g.dob, g.yob, g.pc, p_home <> '' and g.home = p_home, false
          from people_guardedname g
         where g.dob in (p_dob, p_swapped) or g.fn_ph = any(p_fn) and g.sn_ph = any(p_sn) or p_pc <> '' and g.pc = p_pc
            or p_home <> '' and g.home = p_home
        union all
        select i.person_id, '', '', null, null, '', false, true from people_identifier i
         where i.value = any(p_numbers) and i.scheme in ('UPN', 'FORMER_UPN', 'NHS') and not i.was_mistaken
    ), scored as (
        select k.person_id, p.seals, p.barred, p.seals <> '{}' as hidden,
               max(2 * (k.fn_ph <> '' and k.fn_ph = any(p_fn))::int + 2 * (k.sn_ph <> '' and k.sn_ph = any(p_sn))::int
                   + 3 * coalesce(k.dob in (p_dob, p_swapped), false)::int + coalesce(k.yob = p_year, false)::int
                   + 2 * (p_pc <> '' and k.pc = p_pc)::int
                   + case when k.at_home and (p_pc = '' or k.pc in ('', p_pc)) then a_home_alone else 0 end
                   + case when k.numbered then 2 * enough else 0 end) as score
          from known k join people_person p on p.id = k.person_id
         where p.area_id = p_area
         group by k.person_id, p.seals, p.barred
    )
    select distinct s.seals, s.barred from scored s
     where s.hidden and s.score >= enough
       and s.score = (select max(h.score) from scored h where h.hidden)
       and s.score >= coalesce((select max(o.score) from scored o where not o.hidden), 0);
end $$;

-- The humans who guard a record with these seals and bars; null where nobody who does holds a post.
create or replace function access.guards_of_hidden(p_area bigint, p_seals bigint[], p_barred bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('intake', p_area) then return; end if;
    return query
    select distinct m.user_id::bigint from (select 1) one
      left join organisations_membership m
             on m.user_id in (select r.human from access.reader r where r.seal = any(p_seals))
            and m.id = any(access.posts_of(m.user_id)) and p_seals <@ access.seals_read_in(m.id)
            and not p_barred && array[m.user_id::bigint];
end $$;
