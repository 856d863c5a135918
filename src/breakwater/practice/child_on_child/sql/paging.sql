-- Reports that nobody has acknowledged so many minutes after they were sent: each step is noted once, and comes back for whoever is to be
-- paged. For the area's clocks alone, which read no report: its page, the team, the step, and who is kept from it.
create or replace function access.page_reports(p_area bigint, p_at timestamptz, p_after integer[])
returns table (public_id text, team_id bigint, step smallint, barred bigint[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('clocks', p_area) then return; end if;
    return query
    with noted as (
        insert into child_on_child_reportpaging (report_id, step, paged_at)
        select r.id, a.minutes, p_at from child_on_child_report r cross join unnest(p_after) as a(minutes)
         where r.area_id = p_area and r.acknowledged_at is null and r.made_at + make_interval(mins => a.minutes) <= p_at
        on conflict do nothing
        returning report_id, child_on_child_reportpaging.step
    )
    select r.public_id::text, r.team_id, n.step, r.barred from noted n join child_on_child_report r on r.id = n.report_id
     order by r.id, n.step;
end $$;
