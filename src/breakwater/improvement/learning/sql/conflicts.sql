-- Somebody has a conflict of interest in a serious incident: they find nothing of it. It is lifted by no hand (PL 6.8).
create or replace function access.keep_from_serious_incident(p_incident bigint, p_human bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('serious_incident', p_incident) then return false; end if;
    perform access.lock_followers('serious_incident', p_incident);
    insert into access.bar (kind, target, human, because, source)
    select 'serious_incident', p_incident, p_human, 'a conflict of interest in the serious incident', 'serious_conflict'
     where not exists (select 1 from access.bar b where b.kind = 'serious_incident' and b.target = p_incident and b.human = p_human
                          and b.source = 'serious_conflict' and b.until is null);
    perform access.derive('serious_incident', p_incident);
    return true;
end $$;

-- Which of some humans are kept from a serious incident, by a conflict or by what keeps them from its child: nobody names them or tells
-- them anything. For whoever may read the incident, who need not be able to read the child's record.
create or replace function access.barred_from_incident(p_incident bigint, p_humans bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare kept bigint[];
begin
    if not access.may_read('serious_incident', p_incident) then return '{}'; end if;
    select i.barred into kept from learning_seriousincident i where i.id = p_incident;
    return array(select h from unnest(p_humans) h where kept && array[h]);
end $$;
