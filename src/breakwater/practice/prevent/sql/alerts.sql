-- The blind alert: whatever opens a case about a child with a live referral raises it, in its own transaction and without a
-- statement of its own (SG-12, SG-13). A trigger, so that no room that opens cases can forget it.

create or replace function access.raise_alerts(p_case bigint, p_top bigint) returns void
language sql security definer set search_path = public, pg_catalog, pg_temp as $$
    -- The contact that came with the referral is no news: nobody is mailed of it.
    insert into prevent_alert (public_id, team_id, referral_id, case_id, raised_at, moved, own, told_at)
    select access.new_public_id(), r.team_id, r.id, p_case, now(), '', o.own, case when o.own then now() end
      from prevent_referral r left join prevent_nationalform f on f.id = r.form_id
     cross join lateral (select exists (
            select 1 from front_door_contact c join front_door_submission s on s.id = c.submission_id
             where c.case_id = p_case and s.reference in (r.arrived_with, f.contact)) as own) o
     where r.ended_on is null and r.child_id = any(access.stands_in(p_top))
    on conflict (referral_id, case_id) do nothing
$$;
revoke execute on function access.raise_alerts(bigint, bigint) from public;

create or replace function access.alert_of_participant() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if new.capacity = 'CHILD' and new.ends_at is null then
        -- Who a referral is about is settled with the contact that came with it, where that was about one child.
        update prevent_referral r set child_id = new.person_id
          from front_door_contact c join front_door_submission s on s.id = c.submission_id
         where c.case_id = new.case_id and r.child_id is null and r.purged_at is null
           and (r.arrived_with = s.reference
                or r.form_id in (select f.id from prevent_nationalform f where f.contact = s.reference))
           and not exists (select 1 from front_door_contact o where o.submission_id = s.id and o.id <> c.id);
        perform access.raise_alerts(new.case_id, access.stands_for(new.person_id));
    end if;
    return null;
end $$;
drop trigger if exists prevent_alert on casework_participant;
create trigger prevent_alert after insert or update of person_id on casework_participant
    for each row execute function access.alert_of_participant();

-- The other ways round: a referral is matched to a child, or two records of one child are merged, while cases are open.
create or replace function access.alert_of_child() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare child text := to_jsonb(new) ->> tg_argv[0]; top bigint;
begin
    if child is null or tg_op = 'UPDATE' and child is not distinct from to_jsonb(old) ->> tg_argv[0] then return null; end if;
    top := access.stands_for(child::bigint);
    perform access.raise_alerts(c.id, top) from casework_participant p join casework_case c on c.id = p.case_id
      where p.person_id = any(access.stands_in(top)) and p.capacity = 'CHILD' and p.ends_at is null and c.closed_at is null;
    return null;
end $$;
drop trigger if exists prevent_matched on prevent_referral;
create trigger prevent_matched after insert or update of child_id on prevent_referral
    for each row execute function access.alert_of_child('child_id');
drop trigger if exists prevent_merged on people_person;
create trigger prevent_merged after update of merged_into_id on people_person
    for each row execute function access.alert_of_child('merged_into_id');

-- What becomes of such a case afterwards, told the same way: that it was decided or closed, never how.
create or replace function access.move_alerts(p_case bigint, p_moved text) returns void
language sql security definer set search_path = public, pg_catalog, pg_temp as $$
    update prevent_alert a set moved = p_moved, moved_at = now(), told_at = null, settled_at = null, settled_by_id = null,
           handed_at = case when p_moved = 'CLOSED' then null else a.handed_at end
      from prevent_referral r where a.case_id = p_case and r.id = a.referral_id and r.ended_on is null
$$;
revoke execute on function access.move_alerts(bigint, text) from public;

create or replace function access.alert_of_end() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if to_jsonb(old) ->> tg_argv[1] is null and to_jsonb(new) ->> tg_argv[1] is not null then
        perform access.move_alerts((to_jsonb(new) ->> tg_argv[0])::bigint, tg_argv[2]);
    end if;
    return null;
end $$;
drop trigger if exists prevent_decided on front_door_contact;
create trigger prevent_decided after update of decided_at on front_door_contact
    for each row execute function access.alert_of_end('case_id', 'decided_at', 'DECIDED');
drop trigger if exists prevent_closed on casework_case;
create trigger prevent_closed after update of closed_at on casework_case
    for each row execute function access.alert_of_end('id', 'closed_at', 'CLOSED');

-- A message is to a person, and the work goes on to others: whoever takes it, gives it back or moves it to another team raises the alert
-- again, in the same statement, so that the team tells the next person. Nobody is told by itself, and whoever was told needs no telling.
create or replace function access.hand_alerts(p_case bigint, p_human bigint) returns void
language sql security definer set search_path = public, pg_catalog, pg_temp as $$
    update prevent_alert a set handed_at = now(), told_at = null, settled_at = null, settled_by_id = null
      from casework_case c where a.case_id = p_case and c.id = p_case and c.closed_at is null
       and exists (select 1 from prevent_message m where m.alert_id = a.id)
       and not exists (select 1 from prevent_message m where m.alert_id = a.id and m.to_user_id = p_human)
$$;
revoke execute on function access.hand_alerts(bigint, bigint) from public;

create or replace function access.alert_of_claim() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    perform access.hand_alerts(new.case_id, (select m.user_id from organisations_membership m where m.id = new.claimed_by_id));
    return null;
