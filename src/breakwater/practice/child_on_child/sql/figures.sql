-- Counts of one school and one term, for its report to governors. Every incident counts, whoever is kept from it, and nothing but
-- numbers comes back. The lists service of the area alone may ask, and it suppresses what is small before anyone reads it (SG-22).
create or replace function access.incident_term_counts(p_team bigint, p_from date, p_until date, p_at timestamptz)
returns table (name text, line text, n bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare here bigint;
        since timestamptz := p_from::timestamp at time zone 'Europe/London';
        until timestamptz := p_until::timestamp at time zone 'Europe/London';
        today date := (p_at at time zone 'Europe/London')::date;
begin
    select t.area_id into here from organisations_team t where t.id = p_team;
    if here is null or not access.acts_as_service('lists', here) then
        raise exception 'figures are counted by the lists service of the area' using errcode = 'insufficient_privilege';
    end if;
    return query
    with ours as materialized (
        select i.id, i.category::text as category, i.place::text as place, i.is_repeat, i.closed_at, i.opened_at,
               i.time::text as hour, i.lgbt::text as lgbt, case when i.outcome = '' then 'NONE' else i.outcome end::text as outcome,
               coalesce(extract(isodow from i.happened_on)::text, 'NOT_KNOWN') as weekday, i.relationship::text as relation,
               case when i.happened_on is null then 'NOT_KNOWN' else (
                   select case when days <= 0 then 'SAME_DAY' when days <= 7 then 'WEEK' when days <= 28 then 'MONTH'
                               when days <= 91 then 'TERM' else 'LATER' end
                     from (select (coalesce((select min(r.made_at) from child_on_child_report r where r.incident_id = i.id), i.opened_at)
                                   at time zone 'Europe/London')::date - i.happened_on as days) d) end as until_reported
          from child_on_child_incident i where i.team_id = p_team and i.opened_at >= since and i.opened_at < until
           -- What a pupil brought along from another school was counted there.
           and not exists (select from child_on_child_schoolnotice m where m.id = i.from_notice_id and m.kind = 'MOVING')
    ), children as materialized (
        -- Another school's child is counted there. One who is both stands on both sides.
        select c.id, o.category, o.opened_at, o.closed_at, c.capacity::text as capacity, c.parents_told::text as parents,
               case when c.sex = '' then 'NOT_KNOWN' else c.sex end::text as sex, c.send::text as send,
               case when c.is_looked_after = 'YES' then 'CLA' when c.has_social_worker = 'YES' then 'WORKER'
                    when c.is_looked_after = 'NO' and c.has_social_worker = 'NO' then 'NEITHER' else 'NOT_KNOWN' end as care,
               case when c.year_group = '' then 'NOT_KNOWN' else c.year_group end::text as year_group,
               case when c.ethnicity in ('', 'REFU', 'NOBT') then 'NOT_KNOWN' when c.ethnicity like 'W%' then 'WHITE'
                    when c.ethnicity like 'M%' then 'MIXED' when c.ethnicity like 'A%' or c.ethnicity = 'CHNE' then 'ASIAN'
                    when c.ethnicity like 'B%' then 'BLACK' else 'OTHER' end as ethnic
          from ours o join child_on_child_incidentchild c on c.incident_id = o.id
         where c.school_id is null and c.school_words = '' and c.capacity <> 'WITNESS'
    ), sides as (
        select 'harmed' as side, c.* from children c where c.capacity in ('HARMED', 'BOTH')
        union all select 'alleged', c.* from children c where c.capacity in ('ALLEGED', 'BOTH')
    ), reports as materialized (
        select r.how::text as how, r.made_at, r.acknowledged_at, r.acknowledge_by,
               case when r.incident_id is not null then 'INCIDENT'
                    when r.not_incident_at is not null and (r.agreed_at is not null or r.happened <> 'VIOLENCE' and not r.is_recent)
                    then 'NO_INCIDENT' else 'WAITING' end as became
          from child_on_child_report r where r.team_id = p_team and r.made_at >= since and r.made_at < until
    ), versions as (
        select c.closed_at, a.review_on, a.in_force_from,
               lead(a.in_force_from) over (partition by a.child_id order by a.number) as next_from,
               first_value(a.in_force_from) over (partition by a.child_id order by a.number) as first_from, c.id as child
          from children c join child_on_child_assessment a on a.child_id = c.id where a.in_force_from is not null
    )
    select 'category', o.category, count(*) from ours o group by 2
    union all select 'place', o.place, count(*) from ours o group by 2
    union all select 'weekday', o.weekday, count(*) from ours o group by 2
    union all select 'repeat', case when o.is_repeat then 'YES' else 'NO' end, count(*) from ours o group by 2
    union all select 'hour', o.hour, count(*) from ours o group by 2
    union all select 'place_hour', o.place || '|' || o.hour, count(*) from ours o group by 2
    union all select 'relation', o.relation, count(*) from ours o group by 2
    union all select 'until', o.until_reported, count(*) from ours o group by 2
    union all select 'lgbt', o.lgbt, count(*) from ours o group by 2
    union all select 'outcome', o.outcome, count(*) from ours o group by 2
    union all
    -- Several routes may answer one incident: whether each was used, not a share of all.
    select 'route_' || lower(k.kind), case when exists (select from child_on_child_route x where x.incident_id = o.id and x.kind = k.kind
                                                         and (x.kind <> 'SOCIAL' or x.reference <> '')) then 'YES' else 'NO' end, count(*)
      from ours o cross join (values ('INTERNAL'), ('EARLY'), ('SOCIAL'), ('POLICE')) as k(kind) group by 1, 2
    union all select 'how', r.how, count(*) from reports r group by 2
    union all select 'became', r.became, count(*) from reports r group by 2
    union all select s.side || '_sex', s.sex, count(*) from sides s group by 1, 2
    union all select s.side || '_send', s.send, count(*) from sides s group by 1, 2
    union all select s.side || '_care', s.care, count(*) from sides s group by 1, 2
    union all select s.side || '_ethnic', s.ethnic, count(*) from sides s group by 1, 2
    union all select s.side || '_year', s.year_group, count(*) from sides s group by 1, 2
    union all
    select 'acknowledged', case when r.acknowledged_at <= r.acknowledge_by then 'YES' else 'NO' end, count(*)
      from reports r where r.acknowledged_at is not null or r.acknowledge_by < p_at group by 2
    union all
    select 'minutes', '', round(percentile_cont(0.5) within group (order by extract(epoch from r.acknowledged_at - r.made_at) / 60))::bigint
      from reports r where r.acknowledged_at is not null having count(*) > 0
    union all
    select 'same_day', case when (v.first_from at time zone 'Europe/London')::date = (c.opened_at at time zone 'Europe/London')::date
                            then 'YES' else 'NO' end, count(*)
      from children c left join (select distinct x.child, x.first_from from versions x) v on v.child = c.id
     where c.category in ('RAPE', 'PENETRATE', 'ASSAULT', 'CAUSING') group by 2
    union all
    select 'parents', case c.parents when 'TOLD' then 'YES' when 'NOT_YET' then 'NO' else 'REASON' end, count(*) from children c group by 2
    union all
    -- A review of an incident that was closed before the day was not owed.
    select 'reviews', case when (v.next_from at time zone 'Europe/London')::date <= v.review_on then 'YES' else 'NO' end, count(*)
      from versions v
     where v.next_from is not null or v.review_on < today and (v.closed_at is null or (v.closed_at at time zone 'Europe/London')::date > v.review_on)
     group by 2;
end $$;
