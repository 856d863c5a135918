-- Somebody of the school has a conflict of interest in an incident: they find neither it nor a notice of it, whichever school wrote the
-- notice (PL 9.4). A bar on the incident is a bar on its children, reports and instructions by the wall; a notice follows no incident,
-- because the other school reads it too. What has a source is lifted by no hand, and nobody lifts what keeps themselves out.
create or replace function access.keep_from_incident(p_incident bigint, p_human bigint, p_holds boolean) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare t record; still boolean := false;
begin
    if not access.may_read('incident', p_incident) or (not p_holds and p_human = any(access.now_human())) then return false; end if;
    for t in
        select 'incident' as kind, p_incident as id
        union all
        select 'school_notice', s.id from child_on_child_schoolnotice s
          join child_on_child_incidentchild c on c.id = s.child_id
         where c.incident_id = p_incident or s.belongs_to_id = p_incident
    loop
        continue when still;  -- what keeps them from the incident otherwise, keeps them from its notices as well
        perform access.lock_followers(t.kind, t.id);
        if p_holds then
            perform access.keep_from(t.kind, t.id, p_human);
        else
            update access.bar set until = clock_timestamp()
             where kind = t.kind and target = t.id and human = p_human and until is null and source = 'incident_conflict';
        end if;
        perform access.derive(t.kind, t.id);
        if t.kind = 'incident' and not p_holds then
            select i.barred && array[p_human] into still from child_on_child_incident i where i.id = p_incident;
        end if;
    end loop;
    return true;
end $$;

-- For the two functions here alone.
create or replace function access.keep_from(p_kind text, p_id bigint, p_human bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into access.bar (kind, target, human, because, source)
    select p_kind, p_id, p_human, 'a conflict of interest in the incident', 'incident_conflict'
     where not exists (select 1 from access.bar b where b.kind = p_kind and b.target = p_id and b.human = p_human
                          and b.source = 'incident_conflict' and b.until is null)
$$;

-- A notice that was sent belongs to the incident which the school that is told opened of an earlier notice of the same child. Whoever is
-- kept from the incident of either school is kept from the notice. Gives the humans of the school it is for who are told of it.
create or replace function access.deliver_notice(p_notice bigint) returns setof bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare n record; theirs bigint; earlier record;
begin
    if not access.may_read('school_notice', p_notice) then return; end if;
    select s.to_team_id, s.child_id, c.incident_id, s.belongs_to_id into n
      from child_on_child_schoolnotice s join child_on_child_incidentchild c on c.id = s.child_id where s.id = p_notice;
    select e.belongs_to_id, e.about_id into earlier from child_on_child_schoolnotice e
     where e.child_id = n.child_id and e.to_team_id = n.to_team_id and e.belongs_to_id is not null and e.id <> p_notice
     order by e.id desc limit 1;
    theirs := coalesce(n.belongs_to_id, earlier.belongs_to_id);
    update child_on_child_schoolnotice set belongs_to_id = theirs, about_id = earlier.about_id
     where id = p_notice and belongs_to_id is null and theirs is not null;
    perform access.lock_followers('school_notice', p_notice);
    perform access.keep_from('school_notice', p_notice, h)
       from child_on_child_incident i, unnest(i.barred) h where i.id in (n.incident_id, theirs);
    perform access.derive('school_notice', p_notice);
    return query
    select distinct m.user_id from organisations_membership m join organisations_user u on u.id = m.user_id and u.is_active
      join child_on_child_schoolnotice s on s.id = p_notice and s.to_team_id = m.team_id
     where m.starts_on <= current_date and (m.ends_on is null or m.ends_on >= current_date) and m.revoked_at is null
       and not s.barred && array[m.user_id];
end $$;
