-- What was opened by breaking the glass, for information governance of the area alone: no name of a child (SG-20, TR-15).
create or replace function access.glass_opened()
returns table (
    glass bigint, human bigint, kind text, record text, reason text, since timestamptz, until timestamptz, is_open boolean,
    outcome text, words text, reviewed_at timestamptz
) language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.id, s.holder, g.kind, case g.kind when 'case' then k.reference::text when 'person' then p.public_id::text else i.public_id::text end,
           substr(g.because, length('you broke the glass: ') + 1), g.since, s.valid_until, s.valid_until > clock_timestamp(),
           r.outcome::text, r.words, r.at
      from access.scope s
      join lateral (select * from access."grant" f where f.source = 'glass' and f.source_id = s.id order by f.id limit 1) g on true
      left join casework_case k on g.kind = 'case' and k.id = g.target
      left join people_person p on g.kind = 'person' and p.id = g.target
      left join casework_sealeditem i on g.kind = 'sealeditem' and i.id = g.target
      left join casework_glassreview r on r.glass = s.id
     where s.kind = 'glass' and coalesce(k.area_id, p.area_id, i.area_id) = access.governs()
     order by s.id desc limit 500
$$;

-- Who opened a record in an emergency, and with what words: for whoever may read the record, as they were promised (SG-20).
create or replace function access.glass_broken(p_kind text, p_id bigint)
returns table (human bigint, reason text, since timestamptz, until timestamptz)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.holder, substr(g.because, length('you broke the glass: ') + 1), g.since, s.valid_until
      from access."grant" g
      join access.scope s on s.id = g.source_id and s.kind = 'glass'
     where g.source = 'glass' and g.kind = p_kind and g.target = p_id and access.may_read(p_kind, p_id)
     order by g.since desc limit 50
$$;

-- Restrictions to be looked at on a day or still waiting a week after, with who answers for each; for the clocks alone.
create or replace function access.locks_to_review(p_area bigint, p_day date)
returns table (public_id text, human bigint, part text, away boolean)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if access.serves() is distinct from p_area then return; end if;
    return query
    select l.public_id::text, p.user_id, p.part::text, coalesce(p_day between p.away_from and p.away_until, false)
      from casework_lock l join casework_lockpost p on p.lock_id = l.id
     where l.area_id = p_area and l.state = 'ACTIVE' and p.ends_at is null and p.part <> 'TOLD'
       and l.review_on <= p_day and (p_day - l.review_on) % 7 = 0
     order by l.id, p.id;
end $$;

-- Whether others who ask for a closed record are to meet a hint to ring the duty manager: only those whose post oversees its
-- area, and nobody who is kept from it. One answer for a record that is not there and for one that is not hinted at.
create or replace function access.hints_at(p_kind text, p_key text) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from casework_lockedrecord r
          join casework_lock l on l.id = r.lock_id and l.state = 'ACTIVE' and l.hints
          left join people_person p on p.id = r.person_id
          left join casework_case k on k.id = r.case_id
         where r.ends_at is null
           and (p_kind = 'person' and p.public_id = p_key or p_kind = 'case' and k.reference = p_key)
           and not coalesce(p.barred, k.barred) && access.now_human()
           and exists (select 1 from access.scope s where s.kind = 'oversight' and s.ref = l.area_id and s.id = any(access.now_scopes())))
$$;

