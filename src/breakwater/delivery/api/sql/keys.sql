-- What was approved, made or ended of a key stays so, and an approval is the word of whoever gives posts in the area and did not ask
-- (decision 0017): whoever holds the application's connection puts no digest of their own under an approval, and gives none.
create or replace function access.guard_key() returns trigger language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare
    once text[] := array['approved_at', 'approved_by_id', 'prefix', 'digest', 'made_at', 'made_by_id', 'ended_at', 'ended_by_id', 'ended_why'];
    mine organisations_membership := access.post_now();
    was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
    name text;
begin
    if tg_op = 'INSERT' and (new.digest <> '' or new.ended_at is not null) then
        raise exception 'a key is asked for before it is made' using errcode = 'check_violation';
    end if;
    foreach name in array once loop
        if coalesce(was ->> name, '') <> '' and was -> name is distinct from to_jsonb(new) -> name then
            raise exception 'what is on record of a key does not change' using errcode = 'check_violation';
        end if;
    end loop;
    if new.approved_at is null or was ->> 'approved_at' is not null then return new; end if;
    -- Another key under an approval that holds.
    if tg_op = 'INSERT' and exists (
        select 1 from api_apikey k where k.system_id = new.system_id and k.ended_at is null and k.digest <> ''
           and (k.approved_at, k.approved_by_id, k.allowed, k.expires_on) = (new.approved_at, new.approved_by_id, new.allowed, new.expires_on)) then
        return new;
    end if;
    if not exists (
        select 1 from organisations_rolerecord r
          join organisations_team t on t.id = mine.team_id
          join api_connectedsystem s on s.id = new.system_id and s.area_id = t.area_id
          join organisations_actor x on x.id = new.by_id
          join organisations_membership asked on asked.id = x.membership_id and asked.user_id <> mine.user_id
         where r.code = mine.role and r.gives_posts and new.approved_by_id = access.actor_now()) then
        raise exception 'a key is approved by whoever gives posts there and did not ask for it' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop trigger if exists key_guard on api_apikey;
create trigger key_guard before insert or update on api_apikey for each row execute function access.guard_key();

-- A system stays the actor that it became.
create or replace function access.guard_system() returns trigger language plpgsql set search_path = public, pg_catalog, pg_temp as $$
begin
    raise exception 'a system stays the actor that it is' using errcode = 'check_violation';
end $$;
drop trigger if exists system_guard on api_connectedsystem;
create trigger system_guard before update on api_connectedsystem for each row
    when (old.actor_id is not null and new.actor_id is distinct from old.actor_id) execute function access.guard_system();
