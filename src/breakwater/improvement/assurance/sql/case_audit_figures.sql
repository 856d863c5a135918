-- What case audits that were reported in a time recommended, with how many cases each looked at, for the area's business manager, who draws the
-- yearly report and need not be named on any: the report says the same whoever draws it. Only settled reports, which were looked through for
-- names; nothing of findings or of cases, and no number of cases from one to four.
create or replace function access.case_audits_reported(p_area bigint, p_first date, p_last date)
returns table (theme text, cases integer, reported_on date, recommendations text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select a.theme, case when a.drawn >= 5 then a.drawn end, (a.reported_at at time zone 'Europe/London')::date, a.recommendations
      from assurance_caseaudit a
     where (access.post_now()).role = 'business_manager' and access.area_now() = p_area
       and a.area_id = p_area and a.state = 'REPORTED'
       and (a.reported_at at time zone 'Europe/London')::date between p_first and p_last
     order by a.reported_at, a.id
$$;