-- Whether an address begins with a house number and street, or has them behind the number of a flat.
create or replace function access.is_of_line(p_line text, p_asked text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select p_asked <> '' and (starts_with(p_line, p_asked) or p_asked ~ '^[0-9]' and position(' ' || p_asked in p_line) > 0) $$;

-- A family that is restricted, for who may open it in an emergency: whom the words asked for may mean, what of them agrees, the
-- references of what is closed, and who reads it today. Neither an identity that is never opened nor one who is kept from it is
-- among them, and nothing is shown that was not typed but the reference and the readers (SG-13, SG-20).
create or replace function access.restricted_found(
    p_fn text[], p_sn text[], p_dob date, p_swapped date, p_pc text, p_line text
) returns table (person bigint, public_id text, agrees text[], cases text[], readers jsonb)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_break_glass() then return; end if;
    return query
    with known as (
        select s.person_id,
               array_remove(array[
                   case when s.fn_ph <> '' and s.fn_ph = any(p_fn) then 'forename' end,
                   case when s.sn_ph <> '' and s.sn_ph = any(p_sn) then 'surname' end,
                   case when s.dob in (p_dob, p_swapped) then 'born' end,
                   case when access.is_of_line(s.line, p_line) and (p_pc = '' or s.pc in ('', p_pc))
                        then 'home' when p_pc <> '' and s.pc = p_pc then 'postcode' end], null) as agrees
          from people_personsearch s
         where s.dob in (p_dob, p_swapped) or s.fn_ph = any(p_fn) and s.sn_ph = any(p_sn) or p_pc <> '' and s.pc = p_pc
            or access.is_of_line(s.line, p_line)
    ), met as (
        select distinct on (k.person_id) k.person_id, k.agrees from known k
         where cardinality(k.agrees) >= 2 or 'home' = any(k.agrees)
         order by k.person_id, cardinality(k.agrees) desc
    ), closed as (
        select m.person_id, m.agrees, p.public_id::text as public_id,
               array(select x from unnest(p.seals) x union select unnest(k.seals) from access.cases_of(p.id) k) as seals,
               array(select k.reference from access.cases_of(p.id) k where k.seals <> '{}'
                        and access.opens_in_an_emergency('case', k.id) order by k.opened_at desc) as cases,
               p.seals <> '{}' as is_closed
          from met m join people_person p on p.id = m.person_id
         where access.opens_in_an_emergency('person', p.id)
           and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null)
    )
    select c.person_id, c.public_id, c.agrees, c.cases::text[], access.readers_of_seals(c.seals)
      from closed c where c.is_closed or c.cases <> '{}'
     order by cardinality(c.agrees) desc, c.person_id limit 10;
end $$;

-- The open cases about a person. For the functions here alone.
create or replace function access.cases_of(p_person bigint) returns setof casework_case
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select k.* from casework_participant i join casework_case k on k.id = i.case_id
     where i.person_id = p_person and i.ends_at is null and i.capacity = 'CHILD' and k.closed_at is null
$$;

-- Who reads some seals today, the first reader first, with the last day of an absence noted. For the functions here alone.
create or replace function access.readers_of_seals(p_seals bigint[]) returns jsonb
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('human', human, 'away_until', away_until) order by part, human), '[]') from (
        select r.human, min(case p.part when 'FIRST' then 1 when 'SECOND' then 2 else 3 end) as part,
               max(case when (clock_timestamp() at time zone 'Europe/London')::date between p.away_from and p.away_until
                        then p.away_until end) as away_until
          from access.reader r
          left join casework_lockedrecord d on d.seal = r.seal and d.ends_at is null
          left join casework_lockpost p on p.lock_id = d.lock_id and p.user_id = r.human and p.ends_at is null
         where r.seal = any(p_seals) and (r.until is null or r.until > clock_timestamp())
           and exists (select 1 from organisations_membership m where m.id = any(access.posts_of(r.human)) and r.seal = any(access.seals_read_in(m.id)))
         group by r.human
    ) x
$$;

