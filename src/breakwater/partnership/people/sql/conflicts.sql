-- Conflicts of interest: what someone declared is kept here as blinded keys and compared with what is entered of people. A match
-- is a bar on the human, derived like any other (TR-18 to TR-21). Nobody reads these tables; governance has doors of its own.

-- The salt of the keys. In the database on purpose: a bar must come about however a person's row came to be written. What
-- was declared stands in people_declaredtie, encrypted with a key that is not in the database.
create table if not exists access.pepper (one boolean primary key default true check (one), held bytea not null);
insert into access.pepper (held)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')) on conflict do nothing;

create table if not exists access.declared_key (
    tie bigint not null, human bigint not null, basis text not null, key bytea not null, primary key (tie, basis, key)
);
create index if not exists declared_key_key on access.declared_key (key);

create table if not exists access.conflict (
    id bigint generated always as identity primary key,
    tie bigint not null,
    human bigint not null,
    kind text not null,
    target bigint not null,
    basis text not null,
    bar bigint not null references access.bar,
    made_at timestamptz not null default clock_timestamp(),
    made_by bigint,
    ended_at timestamptz,
    ended_by bigint,
    ended_because text,
    unique (tie, kind, target)
);
create index if not exists conflict_target on access.conflict (kind, target);

-- The area of an information governance officer who acts now; null for everyone else.
create or replace function access.governs() returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select t.area_id from organisations_actor x
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint and m.user_id = any(access.now_human())
       and m.role = 'information_governance'
$$;

-- The area of a service that acts now; null for every human, with an account or by a link.
create or replace function access.serves() returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select x.area_id from organisations_actor x
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint and x.membership_id is null and x.link = ''
$$;

create or replace function access.plain(text) returns text language sql immutable
set search_path = pg_catalog, pg_temp as
$$ select regexp_replace(lower(normalize(coalesce($1, ''), NFKD)), '[^a-z0-9]', '', 'g') $$;

-- The numbers of an address line in their order, or its first words where it has none.
create or replace function access.house(text) returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
    select coalesce(
        (select string_agg(m[1], '.') from regexp_matches(lower(coalesce($1, '')), '(\d+[a-z]?)', 'g') m),
        regexp_replace(lower(split_part(coalesce($1, ''), ',', 1)), '[^a-z0-9]', '', 'g'))
$$;

create or replace function access.blind(text) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select sha256(held || convert_to($1, 'UTF8')) from access.pepper $$;

