-- Merging two records of one person and taking it apart again. Run as the owner, after the room's wall.
-- Both rows of people_person stay as they were written. Whatever else names a person is found by its foreign keys and moves
-- to the record that stands for both; people_movedrow keeps whose fact each moved row is (its home). So a merge can be
-- undone at any time and in any order: every row whose home is the parted record, or was merged into it, goes with it.

-- What a room says of a column that names a person: whether it stays in a merge, and the case a row belongs to, if any.
create table if not exists access.merge_rule (tbl text, col text, stays boolean not null, case_of text, primary key (tbl, col));

-- The record that stands for this one.
create or replace function access.stands_for(p_id bigint) returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with recursive up as (
        select id, merged_into_id from people_person where id = p_id
        union all select p.id, p.merged_into_id from up join people_person p on p.id = up.merged_into_id
    ) select id from up where merged_into_id is null
$$;

-- This record and all that were merged into it.
create or replace function access.stands_in(p_id bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with recursive down as (
        select id from people_person where id = p_id
        union all select p.id from down join people_person p on p.merged_into_id = down.id
    ) select array_agg(id) from down
$$;

-- Every column of every table that names a person and moves with a merge, found in the database itself.
create or replace function access.ties_to_people() returns table (tbl text, col text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select c.relname::text, a.attname::text
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
     where k.contype = 'f' and k.confrelid = 'public.people_person'::regclass and cardinality(k.conkey) = 1
       and not exists (select 1 from access.merge_rule r where r.tbl = c.relname and r.col = a.attname and r.stays)
     order by 1, 2
$$;

-- A row written against a record that was merged meanwhile stands with the record in use; its home is what it was written
-- against. A row that someone gives to another person is that person's from then on.
create or replace function access.meet_merged() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint := (to_jsonb(new) ->> tg_argv[0])::bigint; parent bigint; top bigint;
begin
    if coalesce(current_setting('bw.moving', true), '') = 'on' then return new; end if;
    if tg_op = 'UPDATE' then
        if (to_jsonb(old) ->> tg_argv[0])::bigint is not distinct from who then return new; end if;
        delete from people_movedrow where tbl = tg_table_name and col = tg_argv[0] and row = old.id;
    end if;
    if who is null then return new; end if;
    select merged_into_id into parent from people_person where id = who for key share;
    if parent is null then return new; end if;
    top := access.stands_for(who);
    new := jsonb_populate_record(new, jsonb_build_object(tg_argv[0], top));
    insert into people_movedrow (merge_id, home_id, tbl, col, row)
    select m.id, who, tg_table_name, tg_argv[0], new.id from people_merge m where m.other_id = who and m.undone_at is null;
    return new;
end $$;

-- Take up every row of one person that can be moved; one that the other has as well stays where it is.
create or replace function access.move_rows(p_merge bigint, p_from bigint, p_to bigint) returns void
language plpgsql security definer set search_path = public, access, pg_catalog, pg_temp as $$
declare t record; r record;
begin
    for t in select * from access.ties_to_people() loop
        for r in execute format('select id from %I where %I = $1 order by id', t.tbl, t.col) using p_from loop
            begin
                execute format('update %I set %I = $1 where id = $2', t.tbl, t.col) using p_to, r.id;
                insert into people_movedrow (merge_id, home_id, tbl, col, row) values (p_merge, p_from, t.tbl, t.col, r.id)
                on conflict (tbl, col, row) do nothing;
            exception when unique_violation or check_violation or exclusion_violation then null;
            end;
        end loop;
    end loop;
    for t in select * from (values ('seal'), ('bar'), ('conflict')) v(tbl) loop
        for r in execute format('select id from access.%I where kind = ''person'' and target = $1 order by id', t.tbl) using p_from loop
            begin
                execute format('update access.%I set target = $1 where id = $2', t.tbl) using p_to, r.id;
                insert into people_movedrow (merge_id, home_id, tbl, col, row) values (p_merge, p_from, 'access.' || t.tbl, 'target', r.id)
                on conflict (tbl, col, row) do nothing;
            exception when unique_violation then null;
            end;
        end loop;
    end loop;
end $$;

-- The kinds of number that everyone has one of, of which each has a valid one that stands, and none in common.
create or replace function access.numbers_that_differ(p_one bigint, p_other bigint) returns setof text
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    with held as (select scheme, person_id, array_agg(value::text) as numbers from people_identifier
                   where person_id in (p_one, p_other) and scheme in ('UPN', 'NHS')
                     and passes_check and not was_mistaken and ends_on is null
                   group by scheme, person_id)
    select a.scheme from held a join held b on b.scheme = a.scheme
     where a.person_id = p_one and b.person_id = p_other and not a.numbers && b.numbers
     order by a.scheme desc
$$;

-- Whether this is said by whoever acts now: alone where no number differs; otherwise as the second, another human than the
-- first, whose word that the two are one stands on record with its reason.
create or replace function access.agreed_by(p_one bigint, p_other bigint, p_because text, p_by bigint, p_second bigint)
returns boolean language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select nullif(current_setting('bw.actor', true), '')::bigint is not distinct from coalesce(p_second, p_by) and case
      when p_second is null then not exists (select 1 from access.numbers_that_differ(p_one, p_other))
      else exists (
        select 1 from people_pairtoreview q join people_pairdecision d on d.pair_id = q.id
          join organisations_actor f on f.id = d.by_id join organisations_membership fm on fm.id = f.membership_id
          join organisations_actor s on s.id = p_second join organisations_membership sm on sm.id = s.membership_id
         where q.left_id = least(p_one, p_other) and q.right_id = greatest(p_one, p_other)
           and d.by_id = p_by and d.answer = 'SAME' and d.because = p_because and d.undone_at is null and d.merge_id is null
           and fm.user_id <> sm.user_id)
      end
$$;

-- Merge two records; answers the merge's number. Refused alike where either is hidden, guarded, of another area or merged
-- already, or who must agree has not: no data found. The row of the merge is written here, as its readers may be a circle that nobody has entered yet.
create or replace function access.join_people(
    p_kept bigint, p_other bigint, p_public_id text, p_key uuid, p_because text, p_at timestamptz, p_by bigint, p_second bigint,
    p_second_because text
) returns bigint language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare m record; n integer; marks jsonb := '{}'; t record; last bigint;
begin
    perform 1 from people_person where id in (p_kept, p_other) order by id for update;
    select count(*) into n from people_person p
     where p.id in (p_kept, p_other) and p.merged_into_id is null and access.may_read('person', p.id)
       and p.area_id = (select area_id from people_person where id = p_kept)
       and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null);
    if n <> 2 or not access.agreed_by(p_kept, p_other, p_because, p_by, p_second) then
        raise exception 'no such pair' using errcode = 'no_data_found';
    end if;
    insert into people_merge (public_id, kept_id, other_id, because, key, at, by_id, second_id, second_because, watermarks, undone_because)
    values (p_public_id, p_kept, p_other, p_because, p_key, p_at, p_by, p_second, p_second_because, '{}', '') returning * into m;
    perform access.lock_followers('person', m.kept_id);
    perform access.lock_followers('person', m.other_id);
    perform set_config('bw.moving', 'on', true);
    for t in select * from access.ties_to_people() loop
        execute format('select coalesce(max(id), 0) from %I', t.tbl) into last;
        marks := marks || jsonb_build_object(t.tbl || '.' || t.col, last);
    end loop;
    for t in select * from (values ('seal'), ('bar')) v(tbl) loop
        execute format('select coalesce(max(id), 0) from access.%I', t.tbl) into last;
        marks := marks || jsonb_build_object('access.' || t.tbl || '.target', last);
    end loop;
    update people_merge set watermarks = marks where id = m.id;
    perform access.move_rows(m.id, m.other_id, m.kept_id);
    update people_person set merged_into_id = m.kept_id where id = m.other_id;
    perform set_config('bw.moving', '', true);
    perform access.derive('person', m.kept_id);
    perform access.derive('person', m.other_id);
    perform access.meet_person(m.kept_id);
    -- Seals that stand together have a scope of their own, which whoever reads them all holds from now on.
    perform access.act_as(nullif(current_setting('bw.actor', true), '')::bigint);
    return m.id;
end $$;

-- Each record that stood for the one merged, nearest first, and for each column the last row there was when it began to.
create or replace function access.stood_for(m people_merge) returns table (id bigint, depth integer, marks jsonb)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with recursive up as (
        select m.kept_id as id, 1 as depth, m.watermarks as marks
        union all
        select e.kept_id, up.depth + 1,
               (select coalesce(jsonb_object_agg(k, greatest((up.marks ->> k)::bigint, (e.watermarks ->> k)::bigint)), '{}')
                  from jsonb_object_keys(up.marks || e.watermarks) k)
          from up join people_merge e on e.other_id = up.id and e.undone_at is null
    ) select * from up
$$;

-- Rows recorded while the two were one, of which the person unmerging may have to say whose they are: against the record
-- that stood for both then. `placed` is 'other' or 'kept' where the case they belong to is one side's alone.
create or replace function access.later_facts(p_merge bigint)
returns table (tbl text, col text, row_id bigint, in_case bigint, placed text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare m people_merge; top bigint; h record; t record; rule text; mark bigint;
begin
    select * into m from people_merge where id = p_merge and undone_at is null;
    if not found then return; end if;
    top := access.stands_for(m.other_id);
    if not (access.may_read('person', top) and access.may_read('person', m.other_id)) then return; end if;
    for h in select * from access.stood_for(m) order by depth loop
        for t in select * from access.ties_to_people() loop
            mark := coalesce((h.marks ->> (t.tbl || '.' || t.col))::bigint, 0);
            select r.case_of into rule from access.merge_rule r where r.tbl = t.tbl and r.col = t.col;
            if rule is null then
                select 'r.case_id' into rule from pg_attribute
                 where attrelid = ('public.' || quote_ident(t.tbl))::regclass and attname = 'case_id' and not attisdropped;
            end if;
            return query execute format(
                'select %L::text, %L::text, r.id::bigint, (%s)::bigint, null::text from %I r
                  left join people_movedrow v on v.tbl = %L and v.col = %L and v.row = r.id
                  where r.%I = $1 and r.id > $2 and coalesce(v.home_id, $1) = $3',
                t.tbl, t.col, coalesce(rule, 'null'), t.tbl, t.tbl, t.col, t.col) using top, mark, h.id;
        end loop;
    end loop;
end $$;

-- The cases of which some part was one side's before: 'other' or 'kept' where it was one side's alone.
create or replace function access.later_facts_placed(p_merge bigint)
returns table (tbl text, col text, row_id bigint, in_case bigint, placed text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with later as (select * from access.later_facts(p_merge)),
    away as (select access.stands_in(m.other_id) as ids, access.stands_for(m.other_id) as top from people_merge m where m.id = p_merge),
    held as (
        select x.case_id,
               bool_or(x.home = any(away.ids)) as others,
               bool_or(not x.home = any(away.ids)) as keeps
          from away, lateral (
            select p.case_id, coalesce(v.home_id, p.person_id) as home
              from casework_participant p
              left join people_movedrow v on v.tbl = 'casework_participant' and v.col = 'person_id' and v.row = p.id
             where p.case_id in (select l.in_case from later l) and (p.person_id = away.top or p.person_id = any(away.ids))
               and not exists (select 1 from later l where l.tbl = 'casework_participant' and l.row_id = p.id)
          ) x group by x.case_id
    )
    select l.tbl, l.col, l.row_id, l.in_case,
           case when h.others and not h.keeps then 'other' when h.keeps and not h.others then 'kept' end
      from later l left join held h on h.case_id = l.in_case
$$;

-- Take a merge apart. `p_rows` and `p_cases` are what the person unmerging says belongs to the parted record.
create or replace function access.part_people(
    p_merge bigint, p_rows jsonb, p_cases bigint[], p_because text, p_at timestamptz, p_by bigint
) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare m people_merge; top bigint; away bigint[]; stood bigint[]; r record;
begin
    select * into m from people_merge where id = p_merge and undone_at is null;
    if not found then raise exception 'no such merge' using errcode = 'no_data_found'; end if;
    top := access.stands_for(m.other_id);
    perform 1 from people_person where id in (top, m.other_id, m.kept_id) order by id for update;
    if top is distinct from access.stands_for(m.other_id) or not exists (select 1 from people_merge where id = p_merge and undone_at is null)
       or p_by is distinct from nullif(current_setting('bw.actor', true), '')::bigint
       or not (access.may_read('person', top) and access.may_read('person', m.other_id)) then
        raise exception 'no such merge' using errcode = 'no_data_found';
    end if;
    away := access.stands_in(m.other_id);
    select array_agg(id) into stood from access.stood_for(m);
    perform access.lock_followers('person', top);
    perform access.lock_followers('person', m.other_id);
    perform set_config('bw.moving', 'on', true);
    insert into people_movedrow (merge_id, home_id, tbl, col, row)
    select p_merge, m.other_id, l.tbl, l.col, l.row_id from access.later_facts_placed(p_merge) l
     where l.placed = 'other' or l.placed is null and (l.in_case = any(p_cases)
           or exists (select 1 from jsonb_to_recordset(p_rows) x(tbl text, col text, "row" bigint)
                       where (x.tbl, x.col, x."row") = (l.tbl, l.col, l.row_id)))
    on conflict (tbl, col, row) do update set home_id = excluded.home_id, merge_id = excluded.merge_id;
    update people_person set merged_into_id = null where id = m.other_id;
    for r in select * from people_movedrow where home_id = any(away) order by id loop
        begin
            if r.tbl like 'access.%' then
                execute format('update access.%I set target = $1 where id = $2 and target = any($3)', substr(r.tbl, 8))
                using m.other_id, r.row, stood;
            else
                execute format('update %I set %I = $1 where id = $2 and %I = any($3)', r.tbl, r.col, r.col)
                using m.other_id, r.row, stood;
            end if;
            if r.home_id = m.other_id then delete from people_movedrow where id = r.id; end if;
        exception when unique_violation or check_violation or exclusion_violation then null;
        end;
    end loop;
    -- What could not move while it named two records that were one, or was said of both, may be able to now.
    for r in select e.id, e.other_id from people_merge e
              where e.undone_at is null and e.id <> m.id and e.other_id = any(away || access.stands_in(top)) order by e.id
    loop
        perform access.move_rows(r.id, r.other_id, access.stands_for(r.other_id));
    end loop;
    -- An address ended by a move that was the other record's has not ended.
    update people_address a set ends_on = null, left_for_id = null from people_address b
     where a.left_for_id = b.id and a.person_id <> b.person_id and a.person_id in (top, m.other_id);
    -- A pupil of a roll is whoever has the place that the roll gave.
    update people_rolltie t set person_id = e.person_id from people_enrolment e
     where t.place_id = e.id and t.person_id <> e.person_id and t.person_id in (top, m.other_id) and e.person_id in (top, m.other_id);
    perform access.keep_stricter(m, top);
    update people_merge set undone_at = p_at, undone_by_id = p_by, undone_because = p_because where id = p_merge;
    perform set_config('bw.moving', '', true);
    perform access.derive('person', top);
    perform access.derive('person', m.other_id);
    perform access.meet_person(top);
    perform access.meet_person(m.other_id);
    -- Seals that stand together have a scope of their own, which whoever reads them all holds from now on.
    perform access.act_as(nullif(current_setting('bw.actor', true), '')::bigint);
end $$;

-- What closed a record while it stood for the parted one closes that one as well from now on: restrictions, bars, guards.
-- What another record brought along in a merge is its own and closes only that one.
create or replace function access.keep_stricter(m people_merge, p_top bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare l record; made bigint;
begin
    for l in select s.* from access.seal s
               left join people_movedrow v on v.tbl = 'access.seal' and v.row = s.id
               join access.stood_for(m) h on h.id = coalesce(v.home_id, p_top)
              where s.kind = 'person' and s.target = p_top and s.lifted_at is null
                and s.id > coalesce((h.marks ->> 'access.seal.target')::bigint, 0)
              order by s.id
    loop
        insert into access.seal (kind, target, breakable, reason, since, made_by, area, inward)
        values ('person', m.other_id, l.breakable, l.reason, l.since, l.made_by, l.area, l.inward) returning id into made;
        insert into access.reader (seal, human, posts, since, until)
        select made, human, posts, since, until from access.reader where seal = l.id;
    end loop;
    insert into access.bar (kind, target, human, because, since, until, source)
    select 'person', m.other_id, b.human, b.because, b.since, b.until, b.source from access.bar b
      left join people_movedrow v on v.tbl = 'access.bar' and v.row = b.id
      join access.stood_for(m) h on h.id = coalesce(v.home_id, p_top)
     where b.kind = 'person' and b.target = p_top and b.source is null and (b.until is null or b.until > clock_timestamp())
       and b.id > coalesce((h.marks ->> 'access.bar.target')::bigint, 0)
     order by b.id;
    insert into people_guard (person_id, kind, since, by_id)
    select m.other_id, g.kind, g.since, g.by_id from people_guard g where g.person_id = p_top and g.lifted_at is null
    on conflict do nothing;
end $$;

-- Put pairs in the queue. Decides blind: says nothing of what it left out, and takes no longer for it than for a pair put
-- in before (SG-13). Left out are guarded, merged and unknown records, those of another area, pairs that someone has said
-- are two people, of these records or of any that they stand for.
create or replace function access.queue_pairs(p_area bigint, p_pairs jsonb, p_source text, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if p_area is distinct from coalesce(access.serves(), (
           select t.area_id from organisations_actor x join organisations_membership m on m.id = x.membership_id
             join organisations_team t on t.id = m.team_id where x.id = nullif(current_setting('bw.actor', true), '')::bigint))
    then return; end if;
    insert into people_pairtoreview (public_id, area_id, left_id, right_id, probability, tier, reasons, model_version, source, suggested_at, state)
    select distinct on (l, r) x.public_id, p_area, l, r, x.probability, coalesce(x.tier, ''), coalesce(x.reasons, '[]'),
           coalesce(x.model_version, ''), p_source, p_at, 'WAITING'
      from jsonb_to_recordset(p_pairs) x(public_id text, one bigint, two bigint, probability float, tier text, reasons jsonb, model_version text),
           lateral (select least(access.stands_for(x.one), access.stands_for(x.two)) as l,
                           greatest(access.stands_for(x.one), access.stands_for(x.two)) as r) o
      join people_person a on a.id = o.l and a.area_id = p_area
      join people_person b on b.id = o.r and b.area_id = p_area
     where o.l < o.r
       and not exists (select 1 from people_guard g where g.person_id in (o.l, o.r) and g.lifted_at is null)
       and not exists (
           select 1 from people_pairtoreview q
            where q.state = 'NOT_SAME' and (q.left_id = any(access.stands_in(o.l)) and q.right_id = any(access.stands_in(o.r))
                  or q.left_id = any(access.stands_in(o.r)) and q.right_id = any(access.stands_in(o.l))))
     order by l, r, x.probability desc nulls last
    on conflict (left_id, right_id) do update
       set probability = coalesce(excluded.probability, people_pairtoreview.probability), tier = excluded.tier,
           reasons = excluded.reasons, model_version = excluded.model_version
     where people_pairtoreview.state in ('WAITING', 'UNSURE') and excluded.model_version <> '';
end $$;
