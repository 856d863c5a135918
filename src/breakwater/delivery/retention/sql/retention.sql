-- The area of whoever answers for retention and acts now: information governance, and the head of service who approves; null for everyone else.
create or replace function access.keeps_retention() returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select t.area_id from organisations_actor x
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = access.actor_now() and m.user_id = any(access.now_human()) and m.id = any(access.posts_of(m.user_id))
       and m.role in ('information_governance', 'head_of_service')
$$;

-- Whether a legal hold stands on a case or a person that the actor may read. Why, and for whom, is information governance's.
create or replace function access.is_on_legal_hold(p_kind text, p_id bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select access.may_read(p_kind, p_id) and exists (
        select 1 from retention_hold h
         where h.ended_at is null and (
               p_kind = 'case' and h.name = (select reference from casework_case where id = p_id)
            or p_kind = 'case' and exists (
                   select 1 from casework_participant c join people_person p on p.id = any(access.stands_in(access.stands_for(c.person_id)))
                    where c.case_id = p_id and p.public_id = h.name and h.area_id = p.area_id)
            or p_kind = 'person' and exists (
                   select 1 from people_person p where p.id = any(access.stands_in(access.stands_for(p_id))) and p.public_id = h.name)))
$$;

do $$
declare t text;
begin
    foreach t in array array['retention_classchange', 'retention_hold', 'retention_longer', 'retention_batch', 'retention_disposal', 'retention_due'] loop
        execute format('revoke all on %I from public, {app}', t);
        execute format('grant select on %I to {app}', t);
        execute format('alter table %I enable row level security', t);
        execute format('drop policy if exists of_area on %I', t);
        execute format('create policy of_area on %I to {app} using (area_id = (select access.keeps_retention()))', t);
    end loop;
end $$;
grant insert on retention_classchange, retention_hold, retention_longer, retention_batch, retention_disposal to {app};
drop policy if exists proposed on retention_disposal;
create policy proposed on retention_disposal as restrictive for insert to {app}
    with check (state = 'WAITING' and done_at is null and rows = 0 and files = '[]');
grant update (ended_at, ended_by_id, ended_because) on retention_hold to {app};
grant update (approved_at, approved_by_id, refused_at, refused_by_id, refused_because) on retention_batch to {app};
