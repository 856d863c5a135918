-- Gathering everything of one request's people. What leads where is written by `after_build` from the models; the application may neither
-- read nor write it. Each function asks who acts: information governance of the request's own team, or the second person it names.
create table if not exists access.rights_way (
    id bigint generated always as identity primary key,
    child text not null, col text not null, parent text not null, up boolean not null
);
create table if not exists access.rights_found (
    request bigint not null, tab text not null, id bigint not null, primary key (request, tab, id)
);

-- The second person's word: which records a request is about, each of which they read, and that what is held of them may be gathered.
create or replace function access.rights_approve(p_request bigint, p_people bigint[], p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me record; asked information_rights_rightsrequest; one bigint;
begin
    select x.id, m.user_id, m.role, t.area_id into me
      from organisations_actor x join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint and m.user_id = any(access.now_human());
    if not found or me.role <> 'mash_manager' then return false; end if;
    select * into asked from information_rights_rightsrequest where id = p_request for update;
    if not found or asked.area_id <> me.area_id or asked.second_user_id is distinct from me.user_id
       or asked.verified_on is null or asked.ended_at is not null or asked.approved_at is not null
       or me.user_id = (select user_id from organisations_membership where id = asked.officer_id)
       or coalesce(cardinality(p_people), 0) = 0 then
        return false;
    end if;
    foreach one in array p_people loop
        if not access.may_read('person', one) or not exists (
            select 1 from people_person where id = one and area_id = asked.area_id
        ) then
            return false;
        end if;
    end loop;
    insert into information_rights_rightssubject (request_id, team_id, person_id)
    select p_request, asked.team_id, p from unnest(p_people) p on conflict do nothing;
    update information_rights_rightsrequest set approved_at = p_at, approved_by_id = me.id where id = p_request;
    return true;
end $$;

-- The second person's word that what is masked is right. Never the officer's own.
create or replace function access.rights_check(p_request bigint, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me record; asked information_rights_rightsrequest;
begin
    select x.id, m.user_id, m.role, t.area_id into me
      from organisations_actor x join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint and m.user_id = any(access.now_human());
    if not found or me.role not in ('mash_manager', 'information_governance') then return false; end if;
    select * into asked from information_rights_rightsrequest where id = p_request for update;
    if not found or asked.area_id <> me.area_id or asked.second_user_id is distinct from me.user_id
       or asked.to_check_at is null or asked.ended_at is not null
       or me.user_id = (select user_id from organisations_membership where id = asked.officer_id) then
        return false;
    end if;
    update information_rights_rightsrequest set checked_at = p_at, checked_by_id = me.id where id = p_request;
    return true;
end $$;

-- Whether information governance of the request's team acts, on a request approved in the last ninety days and still open.
create or replace function access.rights_open(p_request bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from information_rights_rightsrequest r
          join organisations_actor x on x.id = nullif(current_setting('bw.actor', true), '')::bigint
          join organisations_membership m on m.id = x.membership_id
         where r.id = p_request and m.team_id = r.team_id and r.area_id = access.governs()
           and r.approved_at > clock_timestamp() - interval '90 days' and r.ended_at is null)
$$;

-- Find every row of the request's people, by the ways written down. What is sealed is left, and what bars who asks. For the two below alone.
create or replace function access.rights_walk(p_request bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare way record; grew bigint; more bigint; guarded boolean; unsealed text;
begin
    delete from access.rights_found where request = p_request;
    insert into access.rights_found
    select p_request, 'people_person', s.person_id from information_rights_rightssubject s
      join people_person p on p.id = s.person_id
     where s.request_id = p_request and p.seals = '{}' and not p.barred && access.now_human();
    loop
        grew := 0;
        for way in select * from access.rights_way order by id loop
            select exists (
                select 1 from pg_attribute
                 where attrelid = (case when way.up then way.parent else way.child end)::regclass and attname = 'seals' and not attisdropped
            ) into guarded;
            unsealed := case when guarded then 'and t.seals = ''{}'' and not t.barred && access.now_human()' else '' end;
            if way.up then
                execute format(
                    'insert into access.rights_found select distinct $1, %L, t.id from %I t join %I c on c.%I = t.id
                       join access.rights_found f on f.request = $1 and f.tab = %L and f.id = c.id where true %s on conflict do nothing',
                    way.parent, way.parent, way.child, way.col, way.child, unsealed) using p_request;
            else
                execute format(
                    'insert into access.rights_found select distinct $1, %L, t.id from %I t
                       join access.rights_found f on f.request = $1 and f.tab = %L and f.id = t.%I where true %s on conflict do nothing',
                    way.child, way.child, way.parent, way.col, unsealed) using p_request;
            end if;
            get diagnostics more = row_count;
            grew := grew + more;
        end loop;
        exit when grew = 0;
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
    union all select o.id, 'address', a.lines::text, o.is_protected from other o join people_address a on a.person_id = o.id
    union all select o.id, 'postcode', a.postcode::text, o.is_protected from other o join people_address a on a.person_id = o.id
    union all select o.id, 'contact', c.value::text, o.is_protected from other o join people_personcontact c on c.person_id = o.id
    union all select o.id, 'number', i.value::text, o.is_protected from other o join people_identifier i on i.person_id = o.id;
end $$;

-- What was gathered and given is deleted some time after the answer, whoever's it was. Only the area's own service of lists learns where files lie.
create or replace function access.rights_forget(p_area bigint, p_before timestamptz, p_at timestamptz)
returns table (stored_as text) language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    delete from information_rights_mark m using information_rights_rightsrequest r
     where r.id = m.request_id and r.area_id = p_area and r.ended_at <= p_before;
    delete from information_rights_gathereditem i using information_rights_rightsrequest r
     where r.id = i.request_id and r.area_id = p_area and r.ended_at <= p_before;
    delete from access.rights_found f using information_rights_rightsrequest r
     where r.id = f.request and r.area_id = p_area and r.ended_at <= p_before;
    return query
    update information_rights_package p set deleted_at = p_at
     where p.area_id = p_area and p.received_at <= p_before and p.deleted_at is null
    returning p.stored_as::text;
end $$;
