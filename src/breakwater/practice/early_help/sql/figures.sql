-- Counts for the published figures of early help (SG-22). Sealed records count like any other, and nothing but numbers comes
-- back. The lists service of the area alone may ask, and it suppresses what is small before anyone reads it.
create or replace function access.early_help_counts(p_area bigint, p_since date, p_until date, p_at timestamptz)
returns table (month date, name text, line text, part text, n bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare here date := date_trunc('month', p_at at time zone 'Europe/London')::date;
        since timestamptz := p_since::timestamp at time zone 'Europe/London';
        until timestamptz := p_until::timestamp at time zone 'Europe/London';
begin
    if not access.acts_as_service('lists', p_area) then
        raise exception 'figures are counted by the lists service of the area' using errcode = 'insufficient_privilege';
    end if;
    return query
    with ours as materialized (
        select e.case_id, k.stage::text as stage, k.closed_at, e.opened_at, coalesce(s.kind, 'NONE')::text as came,
               date_trunc('month', e.opened_at at time zone 'Europe/London')::date as month
          from early_help_episode e join casework_case k on k.id = e.case_id
          left join casework_case s on s.id = e.source_case_id
         where k.area_id = p_area
    ), cohort as materialized (
        select * from ours o where o.opened_at >= since and o.opened_at < until
    ), leads as (
        select distinct on (c.case_id) c.case_id, c.month, coalesce(g.kind, 'NONE')::text as agency
          from cohort c
          left join casework_caseworker w on w.case_id = c.case_id and w.capacity = 'LEAD'
          left join organisations_membership m on m.id = w.membership_id
          left join organisations_team t on t.id = m.team_id
          left join organisations_organisation g on g.id = t.organisation_id
         order by c.case_id, w.starts_at desc nulls last, w.id desc
    ), children as (
        select c.case_id, p.person_id from ours c
          join casework_participant p on p.case_id = c.case_id and p.capacity = 'CHILD'
    ), back as (
        select c.case_id, c.month, exists (
                 select 1 from children mine join children theirs on theirs.person_id = mine.person_id
                   join ours o on o.case_id = theirs.case_id
                  where mine.case_id = c.case_id and o.case_id <> c.case_id and o.closed_at is not null
                    and o.closed_at <= c.opened_at and c.opened_at <= o.closed_at + interval '6 months') as again
          from cohort c
    ), clocks as (
        -- Left off: stopped before its time by the end of the help, or by the no that put the case back to offered. That is no
        -- duty kept, whatever became of the case later.
        select distinct on (c.case_id, k.rule) c.month, replace(k.rule, 'early_help.', '') as rule, k.stopped_at, k.breach_at,
               coalesce(k.stopped_at < k.breach_at and (k.stopped_at >= c.closed_at
                 or exists (select 1 from casework_transition t where t.case_id = c.case_id and t.at = k.stopped_at
                             and t.to_stage = 'offered' and t.from_stage <> '')), false) as left_off
          from cohort c join casework_clock k on k.case_id = c.case_id
         where k.rule in ('early_help.call_family', 'early_help.find_lead', 'early_help.first_meeting', 'early_help.assess')
         order by c.case_id, k.rule, k.started_at, k.id
    ), goals as materialized (
        select g.ended_at, g.state, g.framework, g.outcomes
          from early_help_goal g join early_help_episode p on p.id = g.episode_id join ours o on o.case_id = p.case_id
         where g.state <> 'OPEN' and g.ended_at >= since and g.ended_at < until
    ), offers as materialized (
        select h.service::text as service, h.status::text as status, h.offered_at, h.answered_at, h.answer_due_on, h.cause::text as cause
          from casework_handover h where h.area_id = p_area
    )
    select c.month, 'opened', case when c.came in ('contact', 'referral') then c.came else 'NONE' end, 'ALL', count(*) from cohort c group by 1, 3
    union all select l.month, 'lead_agency', l.agency, 'ALL', count(*) from leads l group by 1, 3
    union all select b.month, 'reentry', 'ALL', case when b.again then 'YES' else 'NO' end, count(*) from back b group by 1, 4
    union all
    select k.month, k.rule, 'ALL', case when k.stopped_at < k.breach_at then 'YES' else 'NO' end, count(*)
      from clocks k where (k.stopped_at is not null or k.breach_at <= p_at) and not k.left_off group by 1, 2, 4
    union all
    select date_trunc('month', k.due_at at time zone 'Europe/London')::date, 'review', 'ALL',
           case when k.stopped_at < k.breach_at then 'YES' else 'NO' end, count(*)
      from casework_clock k join ours o on o.case_id = k.case_id
     where k.rule = 'early_help.review' and (k.stopped_at is not null or k.breach_at <= p_at)
       and k.due_at >= since and k.due_at < until and not (o.closed_at is not null and k.stopped_at >= o.closed_at and k.breach_at > o.closed_at)
       -- A review whose day was moved is one review: the clock of its last day counts.
       and not exists (select 1 from casework_clock l where l.case_id = k.case_id and l.rule = k.rule
                          and l.started_at = k.started_at and l.id > k.id)
     group by 1, 4
    union all
    select date_trunc('month', h.offered_at at time zone 'Europe/London')::date, 'accepted', 'ALL',
           case when (h.answered_at at time zone 'Europe/London')::date <= h.answer_due_on then 'YES' else 'NO' end, count(*)
      from offers h
     where h.service = 'early_help' and h.offered_at >= since and h.offered_at < until and h.status <> 'WITHDRAWN'
       and (h.answered_at is not null or h.answer_due_on < (p_at at time zone 'Europe/London')::date)
     group by 1, 4
    union all
    select date_trunc('month', h.answered_at at time zone 'Europe/London')::date, 'sent_back', 'ALL', 'ALL', count(*)
      from offers h where h.service = 'early_help' and h.status = 'DECLINED' and h.answered_at >= since and h.answered_at < until group by 1
    union all
    select date_trunc('month', h.answered_at at time zone 'Europe/London')::date, 'step_across', h.cause, 'ALL', count(*)
      from offers h
     where h.service = 'lead_professional' and h.status = 'ACCEPTED' and h.cause <> '' and h.answered_at >= since and h.answered_at < until
     group by 1, 3
    union all
    select date_trunc('month', h.offered_at at time zone 'Europe/London')::date, 'step_up', 'ALL', 'ALL', count(*)
      from casework_handover h
     where h.area_id = p_area and h.service = 'front_door' and h.offered_at >= since and h.offered_at < until
       and exists (select 1 from casework_handovercase c join ours o on o.case_id = c.case_id where c.handover_id = h.id)
     group by 1
    union all
    select date_trunc('month', a.at at time zone 'Europe/London')::date, 'theme', t.theme::text, 'ALL', count(*)
      from early_help_advice a cross join lateral unnest(a.themes) t(theme)
     where a.area_id = p_area and a.at >= since and a.at < until group by 1, 3
    union all
    select date_trunc('month', a.at at time zone 'Europe/London')::date, 'followed', 'ALL',
           case when a.followed in ('YES', 'PARTLY') then 'YES' else 'NO' end, count(*)
      from early_help_advice a
     where a.area_id = p_area and a.followed in ('YES', 'PARTLY', 'NO') and a.at >= since and a.at < until group by 1, 4
    union all
    select date_trunc('month', e.at at time zone 'Europe/London')::date, 'ended', e.code::text, 'ALL', count(*)
      from early_help_closing e join early_help_episode p on p.id = e.episode_id join ours o on o.case_id = p.case_id
     where e.at >= since and e.at < until group by 1, 3
    union all
    select date_trunc('month', g.ended_at at time zone 'Europe/London')::date, 'goal_end', g.state::text, 'ALL', count(*)
      from goals g group by 1, 3
    union all
    select date_trunc('month', g.ended_at at time zone 'Europe/London')::date, 'outcome',
           case when h.heading is null then 'NONE' when g.framework = 'supporting-families-2022' then h.heading else 'OWN' end,
           case when g.state in ('ACHIEVED', 'PARTLY') then 'YES' else 'NO' end, count(*)
      from goals g left join lateral jsonb_array_elements_text(g.outcomes) h(heading) on true group by 1, 3, 4
    union all
    select here, 'now_overdue', replace(k.rule, 'early_help.', ''),
           case when k.breach_at > p_at - interval '7 days' then 'WEEK' when k.breach_at > p_at - interval '28 days' then 'MONTH' else 'OLDER' end, count(*)
      from casework_clock k join ours o on o.case_id = k.case_id
     where o.closed_at is null and k.stopped_at is null and k.breach_at <= p_at and k.rule like 'early\_help.%' group by 3, 4
    union all
    select here, 'now_open', case when o.stage in ('offered', 'agreed', 'active') then o.stage else 'NONE' end,
           case when exists (select 1 from casework_caseworker w where w.case_id = o.case_id and w.capacity = 'LEAD' and w.ends_at is null)
                then 'LED' else 'NOT_LED' end, count(*)
      from ours o where o.closed_at is null group by 3, 4;
end $$;