end $$;
drop trigger if exists prevent_handed on front_door_contact;
create trigger prevent_handed after update of claimed_by_id on front_door_contact
    for each row when (old.claimed_by_id is distinct from new.claimed_by_id) execute function access.alert_of_claim();

create or replace function access.alert_of_team() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    perform access.hand_alerts(new.id, null);
    return null;
end $$;
drop trigger if exists prevent_handed on casework_case;
create trigger prevent_handed after update of responsible_team_id on casework_case
    for each row when (old.responsible_team_id is distinct from new.responsible_team_id) execute function access.alert_of_team();

create or replace function access.alert_of_worker() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        perform access.hand_alerts(new.case_id, new.user_id);
    elsif old.ends_at is null and new.ends_at is not null then
        perform access.hand_alerts(new.case_id, null);
    end if;
    return null;
end $$;
drop trigger if exists prevent_handed on casework_caseworker;
create trigger prevent_handed after insert or update of ends_at on casework_caseworker
    for each row execute function access.alert_of_worker();

-- What the lead reads of an alert: the case's kind and reference, the nearest clock, who works on it now, and who may be told: those who
-- decide in the team that has it, who has taken it, those who work in it, the safeguarding leads of the child's school, of whom one may
-- have made the referral, and while nobody works on it whoever is on emergency duty. For the alert's own team.
drop function if exists access.alert_facts(bigint);
create function access.alert_facts(p_alert bigint)
returns table (reference text, kind text, opened_at timestamptz, due_at timestamptz, human bigint, name text, part text, holds boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    with a as (
        select c.id as case_id, c.reference, c.kind, c.opened_at, c.area_id, c.responsible_team_id, r.child_id, f.author_user_id
          from prevent_alert x join casework_case c on c.id = x.case_id join prevent_referral r on r.id = x.referral_id
          left join prevent_nationalform f on f.id = r.form_id
         where x.id = p_alert and x.team_id = (access.post_now()).team_id
    ), people as (
        select w.user_id as human, 2 as place, 'WORKER' as part, true as holds from a join casework_caseworker w on w.case_id = a.case_id
         where w.ends_at is null
        union all
        select m.user_id, 1, 'HOLDER', true from a join front_door_contact t on t.case_id = a.case_id and t.claimed_until > now()
          join organisations_membership m on m.id = t.claimed_by_id
        union all
        select m.user_id, 0, 'DECIDES', false from a join organisations_membership m on m.team_id = a.responsible_team_id
          join organisations_rolerecord o on o.code = m.role and o.decides where m.id = any(access.posts_of(m.user_id))
        union all
        select m.user_id, 3, case when m.user_id = a.author_user_id then 'AUTHOR' else 'DSL' end, false from a
          join people_enrolment e on e.person_id = any(access.stands_in(access.stands_for(a.child_id)))
           and (e.ends_on is null or e.ends_on >= current_date)
          join organisations_membership m on m.team_id = e.team_id and m.role = 'dsl' where m.id = any(access.posts_of(m.user_id))
    ), duty as (
        select m.user_id, exists (select 1 from organisations_shift s where s.membership_id = m.id and s.removed_at is null
                                     and s.starts_at <= now() and s.ends_at > now()) as on_shift
          from a join organisations_team t on t.area_id = a.area_id
          join organisations_membership m on m.team_id = t.id and m.role = 'emergency_duty'
         where m.id = any(access.posts_of(m.user_id)) and not exists (
               select 1 from organisations_absence b where b.user_id = m.user_id and b.removed_at is null
                  and (now() at time zone 'Europe/London')::date between b.starts_on and coalesce(b.ends_on, 'infinity'))
    ), able as (
        select * from people union all
        select d.user_id, 4, 'DUTY', false from duty d
         where (d.on_shift or not exists (select 1 from duty o where o.on_shift)) and not exists (select 1 from people p where p.holds)
    ), once as (
        select distinct on (p.human) p.human, p.part, p.place, bool_or(p.holds) over (partition by p.human) as holds
          from able p order by p.human, p.place)
    select a.reference::text, a.kind::text, a.opened_at,
           (select min(k.due_at) from casework_clock k where k.case_id = a.case_id and k.stopped_at is null),
           u.id::bigint, u.name::text, o.part, o.holds
      from a left join once o on true left join organisations_user u on u.id = o.human and u.is_active
     order by o.place, u.name
$$;

-- The teams with alerts that no mail has told of yet, and whether work moved on under a message; they are told from now on. A claim that
-- lapsed with the shift (SG-06) is found here: no statement ends it. For the intake.
drop function if exists access.alerts_untold(bigint);
create function access.alerts_untold(p_area bigint) returns table (team bigint, handed boolean)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('intake', p_area) then return; end if;
    update prevent_alert x set handed_at = clock_timestamp(), told_at = null, settled_at = null, settled_by_id = null
      from prevent_referral r, front_door_contact t, casework_case c
     where r.id = x.referral_id and r.area_id = p_area and t.case_id = x.case_id and c.id = x.case_id and c.closed_at is null
       and t.decided_at is null and x.handed_at is null and t.claimed_until <= clock_timestamp()
       and (x.settled_at is null or x.settled_at < t.claimed_until)
       and t.claimed_until > (select max(m.sent_at) from prevent_message m where m.alert_id = x.id);
    return query with told as (
        update prevent_alert x set told_at = now() from prevent_referral r
         where r.id = x.referral_id and r.area_id = p_area and x.told_at is null returning x.team_id, x.handed_at
    ) select t.team_id, bool_or(t.handed_at is not null) from told t group by t.team_id;
end $$;
