-- What the taking in of an earlier system's records needs to ask of rows and records that it may not see, and how it takes back what it
-- made. Run as the owner. Only the area's own service of lists gets an answer; it learns of no hidden record whose it is (SG-13).

-- What stands of a source, to compare a file with: digests alone, whoever's rows are hidden by now.
create or replace function access.earlier_marks(p_of bigint) returns table (same_as text, mark text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint;
begin
    select s.area_id into found_area from people_earliersource s where s.id = p_of;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    return query select r.same_as::text, r.mark::text from people_earlierrecord r where r.source_id = p_of and not r.replaced;
end $$;

-- The earlier system's numbers of people whose record there or here is hidden: what comes later of them is hidden as well.
create or replace function access.earlier_hidden(p_area bigint, p_system text) returns table (their_id text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    select distinct r.their_id::text from people_earlierrecord r join people_earliersource s on s.id = r.source_id
      left join people_person p on p.id = r.person_id
     where r.area_id = p_area and s.system = p_system and r.their_id <> '' and (r.seals <> '{}' or p.seals <> '{}');
end $$;

-- The lines without a day of birth that a hidden record may be meant by: both names as they sound, and a year that may be right.
create or replace function access.hidden_undated(p_area bigint, p_lines integer[], p_fn text[], p_sn text[], p_year integer[])
returns table (line integer) language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    with asked as (select * from unnest(p_lines, p_fn, p_sn, p_year) as q(line, fn, sn, year) where q.fn <> '' and q.sn <> ''),
    hit as (
        select q.line, q.year, s.person_id, s.yob from asked q join people_personsearch s on s.fn_ph = q.fn and s.sn_ph = q.sn
        union
        select q.line, q.year, g.person_id, g.yob from asked q join people_guardedname g on g.fn_ph = q.fn and g.sn_ph = q.sn
    )
    select distinct h.line from hit h join people_person p on p.id = h.person_id
     where p.area_id = p_area and p.seals <> '{}' and (h.year is null or h.yob is null or abs(h.year - h.yob) <= 1);
end $$;

-- Close a row as another row is closed: the same readers, from the posts in which they read that one, and nobody else. Readers who have
-- left since are no reason to leave it open, nor to stop the file, so two of them are not asked for. For the functions below alone.
create or replace function access.close_as(p_kind text, p_id bigint, p_seal bigint, p_reason text, p_by bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare made bigint;
begin
    perform access.lock_followers(p_kind, p_id);
    insert into access.seal (kind, target, breakable, reason, made_by, area)
    select p_kind, p_id, s.breakable, coalesce(p_reason, s.reason), p_by, s.area from access.seal s where s.id = p_seal returning id into made;
    insert into access.reader (seal, human, posts)
    select made, r.human, r.posts from access.reader r where r.seal = p_seal and (r.until is null or r.until > clock_timestamp());
    perform access.derive(p_kind, p_id);
end $$;
revoke all on function access.close_as(text, bigint, bigint, text, bigint) from public;

-- After some lines are written: those of a hidden record are tied to it and closed as it is; a line of a later file takes the place of
-- the earlier one. Answers nothing, so that the counts stay as they are.
-- `p_fs` and `p_ss` are how the names sound.
drop function if exists access.settle_earlier(bigint, integer[], text[], text[]);
create or replace function access.settle_earlier(
    p_file bigint, p_lines integer[], p_fn text[], p_sn text[], p_fs text[], p_ss text[]
) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_area bigint; found_system text; found_source bigint; r record; l record; maker bigint; apart bigint[]; keys text[];
begin
    select f.area_id, s.system, s.id into found_area, found_system, found_source
      from people_earlierfile f join people_earliersource s on s.id = f.source_id where f.id = p_file and f.state = 'TAKING' for share of f;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    maker := nullif(current_setting('bw.actor', true), '')::bigint;
    select array_agg(n.id) filter (where n.state = 'APART' and n.person_id is null), array_agg(n.same_as::text) into apart, keys
      from people_earlierrecord n where n.file_id = p_file and n.line = any(p_lines);
    -- By the earlier system's own number of somebody whose record is hidden.
    for r in
        select n.id, n.seals = '{}' as is_open, o.id as sibling, o.person_id as person, o.state as state
          from people_earlierrecord n
          join lateral (
              select e.id, e.person_id, e.state from people_earlierrecord e join people_earliersource s on s.id = e.source_id
                left join people_person p on p.id = e.person_id
               where e.area_id = found_area and s.system = found_system and e.their_id = n.their_id and e.id <> n.id
                 and (e.seals <> '{}' or p.seals <> '{}')
               order by e.person_id is null, e.id limit 1
          ) o on true
         where n.id = any(apart) and n.their_id <> ''
    loop
        if r.is_open then
            for l in
                select s.id from access.seal s where s.kind = 'earlier_record' and s.target = r.sibling and s.lifted_at is null
            loop
                perform access.close_as('earlier_record', r.id, l.id, null, maker);
            end loop;
        end if;
        update people_earlierrecord set person_id = r.person, state = case when r.person is null then 'WAITING' else 'TIED' end,
               why = case when r.person is null then 'CLOSE' else '' end
         where id = r.id;
    end loop;
    -- By a checked number, a name and a birth that agree with somebody restricted. One whom no glass opens is compared with nobody.
    with lines as (
        select n.id, n.upn, n.nhs from people_earlierrecord n
         where n.id = any(apart) and n.person_id is null and n.hidden not in ('ADOPTION_SEALED', 'PROTECTED_IDENTITY')
    ), numbered as (
        select n.id, i.person_id from lines n join people_identifier i
            on i.scheme = 'UPN' and i.value = n.upn and n.upn <> '' and i.passes_check and not i.was_mistaken
        union
        select n.id, i.person_id from lines n join people_identifier i
            on i.scheme = 'NHS' and i.value = n.nhs and n.nhs <> '' and i.passes_check and not i.was_mistaken
    ), surely as (
        select n.id, min(n.person_id) as person_id from numbered n
          join people_person p on p.id = n.person_id and p.area_id = found_area and not p.is_provisional
         group by n.id having count(distinct n.person_id) = 1
    )
    update people_earlierrecord n set person_id = p.id, state = 'EXACT', why = ''
      from surely s join people_person p on p.id = s.person_id, unnest(p_lines, p_fn, p_sn) as q(line, fn, sn)
     where n.id = s.id and q.line = n.line and p.seals <> '{}' and p.born_precision = 'DAY' and n.born_precision = 'DAY' and p.born_on = n.born_on
       and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null)
       and exists (select 1 from people_personsearch k where k.person_id = p.id and k.fn = q.fn and k.sn = q.sn);
    -- Whoever else a hidden record may be meant by: its readers alone find the line, and decide, so that no child is lost.
    for r in
        with lines as (
            select n.id, n.upn, n.nhs, n.born_on, n.born_precision, q.fs, q.ss
              from people_earlierrecord n join unnest(p_lines, p_fs, p_ss) as q(line, fs, ss) on q.line = n.line
             where n.id = any(apart) and n.person_id is null and n.state = 'APART' and n.seals = '{}'
        ), hit as (
            select n.id, i.person_id, 0 as far from lines n join people_identifier i
                on i.scheme = 'UPN' and i.value = n.upn and n.upn <> '' and not i.was_mistaken
            union all
            select n.id, i.person_id, 0 from lines n join people_identifier i
                on i.scheme = 'NHS' and i.value = n.nhs and n.nhs <> '' and not i.was_mistaken
            union all
            select n.id, k.person_id, 1 from lines n join (
                select s.person_id, s.fn_ph, s.sn_ph, s.dob, s.yob from people_personsearch s
                union all select g.person_id, g.fn_ph, g.sn_ph, g.dob, g.yob from people_guardedname g
            ) k on k.fn_ph = n.fs and k.sn_ph = n.ss and n.fs <> '' and n.ss <> ''
             where k.dob = n.born_on or n.born_precision <> 'DAY'
               and (n.born_on is null or k.yob is null or abs(extract(year from n.born_on) - k.yob) <= 1)
        )
        select distinct on (h.id) h.id, p.seals from hit h join people_person p on p.id = h.person_id
         where p.area_id = found_area and p.seals <> '{}' order by h.id, h.far, p.id
    loop
        for l in
            select s.id from access.seal s
             where s.id = any(r.seals) and exists (
                   select 1 from access.reader x where x.seal = s.id and x.until is null and access.posts_of(x.human) <> '{}')
             order by s.breakable, s.id limit 1
        loop
            perform access.close_as('earlier_record', r.id, l.id, 'A restricted record may be meant', maker);
            update people_earlierrecord set state = 'WAITING', why = 'CLOSE' where id = r.id;
        end loop;
    end loop;
    update people_earlierrecord o set replaced = true
     where o.source_id = found_source and o.same_as = any(keys) and o.file_id <> p_file and not o.replaced;
end $$;

-- Whoever a reader enters from a closed line is closed as the line is: to the same readers, and whether a glass opens it.
create or replace function access.close_as_earlier_record(p_person bigint, p_record bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare l record; maker bigint := nullif(current_setting('bw.actor', true), '')::bigint;
begin
    if not access.may_read('earlier_record', p_record) then
        raise exception 'no such row' using errcode = 'no_data_found';
    end if;
    for l in
        select s.id from access.seal s where s.kind = 'earlier_record' and s.target = p_record and s.lifted_at is null
    loop
        perform access.close_as('person', p_person, l.id, null, maker);
    end loop;
end $$;

-- Take back some of what a file brought, the newest first: (how many went, how many stay as somebody has built on them, how many as they
-- are restricted, how many are left). A person goes with all that was made for them, or stays with the line that brought them.
create or replace function access.undo_earlier(p_file bigint, p_most integer)
returns table (gone integer, built_on integer, restricted integer, remain integer)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare
    found_area bigint; p record; m record; maker record; went integer := 0; stayed integer := 0; closed integer := 0; n integer;
    removed jsonb;
begin
    select f.area_id into found_area from people_earlierfile f where f.id = p_file and f.state = 'UNDOING' for share;
    if found_area is null or not access.acts_as_service('lists', found_area) then return; end if;
    set constraints all immediate;
    update people_earlierrecord r set stays = 'HIDDEN' where r.file_id = p_file and r.stays = '' and (
        r.seals <> '{}' or exists (select 1 from people_person x where x.id = r.person_id and x.seals <> '{}'));
    get diagnostics closed = row_count;
    for p in
        select distinct t.who from (
            select coalesce(r.person_id, -r.id) as who from people_earlierrecord r
             where r.file_id = p_file and r.stays = '' order by r.id desc limit p_most
        ) t
    loop
        select r.id, r.made, r.forename, r.surname, r.born_on, r.person_id into maker from people_earlierrecord r
         where r.file_id = p_file and r.stays = '' and r.person_id = p.who and r.made <> '[]' order by r.id limit 1;
        removed := '[]';
        if found then
            begin
                if not exists (select 1 from people_person x where x.id = p.who and x.area_id = found_area and x.forename = maker.forename
                                  and x.surname = maker.surname and x.born_on is not distinct from maker.born_on
                                  -- What no row of its own keeps: an import enters none of it.
                                  and x.care_with_contact = '' and x.known_as = '' and x.middle_names = '' and x.ethnicity = ''
                                  and x.first_language = '' and not x.interpreter_needed and x.died_on is null
                                  and not x.is_adult_in_a_childs_life) then
                    raise exception 'corrected since' using errcode = 'restrict_violation';
                end if;
                n := access.drop_earlier_rows(p_file, p.who, 0);
                for m in select value ->> 'what' as what, (value ->> 'id')::bigint as id
                           from jsonb_array_elements(maker.made) with ordinality d order by d.ordinality desc
                loop
                    if not access.unmake_row(m.what, m.id, found_area, null, '{}') then
                        raise exception 'the person stays' using errcode = 'restrict_violation';
                    end if;
                end loop;
                went := went + n;
            exception when foreign_key_violation or restrict_violation then
                went := went + access.drop_earlier_rows(p_file, p.who, maker.id);
                update people_earlierrecord r set stays = 'BUILT_ON' where r.id = maker.id;
                stayed := stayed + 1;
            end;
        else
            went := went + access.drop_earlier_rows(p_file, p.who, 0);
        end if;
    end loop;
    return query select went, stayed, closed,
        (select count(*)::integer from people_earlierrecord r where r.file_id = p_file and r.stays = '');
end $$;

-- The lines of a file that are of one person (or one line of nobody: its number below nought), but one; what they replaced stands again.
create or replace function access.drop_earlier_rows(p_file bigint, p_who bigint, p_but bigint) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare n integer; r record; theirs bigint[];
begin
    -- Asked for by person or by line, so that ten thousand people are not each looked for among all of the file's lines.
    select array_agg(x.id) into theirs from people_earlierrecord x
     where (x.person_id = p_who or x.id = -p_who and x.person_id is null) and x.file_id = p_file and x.stays = '' and x.id <> p_but;
    n := 0;
    for r in delete from people_earlierrecord x where x.id = any(theirs) returning x.source_id, x.same_as, x.replaced loop
        n := n + 1;
        continue when r.replaced;
        update people_earlierrecord o set replaced = false
         where o.id = (select max(older.id) from (
                   select e.id from people_earlierrecord e where e.source_id = r.source_id and e.same_as = r.same_as offset 0) older);
    end loop;
    return n;
end $$;
revoke all on function access.drop_earlier_rows(bigint, bigint, bigint) from public;