-- Open a person found, the household, and their open cases: all that may be opened of it, under one scope. Nothing where the
-- person may not be; it says nothing of a member of the household who may not.
create or replace function access.break_glass_household(p_public_id text, p_reason text)
returns table (person_id bigint, until timestamptz, readers bigint[], opened_people bigint[], opened_cases bigint[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint; people bigint[]; cases bigint[]; made bigint; sealed bigint[];
begin
    select p.id into who from people_person p
     where p.public_id = p_public_id and p.merged_into_id is null
       and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null);
    if not found then return; end if;
    people := array(
        select h from (
            select r.other_id as h from people_relationship r
             where r.person_id = who and r.ends_on is null and r.code not in ('FRD', 'UNK')
            union select r.person_id from people_relationship r
             where r.other_id = who and r.ends_on is null and r.code not in ('FRD', 'UNK')
            union select b.person_id from people_address a join people_address b
                on a.lines <> '' and b.lines = a.lines and b.postcode = a.postcode and b.ends_on is null
             where a.person_id = who and a.ends_on is null
        ) x where h <> who and exists (select 1 from people_person p where p.id = h and p.seals <> '{}')
            and not exists (select 1 from people_guard g where g.person_id = h and g.lifted_at is null)
        order by h limit 30);
    cases := array(select distinct k.id from unnest(who || people) h cross join lateral access.cases_of(h) k where k.seals <> '{}' order by 1);
    sealed := array(
        select distinct x from people_person p, unnest(p.seals) x where p.id = any(who || people) and access.opens_in_an_emergency('person', p.id)
        union select distinct x from casework_case k, unnest(k.seals) x where k.id = any(cases) and access.opens_in_an_emergency('case', k.id));
    made := access.mint_glass_on(
        array_fill('person'::text, array[1 + cardinality(people)]) || array_fill('case'::text, array[cardinality(cases)]),
        who || people || cases, p_reason);
    if made is null then return; end if;
    return query
    select who, s.valid_until,
           array(select distinct r.human from access.reader r
                  where r.seal = any(sealed) and (r.until is null or r.until > clock_timestamp())),
           array(select g.target from access."grant" g where g.source = 'glass' and g.source_id = made and g.kind = 'person' order by 1),
           array(select g.target from access."grant" g where g.source = 'glass' and g.source_id = made and g.kind = 'case' order by 1)
      from access.scope s where s.id = made;
end $$;

-- Open the sealed safe addresses of a person that one may read, and of their open cases: by a glass of their own, which opens no
-- other sealed item. Nothing, in the same way, where there is none and where there is none to be opened.
create or replace function access.break_glass_address(p_public_id text, p_reason text)
returns table (person_id bigint, until timestamptz, readers bigint[], items text[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare who bigint; found_items bigint[]; made bigint;
begin
    select p.id into who from people_person p
     where p.public_id = p_public_id and access.may_read('person', p.id)
       and not exists (select 1 from people_guard g where g.person_id = p.id and g.lifted_at is null)
       and not exists (select 1 from access.seal l where l.id = any(p.seals) and not l.breakable);
    if not found then return; end if;
    found_items := array(
        select i.id from casework_sealeditem i
         where i.kind = 'ADDRESS' and (i.person_id = who or i.case_id in (select k.id from access.cases_of(who) k))
           and not exists (select 1 from casework_sealeditem n where n.replaces_id = i.id)
           and (i.case_id is null or access.may_read('case', i.case_id))
         order by i.written_at desc, i.id desc limit 10);
    if found_items = '{}' then return; end if;
    made := access.mint_glass_on(array_fill('sealeditem'::text, array[cardinality(found_items)]), found_items, p_reason);
    if made is null then return; end if;
    return query
    select who, s.valid_until,
           array(select i.author_user_id from casework_sealeditem i where i.id = any(found_items)
                 union select r.user_id from casework_sealeditemreader r where r.item_id = any(found_items)),
           array(select i.public_id::text from casework_sealeditem i where i.id = any(found_items) order by i.id desc)
      from access.scope s where s.id = made;
end $$;

-- Restricted cases with a clock that is to be met between two moments: their readers in order, who of them is away, and whether
-- somebody holds it. For the area's clocks alone: references and humans.
create or replace function access.sealed_and_due(p_area bigint, p_since timestamptz, p_until timestamptz)
returns table (reference text, due_at timestamptz, readers jsonb, barred bigint[])
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    select distinct on (c.id) c.reference::text, k.due_at, access.readers_of_seals(c.seals), c.barred
      from casework_clock k join casework_case c on c.id = k.case_id
     where c.area_id = p_area and c.seals <> '{}' and c.closed_at is null and k.stopped_at is null
       and k.due_at > p_since and k.due_at <= p_until
     order by c.id, k.due_at, k.id;
end $$;
