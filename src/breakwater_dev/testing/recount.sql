-- The front door counted again by the database's owner: one row for each thing that counts, then how many of each. What the
-- published figures are checked against, so nothing here is shared with the product. Repeats are counted in recount.py.
with period as (
    select tstzrange(timezone('Europe/London', %(since)s::timestamp), timezone('Europe/London', %(until)s::timestamp)) as span
), apart as (
    select case_id from front_door_allegationcontact
), sent_again as (
    select other_id from front_door_contactlink where kind = 'DUPLICATE' and ended_at is null
), kept as (
    select c.*, k.closed_at, organisation.kind as of_kind
      from casework_case k
      join front_door_contact c on k.id = c.case_id and c.outcome not in ('O14')
      left join organisations_organisation organisation on organisation.id = c.sender_organisation_id
     where k.kind = 'contact' and k.area_id = %(area)s
       and c.case_id not in (table apart) and c.id not in (table sent_again)
), received as (
    select kept.*, timezone('Europe/London', received_at) as here from kept, period where received_at <@ span
), timed as (
    select r.received_at as moment, k.rule, k.stopped_at, k.breach_at, 'front_door.rated_' || lower(r.rag) as of_its_rating,
           row_number() over (partition by r.id, k.rule order by k.started_at) as nth,
           row_number() over (partition by r.id, k.rule order by k.started_at desc) as nth_from_last
      from received r join casework_clock k using (case_id)
), decisions as (
    select d.*, row_number() over (partition by d.contact_id order by d.at desc, d.id desc) as nth_from_last
      from front_door_decision d where d.contact_id in (select id from kept)
), letters as (
    select line_id, status, waived_at, row_number() over (partition by line_id order by id desc) as nth_from_last
      from front_door_letter
), secret as (
    select a.reference as of_contact, s.reference as of_submission
      from front_door_allegation a left join front_door_submission s on s.id = a.submission_id
), facts (moment, name, line, part) as (
    select received_at, 'outcome',
           case when of_kind is not null then of_kind
                when channel in ('CHILD', 'PUBLIC', 'HEALTH', 'OTHER_AREA') then channel
                when channel = 'NOTICE' then 'POLICE'
                else 'NOT_SAID' end,
           case when outcome = '' then 'NONE' else outcome end
      from received
    union all select received_at, 'channel', channel, 'ALL' from received
    union all select received_at, 'weekday', to_char(here, 'ID'), 'ALL' from received
    union all select received_at, 'hour', lpad(date_part('hour', here)::text, 2, '0'), 'ALL' from received
    union all select received_at, 'hours', 'ALL', case out_of_hours when true then 'OUT' else 'IN' end from received
    union all
    select moment, substr(rule, length('front_door.') + 1), 'ALL',
           case when stopped_at < breach_at then 'YES' when stopped_at is not null or breach_at <= %(at)s then 'NO' end
      from timed
     where rule = any ('{front_door.decision,front_door.acknowledge,front_door.feedback}') and nth = 1
        or rule = of_its_rating and nth_from_last = 1
    union all
    select r.received_at, 'dispensed', 'ALL', case when d.dispensed_because = '' then 'NO' else 'YES' end
      from received r join decisions d on d.contact_id = r.id and d.nth_from_last = 1 where r.decided_at is not null
    union all
    select d.at, 'decider', a.membership_id::text, 'ALL'
      from decisions d join organisations_actor a on a.id = d.by_id, period
     where a.membership_id is not null and d.at <@ span
    union all
    select s.held_at, 'strategy', 'ALL', case when s.saw_police is true and s.saw_health is true then 'NO' else 'YES' end
      from period, front_door_strategy s left join front_door_contact c on c.id = s.contact_id
     where s.case_id in (select id from casework_case where area_id = %(area)s) and s.recorded_at is not null
       and s.held_at <@ span and (c.id is null or c.case_id not in (table apart))
    union all
    select a.raised_at, 'page', 'ALL',
           case when a.acknowledged_at - a.raised_at <= '15 minutes' then 'YES'
                when a.acknowledged_at is not null or %(at)s - a.raised_at > '15 minutes' then 'NO' end
      from front_door_alarm a, period
     where a.area_id = %(area)s and a.raised_at <@ span
       and a.reference not in (select of_contact from secret)
       and a.submission_reference not in (select of_submission from secret where of_submission is not null)
    union all
    select q.sent_at, 'asked', q.kind,
           case when q.answered_at < q.breach_at then 'YES' when q.answered_at is not null or q.breach_at <= %(at)s then 'NO' end
      from front_door_informationrequest q, period where q.contact_id in (select id from kept) and q.sent_at <@ span
    union all
    select k.opened_at, 'disagreement', e.theme, 'ALL'
      from casework_escalation e join casework_case k on k.id = e.case_id, period
     where k.area_id = %(area)s and k.opened_at <@ span
    union all
    select %(at)s, 'now_open', case when rag = '' then 'NONE' else rag end,
           case when %(at)s - received_at < '24 hours' then 'DAY' when %(at)s - received_at < '72 hours' then 'THREE' else 'OLDER' end
      from kept where decided_at is null and closed_at is null
    union all
    select %(at)s, 'now_awaiting', kind, case when breach_at > %(at)s then 'WAITING' else 'LATE' end
      from front_door_informationrequest
     where contact_id in (select id from kept) and status in ('SENT', 'SEEN', 'IN_PROGRESS', 'OVERDUE', 'ESCALATED')
    union all
    select %(at)s, 'now_hand_on', h.service, case when h.answer_due_at > %(at)s then 'WAITING' else 'LATE' end
      from casework_handover h join casework_handovercase c on c.handover_id = h.id
     where h.status = 'OFFERED' and c.case_id in (select case_id from kept)
    union all
    select %(at)s, 'now_overdue', split_part(k.rule, '.', 2), 'ALL' from kept join casework_clock k using (case_id)
     where closed_at is null and k.stopped_at is null and k.breach_at <= %(at)s
       and k.rule in ('front_door.decision', 'front_door.acknowledge', 'front_door.feedback', 'front_door.rated_' || lower(kept.rag))
    union all
    select distinct %(at)s, 'now_untold', i.contact_id::text, 'ALL'
      from front_door_receiptline i join letters e on e.line_id = i.id and e.nth_from_last = 1
     where i.contact_id in (select id from kept) and i.stage not in ('JOINED')
       and e.status in ('DUE', 'FAILED') and e.waived_at is null
)
select to_char(timezone('Europe/London', moment), 'YYYY-MM-01')::date as month, name,
       case name when 'now_untold' then 'ALL' else line end, part, count(*)::int
  from facts where part is not null group by 1, 2, 3, 4
