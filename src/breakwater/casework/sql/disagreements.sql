-- Disagreements between professionals.

-- Say what case a disagreement is about, once, after its first step stands: where that case is sealed the disagreement is
-- sealed with it from this moment, and whoever raised it reads it no more than the case.
create or replace function access.disagreement_is_about(p_escalation bigint, p_case bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('intake', (
        select c.area_id from casework_escalation e join casework_case c on c.id = e.case_id where e.id = p_escalation))
    then return; end if;
    update casework_escalation set about_case_id = p_case where id = p_escalation and about_case_id is null;
end $$;
