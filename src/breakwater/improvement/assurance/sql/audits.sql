-- What a round found in an area, for whoever reads its findings: counts of organisations, suppressed before anybody is shown them (SG-22).
-- The returns themselves are read by who asked and who answers. Roles: those that hold AUDIT_READ, which a test compares.
create or replace function access.reads_audits_of(p_area bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce((access.post_now()).role in ('head_of_service', 'business_manager') and access.area_now() = p_area, false)
$$;

-- How many organisations of each sector were asked, and how many returned before the round was closed.
create or replace function access.audit_returns(p_part bigint)
returns table (sector text, asked bigint, returned bigint, left_out bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.reads_audits_of((select p.area_id from assurance_roundarea p where p.id = p_part)) then return; end if;
    return query
    select m.sector::text,
           count(*) filter (where m.request_id is not null),
           count(*) filter (where s.sent_at is not null and (p.closed_at is null or r.shared_at <= p.closed_at)),
           count(*) filter (where m.request_id is null)
      from assurance_roundmember m join assurance_roundarea p on p.id = m.round_area_id
      left join casework_selfassessmentrequest r on r.id = m.request_id
      left join casework_selfassessment s on s.id = r.assessment_id
     where m.round_area_id = p_part group by m.sector;
end $$;

-- The grade that counts of each statement (final, else moderated, else the organisation's own), of the returns of a round.
create or replace function access.audit_grades(p_part bigint)
returns table (member bigint, sector text, section text, statement text, score integer, own integer)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select m.id, m.sector::text, a.section::text, a.statement::text,
           coalesce(g.score, a.score)::integer, a.score::integer
      from assurance_roundmember m join assurance_roundarea p on p.id = m.round_area_id
      join casework_selfassessmentrequest r on r.id = m.request_id
      join casework_selfassessment s on s.id = r.assessment_id and s.sent_at is not null
      join casework_statementanswer a on a.assessment_id = s.id and a.score is not null
      left join lateral (
          select x.score from casework_moderatedgrade x where x.assessment_id = s.id and x.statement = a.statement
           order by x.kind = 'FINAL' desc, x.at desc, x.id desc limit 1) g on true
     where m.round_area_id = p_part and (p.closed_at is null or r.shared_at <= p.closed_at)
       and access.reads_audits_of(p.area_id)
$$;
revoke all on function access.audit_grades(bigint) from public;

-- By sector and standard: how many organisations have which median grade.
create or replace function access.audit_medians(p_part bigint)
returns table (sector text, section text, score integer, organisations bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select each.sector, each.section, each.score, count(*)
      from (select g.member, g.sector, g.section, percentile_disc(0.5) within group (order by g.score) as score
              from access.audit_grades(p_part) g group by g.member, g.sector, g.section) each
     where access.reads_audits_of((select p.area_id from assurance_roundarea p where p.id = p_part))
     group by each.sector, each.section, each.score
$$;

-- By statement: how many organisations grade it, how many so that an action is asked for, and how many grades were changed.
create or replace function access.audit_statements(p_part bigint, p_acting integer)
returns table (section text, statement text, organisations bigint, low bigint, changed bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select g.section, g.statement, count(*), count(*) filter (where g.score <= p_acting), count(*) filter (where g.score <> g.own)
      from access.audit_grades(p_part) g
     where access.reads_audits_of((select p.area_id from assurance_roundarea p where p.id = p_part))
     group by g.section, g.statement
$$;

-- Actions that their owner says are complete and nobody has verified: of audits, reviews, scrutiny and inspections in an area.
create or replace function access.actions_not_verified(p_area bigint)
returns table (wording text, organisation text, source text, due_on date, complete_since timestamptz)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.reads_audits_of(p_area) then return; end if;
    return query
    select a.wording::text, o.name::text, a.source::text, a.due_on, max(t.at)
      from casework_trackedaction a
      join organisations_team w on w.id = a.owner_team_id join organisations_organisation o on o.id = w.organisation_id
      left join casework_actionstep t on t.action_id = a.id and t.kind = 'COMPLETE'
     where a.area_id = p_area and a.state = 'COMPLETE'
       and a.source in ('SELF', 'AUDIT', 'REVIEW', 'SCRUTINY', 'INSPECT', 'BOARD')
     group by a.id, a.wording, o.name, a.source, a.due_on order by max(t.at), a.id;
end $$;

-- The overdue returns of the schools of a trust, once whoever answers for it was told of them: which school, of which audit, and since when.
create or replace function access.overdue_audits_of_trust(p_today date) returns table (school text, title text, due_on date)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select o.name::text, d.title::text, r.due_on
      from assurance_roundmember m join assurance_roundarea p on p.id = m.round_area_id join assurance_auditround d on d.id = p.round_id
      join casework_selfassessmentrequest r on r.id = m.request_id
      join organisations_organisation o on o.id = m.organisation_id join organisations_school s on s.organisation_id = o.id
      join organisations_team t on t.id = (access.post_now()).team_id join organisations_organisation trust on trust.id = t.organisation_id
     where (access.post_now()).role in ('trust_lead') and s.trust_name <> '' and lower(s.trust_name) = lower(trust.name)
       and p.closed_at is null and r.shared_at is null and r.due_on < p_today
       and exists (select 1 from assurance_chase c where c.member_id = m.id and c.step = 'AFTER_5')
     order by r.due_on, o.name
$$;
