-- Gathering everything of one request's people. What leads where is written by `after_build` from the models; the application may neither
-- read nor write it. Each function asks who acts: information governance of the request's own team, or the second person it names.
create table if not exists access.rights_way (
    id bigint generated always as identity primary key,
    child text not null, col text not null, parent text not null, up boolean not null
);
create table if not exists access.rights_found (
    request bigint not null, tab text not null, id bigint not null, primary key (request, tab, id)
);

-- What a second person who reads no casework was shown, of what a request names: only that may they approve.
create table if not exists access.rights_offered (
    request bigint not null, person bigint not null, primary key (request, person)
);

-- The role of the second person named for an open request, if it is they who act: never its officer. Null for everybody else.
create or replace function access.rights_second(p_request bigint) returns text
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select m.role from information_rights_rightsrequest r
      join organisations_actor x on x.id = access.actor_now()
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where r.id = p_request and r.ended_at is null and r.area_id = t.area_id and r.second_user_id = m.user_id
       and m.user_id = any(access.now_human()) and m.role in ('mash_manager', 'head_of_service', 'information_governance')
       and m.user_id <> (select o.user_id from organisations_membership o where o.id = r.officer_id)
$$;

-- Whether a record may be gathered on the word of somebody who does not read it: not sealed, guarded, or barred to them.
create or replace function access.rights_is_plain(p_person bigint, p_area bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from people_person p
         where p.id = p_person and p.area_id = p_area and p.seals = '{}' and not p.barred && access.now_human()
           and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null))
$$;

-- For a second person who reads no casework: the records whose forename and surname stand in the line, and whose day of birth or case stands there
-- too. Nobody is found by a name alone.
create or replace function access.rights_people(p_request bigint, p_line text, p_born date, p_case text)
returns table (person bigint, public_id text, said text, born date)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare asked information_rights_rightsrequest;
begin
    if coalesce(access.rights_second(p_request), 'mash_manager') = 'mash_manager' then return; end if;
    select * into asked from information_rights_rightsrequest r where r.id = p_request;
    if asked.verified_on is null or asked.approved_at is not null then return; end if;
    return query
    with exact as (
        select p.id, p.public_id::text, concat_ws(' ', p.forename, p.surname)::text as called, p.born_on from people_person p
         where p.area_id = asked.area_id and p.forename <> '' and p.surname <> ''
           and (position(' ' || lower(p.forename) || ' ' in p_line) > 0
                or p.known_as <> '' and position(' ' || lower(p.known_as) || ' ' in p_line) > 0)
           and position(' ' || lower(p.surname) || ' ' in p_line) > 0
           and (p.born_on = p_born and p.born_precision = 'DAY' or exists (
                select 1 from casework_participant c join casework_case k on k.id = c.case_id
                 where c.person_id = p.id and k.reference = p_case and k.seals = '{}' and not k.barred && access.now_human()))
           and access.rights_is_plain(p.id, asked.area_id)
    ), kept as (
        insert into access.rights_offered select p_request, e.id from exact e on conflict do nothing
    )
    select * from exact;
end $$;

