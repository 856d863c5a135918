-- The area of whoever answers for retention and acts now: information governance, and the head of service who approves; null for everyone else.
create or replace function access.keeps_retention() returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select t.area_id from organisations_actor x
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = access.actor_now() and m.user_id = any(access.now_human()) and m.id = any(access.posts_of(m.user_id))
       and m.role in ('information_governance', 'head_of_service')
$$;

-- What each record is named by, as the schedule says; `after_build` writes it.
create table if not exists access.record_name (root text primary key, area text not null, named_by text not null);

-- Whether a record or person of this name is in the area of information governance, who acts. Nothing else of it.
create or replace function access.is_record(p_name text) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare one record; there boolean;
begin
    if access.governs() is null or coalesce(p_name, '') = '' then return false; end if;
    for one in select * from access.record_name loop
        execute format('select exists (select 1 from %I r where (%s)::text = $1 and (%s) = $2)', one.root, one.named_by, one.area)
           into there using p_name, access.governs();
        if there then return true; end if;
    end loop;
    return false;
end $$;

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
    foreach t in array array['retention_classchange', 'retention_hold', 'retention_longer', 'retention_batch', 'retention_disposal', 'retention_due', 'retention_erasure'] loop
        execute format('revoke all on %I from public, {app}', t);
        execute format('grant select on %I to {app}', t);
        execute format('alter table %I enable row level security', t);
        execute format('drop policy if exists of_area on %I', t);
        execute format('create policy of_area on %I to {app} using (area_id = (select access.keeps_retention()))', t);
    end loop;
end $$;
grant insert on retention_classchange, retention_hold, retention_longer, retention_batch, retention_disposal to {app};

-- Whether the human who acts now is whose actor this is.
create or replace function access.is_mine(p_actor bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from organisations_actor x join organisations_membership m on m.id = x.membership_id
         where x.id = p_actor and m.user_id = any(access.now_human()))
$$;

-- Whether it is this actor who acts now.
create or replace function access.is_acting(p_actor bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$ select coalesce(p_actor = access.actor_now(), false) $$;

-- Nobody writes in another's name.
do $$
declare t text;
begin
    foreach t in array array['retention_classchange', 'retention_hold', 'retention_longer', 'retention_batch'] loop
        execute format('drop policy if exists own_word on %I', t);
        execute format('create policy own_word on %I as restrictive for insert to {app} with check (access.is_acting(by_id))', t);
    end loop;
end $$;

-- Fewer years of a class hold once another human than who asked agrees, each in their own name; nothing else of a change is written again.
create or replace function access.guard_class_change() returns trigger language plpgsql as $$
begin
    if current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then return new; end if;
    if tg_op = 'INSERT' then
        if coalesce(new.agreed_at, new.refused_at) is not null or coalesce(new.agreed_by_id, new.refused_by_id) is not null then
            raise insufficient_privilege using message = 'a change is asked for before anybody decides on it';
        end if;
        return new;
    end if;
    if old.agreed_at is not null or old.refused_at is not null
       or new.agreed_by_id is not null and (access.is_mine(old.by_id) or not access.is_acting(new.agreed_by_id))
       or new.refused_by_id is not null and not access.is_acting(new.refused_by_id) then
        raise insufficient_privilege using message = 'a change is decided once, in one''s own name, and agreed to by another than who asked for it';
    end if;
    return new;
end $$;
drop trigger if exists class_change_guard on retention_classchange;
create trigger class_change_guard before insert or update on retention_classchange for each row execute function access.guard_class_change();

-- A batch is proposed undecided, and decided once: approved by another human than who proposed it, each in their own name.
create or replace function access.guard_batch() returns trigger language plpgsql as $$
declare by_me boolean;
begin
    if current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then return new; end if;
    if tg_op = 'INSERT' then
        if new.approved_at is not null or new.approved_by_id is not null or new.refused_at is not null or new.done_at is not null then
            raise insufficient_privilege using message = 'a batch is proposed before anybody decides on it';
        end if;
        return new;
    end if;
    if old.approved_at is not null or old.refused_at is not null then
        raise insufficient_privilege using message = 'this batch has been decided';
    end if;
    by_me := access.is_mine(old.by_id);
    if new.approved_by_id is not null and (by_me or not access.is_acting(new.approved_by_id))
       or new.refused_by_id is not null and not access.is_acting(new.refused_by_id) then
        raise insufficient_privilege using message = 'a batch is decided in one''s own name, and approved by another than who proposed it';
    end if;
    return new;
end $$;
drop trigger if exists batch_guard on retention_batch;
create trigger batch_guard before insert or update on retention_batch for each row execute function access.guard_batch();

-- A record is put in a batch by who proposes it, while nobody has decided: what is approved is what was read.
create or replace function access.guard_disposal() returns trigger language plpgsql as $$
declare batch record;
begin
    if current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then return new; end if;
    select * into batch from retention_batch where id = new.batch_id for update;
    if not found or not access.is_acting(batch.by_id) or batch.area_id <> new.area_id
       or batch.approved_at is not null or batch.refused_at is not null
       or new.state <> 'WAITING' or new.done_at is not null or new.rows <> 0 or new.files <> '[]' then
        raise insufficient_privilege using message = 'a batch is filled by who proposes it, before anybody decides';
    end if;
    return new;
end $$;
drop trigger if exists disposal_guard on retention_disposal;
create trigger disposal_guard before insert on retention_disposal for each row execute function access.guard_disposal();
drop policy if exists proposed on retention_disposal;
drop policy if exists ended_by on retention_hold;
create policy ended_by on retention_hold as restrictive for update to {app} using (true) with check (access.is_acting(ended_by_id));
grant update (ended_at, ended_by_id, ended_because) on retention_hold to {app};
grant update (agreed_at, agreed_by_id, refused_at, refused_by_id, refused_because) on retention_classchange to {app};
grant update (approved_at, approved_by_id, refused_at, refused_by_id, refused_because) on retention_batch to {app};

-- Hand an erasure to the night: of the persons whom the second person named for a request, decided by information governance of its team.
-- Nobody's name is typed: who agreed is who approved. Returns how many persons wait.
create or replace function access.hand_erasure(p_request bigint, p_because text, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare asked information_rights_rightsrequest; waiting integer;
begin
    select * into asked from information_rights_rightsrequest where id = p_request for update;
    if not found or asked.kind <> 'ERASURE' or asked.area_id is distinct from access.governs() or asked.verified_on is null
       or asked.approved_at is null or asked.ended_at is not null or access.is_mine(asked.approved_by_id) or coalesce(p_because, '') = ''
       or not exists (select 1 from organisations_actor x join organisations_membership m on m.id = x.membership_id
                       where x.id = access.actor_now() and m.team_id = asked.team_id) then
        return 0;
    end if;
    insert into retention_erasure (area_id, asked_for, name, because, at, by_id, agreed_by_id, state, answer, rows, files)
    select distinct on (p.public_id) asked.area_id, asked.reference, p.public_id, p_because, p_at, access.actor_now(), asked.approved_by_id,
           'WAITING', '', 0, '[]'::jsonb
      from information_rights_rightssubject s join people_person p on p.id = access.stands_for(s.person_id)
     where s.request_id = p_request
    on conflict (asked_for, name) where asked_for <> '' do update
       set state = 'WAITING', answer = '', done_at = null, because = excluded.because, at = excluded.at, by_id = excluded.by_id,
           agreed_by_id = excluded.agreed_by_id
     where retention_erasure.state = 'KEPT';
    select count(*) into waiting from retention_erasure where asked_for = asked.reference and state = 'WAITING';
    return waiting;
end $$;
