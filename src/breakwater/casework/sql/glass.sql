-- What was opened by breaking the glass, for information governance of the area alone: no name of a child (SG-20, TR-15).
create or replace function access.glass_opened()
returns table (
    glass bigint, human bigint, kind text, record text, reason text, since timestamptz, until timestamptz, is_open boolean,
    outcome text, words text, reviewed_at timestamptz
) language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.id, s.holder, g.kind, case g.kind when 'case' then k.reference::text else p.public_id::text end,
           substr(g.because, length('you broke the glass: ') + 1), g.since, s.valid_until, s.valid_until > clock_timestamp(),
           r.outcome::text, r.words, r.at
      from access.scope s
      join access."grant" g on g.source = 'glass' and g.source_id = s.id
      left join casework_case k on g.kind = 'case' and k.id = g.target
      left join people_person p on g.kind = 'person' and p.id = g.target
      left join casework_glassreview r on r.glass = s.id
     where s.kind = 'glass' and coalesce(k.area_id, p.area_id) = access.governs()
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