-- The second person's word: which records a request is about, each of which they read, or were shown because the request names it; and that what
-- is held of them may be gathered.
create or replace function access.rights_approve(p_request bigint, p_people bigint[], p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare held text := access.rights_second(p_request); asked information_rights_rightsrequest; one bigint;
begin
    if held is null then return false; end if;
    select * into asked from information_rights_rightsrequest where id = p_request for update;
    if asked.verified_on is null or asked.approved_at is not null or coalesce(cardinality(p_people), 0) = 0 then return false; end if;
    -- Whoever asks for themselves has their own record alone; a parent or somebody acting has a standing of their own (SG-27).
    if asked.asker in ('SELF', 'CHILD') and cardinality(p_people) > 1
       or asked.asker not in ('SELF', 'CHILD') and asked.standing in ('', 'SELF') then
        return false;
    end if;
    foreach one in array p_people loop
        if held = 'mash_manager' and not (access.may_read('person', one) and exists (
            select 1 from people_person where id = one and area_id = asked.area_id))
           or held <> 'mash_manager' and not (access.rights_is_plain(one, asked.area_id) and exists (
            select 1 from access.rights_offered where request = p_request and person = one)) then
            return false;
        end if;
    end loop;
    insert into information_rights_rightssubject (request_id, team_id, person_id)
    select p_request, asked.team_id, p from unnest(p_people) p on conflict do nothing;
    update information_rights_rightsrequest
       set approved_at = p_at, approved_by_id = access.actor_now() where id = p_request;
    return true;
end $$;

-- Whether information governance of the request's own team acts.
create or replace function access.rights_ours(p_request bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from information_rights_rightsrequest r
          join organisations_actor x on x.id = access.actor_now()
          join organisations_membership m on m.id = x.membership_id
         where r.id = p_request and m.team_id = r.team_id and r.area_id = access.governs())
$$;

-- The same, of a request that was approved, is still open, and of which what was gathered is not to be forgotten: the word of its second person
-- lasts exactly as long as that (`rights_is_over`).
create or replace function access.rights_open(p_request bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select access.rights_ours(p_request) and exists (
        select 1 from information_rights_rightsrequest r
         where r.id = p_request and r.approved_at is not null and r.ended_at is null and not access.rights_is_over(r, clock_timestamp()))
$$;

-- Cases in which every part of the request's people was a parent's and ended, and when they had it.
create or replace function access.rights_ended(p_request bigint) returns table (case_id bigint, while_part tstzmultirange)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select c.case_id, range_agg(tstzrange(date_trunc('day', c.starts_at), greatest(c.ends_at, c.starts_at), '[]'))
      from casework_participant c join access.rights_found f on f.request = p_request and f.tab = 'people_person' and f.id = c.person_id
     where coalesce(c.capacity, 'CHILD') in ('CHILD', 'SIBLING', 'PARENT')
     group by c.case_id having bool_and(c.capacity = 'PARENT' and c.ends_at is not null)
$$;

-- The column that says when a row was recorded: the last word of a form, else when it came. Null where a table says nothing of it.
create or replace function access.rights_recorded(p_tab text) returns text
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select a.attname::text from pg_attribute a
      join unnest(array['recorded_at', 'entered_at', 'saved_at', 'made_at', 'added_at', 'at', 'received_at', 'asked_at', 'sent_at', 'offered_at',
                        'called_at', 'decided_at', 'started_at', 'starts_at', 'on']) with ordinality w(called, place) on w.called = a.attname
     where a.attrelid = p_tab::regclass and not a.attisdropped and a.atttypid in ('timestamptz'::regtype, 'date'::regtype)
     order by w.place limit 1
$$;

-- Grow what was found by every way until nothing is added. Cases in `p_closed` are not gone up to; with `p_while` nothing is added that was recorded
-- at another time. What is sealed is left, and what bars who asks. For the one below alone.
create or replace function access.rights_grow(p_request bigint, p_closed bigint[], p_while tstzmultirange) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare way record; grew bigint; more bigint; guarded boolean; unsealed text; through text; recorded text;
begin
    loop
        grew := 0;
        for way in select * from access.rights_way order by id loop
            select exists (
                select 1 from pg_attribute
                 where attrelid = (case when way.up then way.parent else way.child end)::regclass and attname = 'seals' and not attisdropped
            ) into guarded;
            unsealed := case when guarded then 'and t.seals = ''{}'' and not t.barred && access.now_human()' else '' end;
            -- What an agency gave to the MASH alone goes no further; an address that is kept back, or a refuge, is shown to nobody (SG-27).
            unsealed := unsealed || case
                when way.up then ''
                when way.child = 'front_door_informationanswer' then ' and t.label is distinct from ''MASH'' '
                when way.child = 'people_address' then ' and not coalesce(t.kept_back, false) and t.kind is distinct from ''REFUGE'' '
                else '' end;
            if way.up then
                -- A case is the record of its children and their parents; whoever else had a part in it has what names them.
                through := case when way.child = 'casework_participant'
                    then ' and coalesce(c.capacity, ''CHILD'') in (''CHILD'', ''SIBLING'', ''PARENT'') and t.id <> all($2) ' else '' end;
                execute format(
                    'insert into access.rights_found select distinct $1, %L, t.id from %I t join %I c on c.%I = t.id
                       join access.rights_found f on f.request = $1 and f.tab = %L and f.id = c.id where true %s %s on conflict do nothing',
                    way.parent, way.parent, way.child, way.col, way.child, unsealed, through) using p_request, p_closed;
            else
                recorded := case when p_while is not null then access.rights_recorded(way.child) end;
                execute format(
                    'insert into access.rights_found select distinct $1, %L, t.id from %I t
                       join access.rights_found f on f.request = $1 and f.tab = %L and f.id = t.%I where true %s %s on conflict do nothing',
                    way.child, way.child, way.parent, way.col, unsealed,
                    case when recorded is null then '' else format(' and coalesce(t.%I::timestamptz <@ $2, true) ', recorded) end)
                    using p_request, p_while;
            end if;
            get diagnostics more = row_count;
            grew := grew + more;
        end loop;
        exit when grew = 0;
    end loop;
end $$;

-- Find every row of the request's people, by the ways written down: first what is about them, and the cases that are their own; then of each case in
-- which every part of theirs was a parent's, and ended, what was recorded while they had it. For the two below alone.
create or replace function access.rights_walk(p_request bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare ended bigint[]; part record;
begin
    delete from access.rights_found where request = p_request;
    insert into access.rights_found
    select p_request, 'people_person', s.person_id from information_rights_rightssubject s
      join people_person p on p.id = s.person_id
     where s.request_id = p_request and p.seals = '{}' and not p.barred && access.now_human();
    select coalesce(array_agg(e.case_id), '{}') into ended from access.rights_ended(p_request) e;
    perform access.rights_grow(p_request, ended, null);
    for part in select * from access.rights_ended(p_request) loop
        insert into access.rights_found
        select p_request, 'casework_case', c.id from casework_case c
         where c.id = part.case_id and c.seals = '{}' and not c.barred && access.now_human() on conflict do nothing;
        perform access.rights_grow(p_request, ended, part.while_part);
    end loop;
end $$;

-- Every row found, as it stands. Empty for whoever may not ask.
create or replace function access.rights_rows(p_request bigint) returns table (tab text, id bigint, held jsonb)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare each text;
begin
    if not access.rights_open(p_request) then return; end if;
    perform access.rights_walk(p_request);
    for each in select distinct f.tab from access.rights_found f where f.request = p_request order by 1 loop
        return query execute format(
            'select %L::text, t.id::bigint, to_jsonb(t) - ''scopes'' - ''barred'' - ''seals'' from %I t
               join access.rights_found f on f.request = $1 and f.tab = %L and f.id = t.id order by t.id', each, each, each) using p_request;
    end loop;
end $$;

-- Names, dates, addresses and numbers of everybody else whom these rows name. Of those who are guarded or sealed, or live at a withheld
-- address, it says so: their words are masked and shown to nobody.
create or replace function access.rights_others(p_request bigint) returns table (person bigint, kind text, words text, protected boolean)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare key record; people bigint[] := '{}'; named bigint[];
begin
    if not access.rights_open(p_request) then return; end if;
    for key in
        select distinct c.conrelid::regclass::text as tab, a.attname as col from pg_constraint c
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = 'people_person'::regclass
           and c.conrelid::regclass::text in (select f.tab from access.rights_found f where f.request = p_request)
    loop
        execute format('select array_agg(distinct t.%I) from %I t join access.rights_found f on f.request = $1 and f.tab = %L and f.id = t.id',
                       key.col, key.tab, key.tab) into named using p_request;
        people := people || named;
    end loop;
    return query
    with other as (
        select p.*, p.seals <> '{}' or exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null)
               or exists (select 1 from people_address w where w.person_id = p.id and w.ends_on is null
                             and (w.kind = 'REFUGE' or w.kept_back)) as is_protected
          from people_person p
         where p.id = any(people) and not exists (
               select 1 from access.rights_found f where f.request = p_request and f.tab = 'people_person' and f.id = p.id)
    )
    select o.id, 'forename', o.forename::text, o.is_protected from other o
    union all select o.id, 'surname', o.surname::text, o.is_protected from other o
    union all select o.id, 'forename', o.known_as::text, o.is_protected from other o
    union all select o.id, 'born', o.born_on::text, o.is_protected from other o where o.born_on is not null
    union all select o.id, 'name', concat_ws(' ', n.forename, n.surname), o.is_protected from other o join people_alsoknownas n on n.person_id = o.id
    union all select o.id, 'alias', n.forename::text, o.is_protected from other o join people_alsoknownas n on n.person_id = o.id
    union all select o.id, 'alias', n.surname::text, o.is_protected from other o join people_alsoknownas n on n.person_id = o.id
    union all select o.id, 'school', g.name::text, o.is_protected from other o join people_enrolment e on e.person_id = o.id
                join organisations_organisation g on g.id = e.school_id
    union all select o.id, 'school', g.name::text, o.is_protected from other o join people_enrolment e on e.person_id = o.id
                join organisations_team g on g.id = e.team_id
    union all select a.person_id, 'kept', w.words, true from access.rights_found f
                join people_address a on f.request = p_request and f.tab = 'people_person' and a.person_id = f.id
                cross join lateral (values (a.lines::text), (a.postcode::text)) w(words)
               where a.kept_back or a.kind = 'REFUGE'
    union all select o.id, 'address', a.lines::text, o.is_protected from other o join people_address a on a.person_id = o.id
    union all select o.id, 'postcode', a.postcode::text, o.is_protected from other o join people_address a on a.person_id = o.id
    union all select o.id, 'contact', c.value::text, o.is_protected from other o join people_personcontact c on c.person_id = o.id
    union all select o.id, 'number', i.value::text, o.is_protected from other o join people_identifier i on i.person_id = o.id;
end $$;
