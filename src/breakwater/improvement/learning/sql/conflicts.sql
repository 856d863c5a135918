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
