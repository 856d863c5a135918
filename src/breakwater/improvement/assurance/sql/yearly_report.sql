-- What a yearly report says of children who died: three numbers of an area and a year, for its business manager, who reads no death. None
-- from one to four is told, nor one from which such a one could be worked out; nor any of a year that still runs, by whose growth
-- somebody would learn of a death.
create or replace function access.child_deaths_of_year(p_area bigint, p_first date, p_last date)
returns table (notified integer, concluded integer, modifiable integer)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare died integer; ended integer; found integer;
begin
    if coalesce((access.post_now()).role, '') <> 'business_manager' or access.area_now() is distinct from p_area
       or p_last >= current_date then
        return;
    end if;
    select count(*) into died from learning_childdeath d
     where d.area_id = p_area and d.merged_into_id is null
       and (d.opened_at at time zone 'Europe/London')::date between p_first and p_last;
    select count(*), count(*) filter (where last.modifiable = 'YES') into ended, found
      from (select distinct on (d.id) o.result, o.modifiable, o.on
              from learning_paneloutcome o join learning_panelcase c on c.id = o.case_id join learning_childdeath d on d.id = c.death_id
             where d.area_id = p_area and d.merged_into_id is null
             order by d.id, o.at desc, o.id desc) last
     where last.result = 'CONCLUDED' and last.on between p_first and p_last;
    notified := case when died between 1 and 4 then null else died end;
    concluded := case when ended between 1 and 4 then null else ended end;
    modifiable := case when concluded is null or found between 1 and 4 or ended - found between 1 and 4 then null else found end;
    return next;
end $$;

-- A report that is with its partners to sign is what they sign: nothing of a section changes until it is taken back, which ends what
-- was signed; one that is published changes no more at all, and may be taken off the public pages as it is.
create or replace function access.guard_report() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.published_on is not null
       and ((new.frozen_at, new.digest, new.drawn_at) is distinct from (old.frozen_at, old.digest, old.drawn_at)
            or new.published_on <> old.published_on or new.published_on is null and new.taken_off_on is null) then
        raise exception 'a published report does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists report_guard on assurance_yearlyreport;
create trigger report_guard before update on assurance_yearlyreport for each row execute function access.guard_report();

create or replace function access.guard_report_section() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if exists (select 1 from assurance_yearlyreport r where r.id = old.report_id and r.frozen_at is not null) then
        raise exception 'a report that is signed does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists section_guard on assurance_reportsection;
create trigger section_guard before update on assurance_reportsection for each row execute function access.guard_report_section();