-- The keys of one name at one address. A basis needs all of its parts.
create or replace function access.blind_keys(p_fn text, p_sn text, p_born date, p_line text, p_pc text)
returns table (basis text, key bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    fn text := access.plain(p_fn); sn text := access.plain(p_sn); pc text := access.plain(p_pc); at text := access.house(p_line);
begin
    if fn <> '' and sn <> '' and p_born is not null then
        return query select 'NAME_AND_BIRTH', access.blind('nb|' || fn || '|' || sn || '|' || p_born);
    end if;
    if fn <> '' and sn <> '' and pc <> '' then
        return query select 'NAME_AND_ADDRESS', access.blind('np|' || fn || '|' || sn || '|' || pc);
    end if;
    if sn <> '' and pc <> '' then
        return query select 'SURNAME_AND_POSTCODE', access.blind('sp|' || sn || '|' || pc);
    end if;
    if pc <> '' and at <> '' then
        return query select 'ADDRESS', access.blind('ad|' || pc || '|' || at);
    end if;
end $$;

create or replace function access.person_keys(p_id bigint) returns table (basis text, key bytea)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    -- A record that stands for others, merged into it, answers to their names and births as well.
    with named as (
        select id as of, forename as fn, surname as sn from people_person where id = any(access.stands_in(p_id))
        union select id, known_as, surname from people_person where id = any(access.stands_in(p_id))
        union select p_id, forename, surname from people_alsoknownas where person_id = p_id
    ), placed as (
        select lines as line, postcode as pc from people_address where person_id = p_id
        union all select '', ''
    )
    select distinct k.basis, k.key
      from named n join people_person p on p.id = n.of, placed a,
           access.blind_keys(n.fn, n.sn, case when p.born_precision = 'DAY' then p.born_on end, a.line, a.pc) k
    union
    select 'IDENTIFIER', access.blind('id|' || replace(i.scheme, 'FORMER_', '') || '|' || access.plain(i.value))
      from people_identifier i where i.person_id = p_id
$$;

-- Hold a row, and then what follows it, until the transaction ends: whoever looks for conflicts looks after that.
create or replace function access.hold_target(p_kind text, p_id bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t regclass;
begin
    select tbl into t from access.kind where kind = p_kind;
    execute format('select 1 from %s where id = $1 for no key update', t) using p_id;
    perform access.lock_followers(p_kind, p_id);
end $$;

-- Bar each human from a row whose keys they declared; once found, and ended by governance, a conflict does not come back.
create or replace function access.bar_for(p_kind text, p_id bigint, p_basis text[], p_key bytea[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare r record; made bigint; kept bigint; met bigint[] := '{}';
begin
    if not exists (select 1 from unnest(p_basis, p_key) k(basis, key)
                     join access.declared_key d on d.key = k.key and d.basis = k.basis) then return met; end if;
    perform access.hold_target(p_kind, p_id);
    for r in
        select distinct on (d.tie) d.tie, d.human, d.basis
          from unnest(p_basis, p_key) k(basis, key) join access.declared_key d on d.key = k.key and d.basis = k.basis
         where not exists (select 1 from access.conflict c where c.tie = d.tie and c.kind = p_kind and c.target = p_id)
         order by d.tie, d.basis
    loop
        insert into access.bar (kind, target, human, because, source)
        values (p_kind, p_id, r.human, 'a declared conflict of interest', 'conflict') returning id into made;
        insert into access.conflict (tie, human, kind, target, basis, bar) values (r.tie, r.human, p_kind, p_id, r.basis, made)
        on conflict do nothing returning id into kept;
        if kept is null then
            delete from access.bar where id = made;
        else
            met := met || r.human;
        end if;
    end loop;
    if met <> '{}' then perform access.derive(p_kind, p_id); end if;
    return met;
end $$;

create or replace function access.meet_person(p_id bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare bases text[]; keys bytea[];
begin
    if not exists (select 1 from access.declared_key) then return; end if;
    select array_agg(basis), array_agg(key) into bases, keys from access.person_keys(p_id);
    perform access.bar_for('person', p_id, bases, keys);
end $$;

-- Who was written in a transaction, once each however many of their rows were: a roll writes a name, a home and a number of each.
create unlogged table if not exists access.written (
    xact xid8 not null default pg_current_xact_id(), person bigint not null, primary key (xact, person)
);

create or replace function access.note_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into access.written (person) values ((to_jsonb(new) ->> tg_argv[0])::bigint) on conflict do nothing;
    return null;
end $$;

-- At the end of the transaction: whoever writes their own relative's row finishes the work begun, and then no longer finds it.
create or replace function access.meet_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from access.written where xact = new.xact and person = new.person;
    perform access.meet_person(new.person);
    return null;
end $$;
drop trigger if exists zz_conflicts on access.written;
create constraint trigger zz_conflicts after insert on access.written
    deferrable initially deferred for each row execute function access.meet_written();
drop trigger if exists zz_conflicts on people_person;
create trigger zz_conflicts after insert or update of forename, surname, known_as, born_on, born_precision
    on people_person for each row execute function access.note_written('id');
drop trigger if exists zz_conflicts on people_alsoknownas;
create trigger zz_conflicts after insert or update on people_alsoknownas
    for each row execute function access.note_written('person_id');
drop trigger if exists zz_conflicts on people_address;
create trigger zz_conflicts after insert or update of lines, postcode on people_address
    for each row execute function access.note_written('person_id');
drop trigger if exists zz_conflicts on people_identifier;
create trigger zz_conflicts after insert or update of value on people_identifier
    for each row execute function access.note_written('person_id');

-- Keep the keys of a tie that the human who acts has just declared, and look at everyone it may be.
create or replace function access.declare_keys(
    p_tie bigint, p_fn text, p_sn text, p_born date, p_line text, p_pc text, p_upn text, p_nhs text
) returns void language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare t record; r record;
begin
    select id, user_id, kind into t from people_declaredtie where id = p_tie and user_id = any(access.now_human());
    if not found then raise exception 'no such tie' using errcode = 'no_data_found'; end if;
    if t.kind in ('SCHOOL', 'EMPLOYER') then return; end if;
    insert into access.declared_key (tie, human, basis, key)
    select t.id, t.user_id, k.basis, k.key from access.blind_keys(p_fn, p_sn, p_born, p_line, p_pc) k
     where k.basis <> 'ADDRESS' or t.kind in ('HOME', 'CHILD', 'HOUSEHOLD')
    union
    select t.id, t.user_id, 'IDENTIFIER', access.blind('id|' || s.scheme || '|' || access.plain(s.value))
      from (values ('UPN', p_upn), ('NHS', p_nhs)) s(scheme, value) where access.plain(s.value) <> ''
    on conflict do nothing;
    for r in
        select id from people_person where born_on = p_born
        union select person_id from people_address where p_pc <> '' and postcode = p_pc
        union select person_id from people_identifier where value in (p_upn, p_nhs) and value <> ''
        order by 1
    loop
        perform access.hold_target('person', access.stands_for(r.id));
        perform access.meet_person(access.stands_for(r.id));
    end loop;
end $$;

-- A case about someone only named, not yet found: for the intake. Answers the humans who are kept from it now.
create or replace function access.meet_told(p_case bigint, p_named text, p_born date, p_line text, p_pc text)
returns bigint[] language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare words text[]; bases text[]; keys bytea[]; found_barred bigint[];
begin
    if access.serves() is null or not access.may_read('case', p_case) then return '{}'; end if;
    if exists (select 1 from access.declared_key) then
        words := regexp_split_to_array(btrim(regexp_replace(coalesce(p_named, ''), '\(.*\)', '')), '\s+');
        select array_agg(k.basis), array_agg(k.key) into bases, keys
          from access.blind_keys(
              case when cardinality(words) > 1 then words[1] end, case when cardinality(words) > 1 then words[cardinality(words)] end,
              p_born, p_line, p_pc) k;
        perform access.bar_for('case', p_case, bases, keys);
    end if;
    select barred into found_barred from casework_case where id = p_case;
    return found_barred;
end $$;

-- Those of a case's barred humans whose bar comes of a conflict, on the case or on a child it is about: for the intake.
create or replace function access.in_conflict_with(p_case bigint) returns bigint[]
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare child record;
begin
    if access.serves() is null or not access.may_read('case', p_case) then return '{}'; end if;
    for child in
        select person_id from casework_participant where case_id = p_case and ends_at is null and capacity = 'CHILD' order by person_id
    loop
        perform access.meet_person(child.person_id);
    end loop;
    return array(
        select distinct c.human from access.conflict c
         where c.ended_at is null
           and (c.kind = 'case' and c.target = p_case
                or c.kind = 'person' and c.target in (
                       select person_id from casework_participant where case_id = p_case and ends_at is null and capacity = 'CHILD')));
end $$;

-- What people of the area declared, for its information governance: who, what kind, and the encrypted words.
create or replace function access.declared_in_my_area()
returns table (
    tie bigint, public_id text, human bigint, kind text, words bytea, declared_at timestamptz, said_over_at timestamptz,
    said_over_why text, matches bigint
) language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select t.id, t.public_id::text, t.user_id, t.kind::text, t.words, t.declared_at, t.said_over_at, t.said_over_why::text,
           (select count(*) from access.conflict c where c.tie = t.id and c.ended_at is null)
      from people_declaredtie t
     where access.governs() is not null and exists (
           select 1 from organisations_membership m join organisations_team e on e.id = m.team_id
            where m.user_id = t.user_id and e.area_id = access.governs())
     order by t.declared_at desc, t.id desc
$$;

-- Who of the area has declared at all, and when.
create or replace function access.declarations_in_my_area()
returns table (human bigint, confirmed_at timestamptz, has_nothing boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select distinct m.user_id, d.confirmed_at, d.has_nothing
      from organisations_membership m join organisations_team e on e.id = m.team_id
      left join people_declaration d on d.user_id = m.user_id
     where e.area_id = access.governs() and m.id = any(access.posts_of(m.user_id))
$$;

-- The records that someone of the area is kept from because of what they declared: its reference, never a name.
create or replace function access.conflicts_in_my_area()
returns table (
    conflict bigint, tie bigint, human bigint, kind text, record text, basis text, made_at timestamptz, ended_at timestamptz, because text
) language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select c.id, c.tie, c.human, c.kind,
           case c.kind when 'case' then k.reference::text else p.public_id::text end, c.basis, c.made_at, c.ended_at, c.ended_because
      from access.conflict c
      left join casework_case k on c.kind = 'case' and k.id = c.target
      left join people_person p on c.kind = 'person' and p.id = c.target
     where coalesce(k.area_id, p.area_id) = access.governs()
     order by c.made_at desc, c.id desc limit 500
$$;

-- Governance ties a declaration to a person by hand, where words alone could not. True where both exist in its area.
create or replace function access.tie_by_hand(p_tie bigint, p_person text) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare t record; p record; made bigint;
begin
    select d.tie, d.human into t from access.declared_in_my_area() d where d.tie = p_tie;
    if not found then return false; end if;
    select id into p from people_person where public_id = p_person and area_id = access.governs();
    if not found then return false; end if;
    perform access.hold_target('person', p.id);
    if exists (select 1 from access.conflict where tie = p_tie and kind = 'person' and target = p.id and ended_at is null) then
        return true;
    end if;
    insert into access.bar (kind, target, human, because, source)
    values ('person', p.id, t.human, 'a declared conflict of interest', 'conflict') returning id into made;
    insert into access.conflict (tie, human, kind, target, basis, bar, made_by)
    values (p_tie, t.human, 'person', p.id, 'BY_HAND', made, (access.now_human())[1])
    on conflict (tie, kind, target) do update set bar = excluded.bar, basis = excluded.basis, made_by = excluded.made_by,
        made_at = clock_timestamp(), ended_at = null, ended_by = null, ended_because = null;
    perform access.derive('person', p.id);
    return true;
end $$;

-- Governance finds that a match was wrong, or is so no longer. Its own human's bars are another officer's to end.
create or replace function access.end_conflict(p_conflict bigint, p_because text) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare c record;
begin
    select x.* into c from access.conflict x join access.conflicts_in_my_area() m on m.conflict = x.id
     where x.id = p_conflict and x.ended_at is null;
    if not found or c.human = any(access.now_human()) or btrim(coalesce(p_because, '')) = '' then return false; end if;
    perform access.hold_target(c.kind, c.target);
    perform 1 from access.conflict where id = c.id and ended_at is null;
    if not found then return false; end if;
    update access.bar set until = clock_timestamp() where id = c.bar;
    update access.conflict set ended_at = clock_timestamp(), ended_by = (access.now_human())[1], ended_because = p_because where id = c.id;
    perform access.derive(c.kind, c.target);
    return true;
end $$;

-- Who asked for a record they are kept from, since a moment: read from the audit, where every address that answered "not
-- found" is written alike, so that nothing takes longer for the one than for the other (TR-20).
create or replace function access.blocked_looks(p_area bigint, p_since timestamptz)
returns table (entry bigint, at timestamptz, human bigint, acting_as text, kind text, record text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if coalesce(access.serves(), access.governs(), 0) <> p_area then return; end if;
    return query
    select e.id, e.at, e.human_id, e.acting_as, x.kind, x.record from audit_entry e
      cross join lateral (
        select 'person'::text as kind, p.public_id::text as record from people_person p
         where p.public_id = e.facts ->> 'key' and p.area_id = p_area and e.human_id = any(p.barred)
        union all
        select 'case', k.reference::text from casework_case k
         where k.reference = e.facts ->> 'key' and k.area_id = p_area and e.human_id = any(k.barred)
      ) x
     where e.kind = 'absence' and e.at > p_since and e.human_id is not null
     order by e.id desc limit 200;
end $$;
