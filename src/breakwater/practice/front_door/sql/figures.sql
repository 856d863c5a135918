-- Counts for the published figures (SG-22). Sealed records count like any other, and nothing but numbers comes back. What came
-- with an allegation counts nowhere (SG-11); what went by the specialist route counts as that (SG-12). The lists service of
-- the area alone may ask, and it suppresses what is small before anyone reads it.

-- The contacts of an area that count: none recorded in error or sent again, none that came with an allegation.
create or replace function access.contacts_that_count(p_area bigint)
returns table (id bigint, case_id bigint, child_id bigint, received_at timestamptz, told timestamp, day date, agency bigint, source text,
               channel text, out_of_hours boolean, rag text, outcome text, decided boolean, is_open boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select c.id, c.case_id, c.child_id, c.received_at, c.received_at at time zone 'Europe/London',
           (c.received_at at time zone 'Europe/London')::date, c.sender_organisation_id,
           coalesce(o.kind, case c.channel when 'CHILD' then 'CHILD' when 'PUBLIC' then 'PUBLIC' when 'NOTICE' then 'POLICE'
                                           when 'HEALTH' then 'HEALTH' when 'OTHER_AREA' then 'OTHER_AREA' else 'NOT_SAID' end)::text,
           c.channel::text, c.out_of_hours, c.rag::text, c.outcome::text, c.decided_at is not null, k.closed_at is null
      from front_door_contact c
      join casework_case k on k.id = c.case_id
      left join organisations_organisation o on o.id = c.sender_organisation_id
     where k.area_id = p_area and k.kind = 'contact' and c.outcome <> 'O14'
       and not exists (select 1 from front_door_allegationcontact a where a.case_id = c.case_id)
       and not exists (select 1 from front_door_contactlink l
                        where l.other_id = c.id and l.kind = 'DUPLICATE' and l.ended_at is null)
$$;

create or replace function access.front_door_counts(p_area bigint, p_since date, p_until date, p_at timestamptz)
returns table (month date, name text, line text, part text, n bigint)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare here date := date_trunc('month', p_at at time zone 'Europe/London')::date;
begin
    if not access.acts_as_service('lists', p_area) then
        raise exception 'figures are counted by the lists service of the area' using errcode = 'insufficient_privilege';
    end if;
    return query
    with ours as materialized (
        select t.*, date_trunc('month', t.told)::date as month from access.contacts_that_count(p_area) t
    ), cohort as materialized (
        select * from ours t where t.day >= p_since and t.day < p_until
    ), entries as materialized (
        select distinct on (t.child_id, t.day, coalesce(t.agency, -t.id)) t.*
          from ours t where t.child_id is not null
         order by t.child_id, t.day, coalesce(t.agency, -t.id), t.received_at, t.id
    ), repeats as (
        select e.month, e.source,
               coalesce(bool_or(e.day <= (o.day + interval '12 months')::date), false) as in_twelve,
               coalesce(bool_or(e.day <= (o.day + interval '3 months')::date), false) as in_three
          from entries e
          left join entries o on o.child_id = e.child_id and (o.received_at, o.id) < (e.received_at, e.id)
         where e.day >= p_since and e.day < p_until
         group by e.id, e.month, e.source
    ), referred as materialized (
        select distinct on (t.child_id, t.day) t.*
          from ours t where t.child_id is not null and t.outcome in ('O6', 'O7', 'O8')
         order by t.child_id, t.day, t.received_at, t.id
    ), again as (
        select r.month, r.source, coalesce(bool_or(r.day <= (o.day + interval '12 months')::date), false) as within
          from referred r left join referred o on o.child_id = r.child_id and o.day < r.day
         where r.day >= p_since and r.day < p_until
         group by r.id, r.month, r.source
    ), clocks as (
        select distinct on (t.id, k.rule) t.month, k.rule::text as rule, k.stopped_at, k.breach_at
          from cohort t join casework_clock k on k.case_id = t.case_id
         where k.rule in ('front_door.decision', 'front_door.acknowledge', 'front_door.feedback')
            or k.rule = 'front_door.rated_' || lower(t.rag)
         order by t.id, k.rule, case when k.rule like '%.rated_%' then -extract(epoch from k.started_at) else extract(epoch from k.started_at) end
    ), decided as (
        select distinct on (t.id) t.month, d.dispensed_because
          from cohort t join front_door_decision d on d.contact_id = t.id
         where t.decided order by t.id, d.at desc, d.id desc
    )
    select t.month, 'outcome', t.source, case t.outcome when '' then 'NONE' else t.outcome end, count(*)
      from cohort t group by 1, 3, 4
    union all select t.month, 'channel', t.channel, 'ALL', count(*) from cohort t group by 1, 3
    union all select t.month, 'weekday', extract(isodow from t.told)::text, 'ALL', count(*) from cohort t group by 1, 3
    union all select t.month, 'hour', to_char(t.told, 'HH24'), 'ALL', count(*) from cohort t group by 1, 3
    union all select t.month, 'hours', 'ALL', case when t.out_of_hours then 'OUT' else 'IN' end, count(*) from cohort t group by 1, 4
    union all select r.month, 'repeat_12', r.source, case when r.in_twelve then 'YES' else 'NO' end, count(*) from repeats r group by 1, 3, 4
    union all select r.month, 'repeat_3', r.source, case when r.in_three then 'YES' else 'NO' end, count(*) from repeats r group by 1, 3, 4
    union all select a.month, 'rereferral', a.source, case when a.within then 'YES' else 'NO' end, count(*) from again a group by 1, 3, 4
    union all
    select k.month, replace(k.rule, 'front_door.', ''), 'ALL', case when k.stopped_at < k.breach_at then 'YES' else 'NO' end, count(*)
      from clocks k where k.stopped_at is not null or k.breach_at <= p_at group by 1, 2, 4
    union all
    select d.month, 'dispensed', 'ALL', case d.dispensed_because when '' then 'NO' else 'YES' end, count(*) from decided d group by 1, 4
    union all
    select date_trunc('month', d.at at time zone 'Europe/London')::date, 'decider', x.membership_id::text, 'ALL', count(*)
      from front_door_decision d join ours t on t.id = d.contact_id join organisations_actor x on x.id = d.by_id
     where x.membership_id is not null
       and (d.at at time zone 'Europe/London')::date >= p_since and (d.at at time zone 'Europe/London')::date < p_until
     group by 1, 3
    union all
    select date_trunc('month', s.held_at at time zone 'Europe/London')::date, 'strategy', 'ALL',
           case when s.saw_police and s.saw_health then 'NO' else 'YES' end, count(*)
      from front_door_strategy s join casework_case k on k.id = s.case_id
     where k.area_id = p_area and s.recorded_at is not null
       and (s.held_at at time zone 'Europe/London')::date >= p_since and (s.held_at at time zone 'Europe/London')::date < p_until
       and not exists (select 1 from front_door_contact c join front_door_allegationcontact a on a.case_id = c.case_id where c.id = s.contact_id)
     group by 1, 4
    union all
    select date_trunc('month', a.raised_at at time zone 'Europe/London')::date, 'page', 'ALL',
           case when a.acknowledged_at <= a.raised_at + interval '15 minutes' then 'YES' else 'NO' end, count(*)
      from front_door_alarm a
     where a.area_id = p_area and (a.acknowledged_at is not null or a.raised_at + interval '15 minutes' < p_at)
       and (a.raised_at at time zone 'Europe/London')::date >= p_since and (a.raised_at at time zone 'Europe/London')::date < p_until
       and not exists (select 1 from front_door_allegation g join front_door_submission b on b.id = g.submission_id
                        where g.reference = a.reference or b.reference = a.submission_reference)
     group by 1, 4
    union all
    select date_trunc('month', r.sent_at at time zone 'Europe/London')::date, 'asked', r.kind::text,
           case when r.answered_at < r.breach_at then 'YES' else 'NO' end, count(*)
      from front_door_informationrequest r join ours t on t.id = r.contact_id
     where (r.answered_at is not null or r.breach_at <= p_at)
       and (r.sent_at at time zone 'Europe/London')::date >= p_since and (r.sent_at at time zone 'Europe/London')::date < p_until
     group by 1, 3, 4
    union all
    select date_trunc('month', k.opened_at at time zone 'Europe/London')::date, 'disagreement', e.theme::text, 'ALL', count(*)
      from casework_escalation e join casework_case k on k.id = e.case_id
     where k.area_id = p_area
       and (k.opened_at at time zone 'Europe/London')::date >= p_since and (k.opened_at at time zone 'Europe/London')::date < p_until
       and not exists (select 1 from front_door_allegation a where a.case_id = e.about_case_id or a.reference = e.about_reference)
       and not exists (select 1 from front_door_allegationcontact a where a.case_id = e.about_case_id)
       and not exists (select 1 from front_door_strategy s join front_door_allegationcontact a on a.case_id = s.about_case_id
                        where s.case_id = e.about_case_id)
     group by 1, 3
    -- What stands open at this moment.
    union all
    select here, 'now_open', case t.rag when '' then 'NONE' else t.rag end,
           case when t.received_at > p_at - interval '24 hours' then 'DAY' when t.received_at > p_at - interval '72 hours' then 'THREE' else 'OLDER' end, count(*)
      from ours t where not t.decided and t.is_open group by 3, 4
    union all
    select here, 'now_awaiting', r.kind::text, case when r.breach_at <= p_at then 'LATE' else 'WAITING' end, count(*)
      from front_door_informationrequest r join ours t on t.id = r.contact_id
     where r.status in ('SENT', 'SEEN', 'IN_PROGRESS', 'OVERDUE', 'ESCALATED') group by 3, 4
    union all
    select here, 'now_hand_on', h.service::text, case when h.answer_due_at <= p_at then 'LATE' else 'WAITING' end, count(*)
      from casework_handover h join casework_handovercase c on c.handover_id = h.id join ours t on t.case_id = c.case_id
     where h.status = 'OFFERED' group by 3, 4
    union all
    select here, 'now_overdue', replace(k.rule, 'front_door.', ''), 'ALL', count(*)
      from casework_clock k join ours t on t.case_id = k.case_id
     where t.is_open and k.stopped_at is null and k.breach_at <= p_at
       and (k.rule in ('front_door.decision', 'front_door.acknowledge', 'front_door.feedback') or k.rule = 'front_door.rated_' || lower(t.rag))
     group by 3
    union all
    select here, 'now_untold', 'ALL', 'ALL', count(distinct t.id)
      from front_door_letter e join front_door_receiptline i on i.id = e.line_id join ours t on t.id = i.contact_id
     where e.status in ('DUE', 'FAILED') and e.waived_at is null and i.stage <> 'JOINED'
       and not exists (select 1 from front_door_letter later where later.line_id = e.line_id and later.id > e.id)
    having count(*) > 0;
end $$;
