-- Support of schools: counts for those who answer for it, and whose risk assessment is to be reviewed. Each checks who asks.

-- Requests by school and kind. For the Prevent team and the Prevent education officer of the area.
create or replace function access.support_counts(p_area bigint, p_since timestamptz, p_until timestamptz)
returns table (school text, kind text, asked bigint, given bigint, not_given bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select o.name::text, r.kind::text, count(*), count(*) filter (where r.state = 'GIVEN'), count(*) filter (where r.state = 'NOT_GIVEN')
      from prevent_supportrequest r
      join organisations_team t on t.id = r.school_team_id join organisations_organisation o on o.id = t.organisation_id
     where r.area_id = p_area and r.asked_at >= p_since and r.asked_at < p_until
       and exists (select 1 from organisations_teamservice s
                    where s.team_id = (access.post_now()).team_id and s.area_id = p_area
                      and s.service in ('prevent', 'specialist', 'prevent_education'))
     group by 1, 2 order by 1, 2
$$;

-- The schools' teams whose last agreed risk assessment is to be reviewed on one of some days. For the intake.
create or replace function access.reviews_due(p_area bigint, p_days date[]) returns setof bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select l.school_team_id::bigint from (
        select distinct on (a.school_team_id) a.school_team_id, a.review_on from prevent_riskassessment a
         where a.area_id = p_area and a.agreed_on is not null
         order by a.school_team_id, a.agreed_on desc, a.id desc) l
     where l.review_on = any(p_days) and access.acts_as_service('intake', p_area)
$$;

-- The open requests for support that a post asked for, or is to give: what falls to its team as it ends. For the clocks.
create or replace function access.support_of_post(p_membership bigint)
returns table (request text, school bigint, officers bigint, gives boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select r.public_id::text, r.school_team_id::bigint, r.officer_team_id::bigint, coalesce(r.officer_id = p_membership, false)
      from prevent_supportrequest r join organisations_actor x on x.id = r.asked_by_id
     where r.state in ('WAITING', 'OFFERED', 'BOOKED') and p_membership in (x.membership_id, r.officer_id)
       and access.acts_as_service('clocks', r.area_id)
     order by r.id
$$;
