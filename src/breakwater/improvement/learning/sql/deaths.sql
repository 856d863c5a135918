-- A record of a child's death is merged into another of the same child: into the one that is named, which the actor must read as well, or
-- into the oldest of the same team with the same NHS number, of which the actor learns nothing. What was sent and who is listed goes along;
-- what both have stays with the record that was merged. Of two key workers, the one of the record that stays goes on.
create or replace function access.merge_child_death(p_death bigint, p_into bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare target bigint; d record;
begin
    if not access.may_read('child_death', p_death) then return false; end if;
    if p_into is not null and not access.may_read('child_death', p_into) then return false; end if;
    select * into d from learning_childdeath where id = p_death and merged_into_id is null for update;
    if d.id is null then return false; end if;
    select o.id into target from learning_childdeath o
     where o.team_id = d.team_id and o.id <> d.id and o.merged_into_id is null
       and (o.id = p_into or p_into is null and d.number_digest <> '' and o.number_digest = d.number_digest)
     order by o.opened_at, o.id limit 1 for update;
    if target is null then return false; end if;
    update learning_deathprofessional p set death_id = target
     where p.death_id = d.id and not exists (select 1 from learning_deathprofessional q
                                             where q.death_id = target and q.likeness = p.likeness);
    update learning_deathnotification set death_id = target where death_id = d.id;
    update learning_deathrequest set death_id = target where death_id = d.id;
    update learning_responsestep set death_id = target where death_id = d.id;
    update learning_responsemeeting set death_id = target where death_id = d.id;
    update learning_deathwait w set death_id = target
     where w.death_id = d.id and not exists (select 1 from learning_deathwait v where v.death_id = target
                                             and v.reason = w.reason and v.ended_on is null and w.ended_on is null);
    update learning_familysupport set ended_on = current_date
     where death_id = d.id and ended_on is null
       and exists (select 1 from learning_familysupport f where f.death_id = target and f.ended_on is null);
    update learning_familysupport set death_id = target where death_id = d.id;
    update learning_responselead l set death_id = target
     where l.death_id = d.id and not exists (select 1 from learning_responselead k
                                             where k.death_id = target and k.user_id = l.user_id and k.ended_at is null);
    update learning_jointresponse set death_id = target
     where death_id = d.id and not exists (select 1 from learning_jointresponse j where j.death_id = target);
    update learning_childdeath set
           child_id = coalesce(child_id, d.child_id),
           response = case when d.response = 'YES' then 'YES' else response end
     where id = target;
    update learning_childdeath set merged_into_id = target where id = d.id;
    return true;
end $$;
