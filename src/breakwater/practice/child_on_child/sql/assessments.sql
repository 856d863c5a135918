-- A version that is in force never changes, nor does a measure that a later row followed: a court is given what was in force.
-- Who reads it may change, and does with whoever works with the child, a restriction or a bar.
create or replace function access.guard_plan() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if to_jsonb(old) ->> tg_argv[0] is not null
       and to_jsonb(old) - array['scopes', 'barred', 'seals'] is distinct from to_jsonb(new) - array['scopes', 'barred', 'seals'] then
        raise exception 'what was in force does not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists assessment_guard on child_on_child_assessment;
create trigger assessment_guard before update on child_on_child_assessment
    for each row execute function access.guard_plan('in_force_from');
drop trigger if exists measure_guard on child_on_child_measure;
create trigger measure_guard before update on child_on_child_measure for each row execute function access.guard_plan('ended_at');

-- Who is told of a child's plan: the safeguarding team's humans of today and who works with the child, less whoever is kept from them (SG-16).
create or replace function access.humans_of_plan(p_child bigint) returns setof bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select distinct u.id from child_on_child_incidentchild c
      join organisations_membership m on m.team_id = c.team_id and m.starts_on <= current_date
                                     and (m.ends_on is null or m.ends_on >= current_date) and m.revoked_at is null
      join organisations_user u on u.is_active and u.id in (m.user_id, c.worker_user_id)
     where c.id = p_child and not c.barred && array[u.id]
$$;

-- The same for whoever may read the child's row.
create or replace function access.told_of_plan(p_child bigint) returns setof bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select h from access.humans_of_plan(p_child) h where access.may_read('incident_child', p_child)
$$;

-- Measures of other children that are linked with this one are to be checked. Whoever reads this one asks for it, and learns neither
-- whether there is another child's plan nor whose: what comes back is for the notice alone, the page of a check and who is told.
create or replace function access.ask_linked_checks(p_measure bigint, p_due date, p_again boolean)
returns table (check_id text, humans bigint[])
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare one record;
begin
    select m.child_id, m.link into one from child_on_child_measure m
     where m.id = p_measure and m.link is not null and access.may_read('incident_child', m.child_id);
    if not found then return; end if;
    return query
    with asked as (
        insert into child_on_child_measurecheck (public_id, child_id, line, asked_at, due_on)
        select access.new_public_id(), m.child_id, m.line, now(), p_due from child_on_child_measure m
         where m.link = one.link and m.child_id <> one.child_id and m.ended_at is null
        on conflict (line) where done_at is null do update
           set asked_at = excluded.asked_at, due_on = least(child_on_child_measurecheck.due_on, excluded.due_on)
         where p_again
        returning public_id, child_id
    )
    select a.public_id::text, array(select access.humans_of_plan(a.child_id)) from asked a;
end $$;
