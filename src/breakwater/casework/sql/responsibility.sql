-- The rules of a case that the database keeps: one responsible team, moved by an accepted handover alone; closed once.
create or replace function access.guard_case() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.closed_at is not null and (new.closed_at, new.closed_by_id, new.closing_reason)
        is distinct from (old.closed_at, old.closed_by_id, old.closing_reason) then
        raise exception 'case % is closed, and a case is closed once', old.reference using errcode = 'check_violation';
    end if;
    if new.responsible_team_id is distinct from old.responsible_team_id
       and current_user <> (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
        raise exception 'responsibility for case % moves by an accepted handover alone', old.reference
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop trigger if exists case_guard on casework_case;
create trigger case_guard before update on casework_case for each row execute function access.guard_case();

-- A transition, once made, is what happened: complete answers do not change either.
create or replace function access.guard_answers() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.status = 'COMPLETE' and (new.values, new.version_id, new.status, new.completed_at)
        is distinct from (old.values, old.version_id, old.status, old.completed_at) then
        raise exception 'complete answers do not change' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists answers_guard on casework_answers;
create trigger answers_guard before update on casework_answers for each row execute function access.guard_answers();

-- A handover is answered once.
create or replace function access.guard_handover() returns trigger language plpgsql
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.status <> 'OFFERED' and new.status is distinct from old.status then
        raise exception 'handover % is answered already', old.reference using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists handover_guard on casework_handover;
create trigger handover_guard before update on casework_handover for each row execute function access.guard_handover();

-- Move the cases of an accepted handover to its receiving team. The caller must act in that team, now.
create or replace function access.move_responsibility(p_handover bigint, p_case bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare h record; along bigint[];
begin
    select * into h from casework_handover where id = p_handover for update;
    if not found or h.status <> 'ACCEPTED' or not h.moves_cases
       or not access.scope_of('team', h.to_team_id) = any(access.now_scopes())
       or not exists (select 1 from casework_handovercase where handover_id = p_handover and case_id = p_case) then
        raise exception 'no such accepted handover' using errcode = 'no_data_found';
    end if;
    update casework_case set responsible_team_id = h.to_team_id where id = p_case and responsible_team_id = h.from_team_id;
    if not found then raise exception 'the giver is no longer responsible' using errcode = 'no_data_found'; end if;
    -- What the giving team offered of it and nobody has answered goes along: whoever is responsible now sees it, takes it back,
    -- and has the clock if it comes back (SG-02). Not what is offered to that very team, nor what carries a case of others.
    select array_agg(o.id) into along from casework_handover o join casework_handovercase c on c.handover_id = o.id
     where c.case_id = p_case and o.status = 'OFFERED' and o.from_team_id = h.from_team_id and o.to_team_id <> h.to_team_id
       and not exists (select 1 from casework_handovercase e join casework_case k on k.id = e.case_id
                        where e.handover_id = o.id and k.responsible_team_id <> h.to_team_id);
    update casework_handover set from_team_id = h.to_team_id where id = any(along);
    update casework_handovercase set from_team_id = h.to_team_id where handover_id = any(along);
end $$;

create sequence if not exists casework_reference;

-- No case is closed while an offer of it waits for an answer, whoever may see the offer; nor, once it is stepped down, until
-- someone leads what was opened or a manager has said what holds instead (FD 4.9, scenario J).
create or replace function access.guard_closing() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.closed_at is null and new.closed_at is not null and exists (
        select 1 from casework_handovercase c join casework_handover h on h.id = c.handover_id
        where c.case_id = new.id and h.status = 'OFFERED') then
        raise exception 'case % has an offer waiting for an answer', new.reference using errcode = 'check_violation';
    end if;
    if old.closed_at is null and new.closed_at is not null and exists (select 1 from access.without_a_lead(new.id)) then
        raise exception 'case % is stepped down and nobody leads yet', new.reference using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists case_closing_guard on casework_case;
create trigger case_closing_guard before update of closed_at on casework_case
    for each row execute function access.guard_closing();

-- Whether an offer of a case the caller reads waits for an answer, perhaps one that they may not see. Says nothing of whose.
create or replace function access.has_waiting_offer(p_case bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select access.may_read('case', p_case) and exists (
        select 1 from casework_handovercase c join casework_handover h on h.id = c.handover_id
        where c.case_id = p_case and h.status = 'OFFERED')
$$;

-- Whether someone of a team could read a case the caller reads: always, unless it is restricted; then a named reader of every
-- seal on it must hold a post in that team today. Says nothing of who.
create or replace function access.someone_reads_case(p_case bigint, p_team bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare standing bigint[]; today date := (clock_timestamp() at time zone 'Europe/London')::date;
begin
    if not access.may_read('case', p_case) then raise exception 'no such case' using errcode = 'no_data_found'; end if;
    select seals into standing from casework_case where id = p_case;
    if standing = '{}' then return true; end if;
    return exists (
        select 1 from organisations_membership m join organisations_user u on u.id = m.user_id and u.is_active
        where m.team_id = p_team and m.revoked_at is null and m.starts_on <= today
          and (m.ends_on is null or m.ends_on >= today)
          and standing <@ access.seals_read_in(m.id)
    );
end $$;
