-- Posts are given here and nowhere else: the application may not write a membership, an actor or an invitation by itself. Each
-- function asks who acts, and each refusal says in one word what is refused. Run as the owner.

-- The present actor's number; null where nobody acts.
create or replace function access.actor_now() returns bigint language sql stable set search_path = pg_catalog, pg_temp as
$$ select nullif(current_setting('bw.actor', true), '')::bigint $$;

-- Whether an actor is the one behind a human's post; of a service or a link, whether no human is named.
create or replace function access.is_actor_of(p_actor bigint, p_human bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from organisations_actor x left join organisations_membership m on m.id = x.membership_id
                    where x.id = p_actor and m.user_id is not distinct from p_human)
$$;

-- The post that the present actor acts in, where its human is the one who acts.
create or replace function access.post_now() returns organisations_membership
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select m.* from organisations_actor x join organisations_membership m on m.id = x.membership_id
     where x.id = access.actor_now() and m.user_id = any(access.now_human()) and m.id = any(access.posts_of(m.user_id))
$$;

-- The area that the present actor works for: of the post, or of the service or link.
create or replace function access.area_now() returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(t.area_id, x.area_id) from organisations_actor x
      left join organisations_membership m on m.id = x.membership_id left join organisations_team t on t.id = m.team_id
     where x.id = access.actor_now() and (m.id is null or m.user_id = any(access.now_human()))
$$;

-- One mailbox under its several spellings: without what follows a plus, without full stops, in small letters.
create or replace function access.mailbox_of(p_address text) returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
    select translate(split_part(split_part(a, '@', 1), '+', 1), '."\', '') || '@'
           || case split_part(a, '@', 2) when 'googlemail.com' then 'gmail.com' else rtrim(split_part(a, '@', 2), '.') end
      from lower(normalize(btrim(p_address), NFKC)) a
$$;

-- Whether an address is of signs that everybody sees: mail leaves one out of a domain that nobody sees, and makes others plain, so
-- that what is not may reach another mailbox than it shows.
create or replace function access.is_plain_address(p_address text) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$ select coalesce(btrim(p_address) ~ '^[!-~]+$', false) $$;

-- Each post has its actor, and each area its services' actors, from the moment they exist.
create table if not exists access.service (name text primary key);
create or replace function access.make_actor_of_post() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    insert into organisations_actor (membership_id, service, link) values (new.id, '', '') on conflict do nothing;
    return null;
end $$;
drop trigger if exists has_an_actor on organisations_membership;
create trigger has_an_actor after insert on organisations_membership for each row execute function access.make_actor_of_post();
create or replace function access.make_actors_of_area() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    insert into organisations_actor (area_id, service, link) select new.id, s.name, '' from access.service s on conflict do nothing;
    return null;
end $$;
drop trigger if exists has_services on organisations_area;
create trigger has_services after insert on organisations_area for each row execute function access.make_actors_of_area();

-- An actor for someone without an account, of the area of whoever makes the link.
create or replace function access.new_link(p_area bigint, p_kind text) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare made bigint;
begin
    if p_area is distinct from coalesce(access.serves(), (
           select t.area_id from organisations_team t where t.id = (access.post_now()).team_id)) or btrim(coalesce(p_kind, '')) in ('', 'SYSTEM') then
        raise exception 'nobody of this area acts' using errcode = 'insufficient_privilege';
    end if;
    insert into organisations_actor (area_id, link, service) values (p_area, p_kind, '') returning id into made;
    return made;
end $$;

-- An actor for a system of an organisation, which acts for one team by a key: somebody of the area who gives posts lets it in.
create or replace function access.new_system(p_team bigint) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); its_area bigint; made bigint;
begin
    select t.area_id into its_area from organisations_membership m
      join organisations_rolerecord r on r.code = m.role and r.gives_posts
      join organisations_team mine on mine.id = m.team_id
      join organisations_team t on t.id = p_team and t.area_id = mine.area_id
     where m.id = me.id and m.team_id <> p_team
       and (t.closed_on is null or t.closed_on > (clock_timestamp() at time zone 'Europe/London')::date);
    if its_area is null then
        raise exception 'nobody who gives posts there acts' using errcode = 'insufficient_privilege';
    end if;
    insert into organisations_actor (area_id, link, service) values (its_area, 'SYSTEM', '') returning id into made;
    insert into access.acts_for (actor, team) values (made, p_team);
    return made;
end $$;

-- A post that has ended does not begin again, and a shift does not grow.
create or replace function access.guard_post() returns trigger language plpgsql set search_path = public, pg_catalog, pg_temp as $$
begin
    if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at
       or old.ends_on < (clock_timestamp() at time zone 'Europe/London')::date and new.ends_on is distinct from old.ends_on
          and (new.ends_on is null or new.ends_on > old.ends_on)
       or old.shift_ends_at is not null and new.shift_ends_at is distinct from old.shift_ends_at then
        raise exception 'a post that has ended does not begin again' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists post_guard on organisations_membership;
create trigger post_guard before update on organisations_membership for each row execute function access.guard_post();

-- The services that nobody is let into, and no team is named to receive, without the word of a second person.
create or replace function access.seconded_services() returns text[] language sql immutable set search_path = pg_catalog, pg_temp as
$$ select array['front_door', 'emergency_duty', 'lado', 'prevent', 'specialist'] $$;

-- Whether a post needs the word of a second person, from the service itself: in a sealed compartment, the MASH or emergency duty.
create or replace function access.needs_second(p_team bigint, p_role text) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from organisations_rolerecord r where r.code = p_role and r.needs_second)
        or exists (select 1 from organisations_teamservice s
                    where s.team_id = p_team and s.service = any(access.seconded_services()))
$$;

-- The service that the holders of a role work in, whatever team they are placed in; a role of no one service is not in it.
create table if not exists access.works_in (role text primary key, service text not null);

-- Whether a team receives a service of those that need a second person, and none that this role works in.
create or replace function access.is_of_another_service(p_team bigint, p_role text) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(not bool_or(s.service = w.service), false)
      from access.works_in w
      join organisations_teamservice s
        on s.team_id = p_team and s.service = any(access.seconded_services())
     where w.role = p_role
$$;

-- Whether whoever acts may invite to a post in a team: one word where not, null where they may. Nobody gives a post to themselves
-- under another spelling of their address; who keeps the service running gives no post in casework.
create or replace function access.why_not_invite(p_email text, p_team bigint, p_role text) returns text
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); mine record; theirs record; wanted record;
begin
    select r.gives_posts, t.area_id, u.email, m.role into mine from organisations_membership m
      join organisations_rolerecord r on r.code = m.role join organisations_team t on t.id = m.team_id
      join organisations_user u on u.id = m.user_id
     where m.id = me.id;
    if not found or not mine.gives_posts then return 'actor'; end if;
    select t.area_id, o.kind, t.closed_on into theirs from organisations_team t
      join organisations_organisation o on o.id = t.organisation_id where t.id = p_team;
    if not found or theirs.area_id <> mine.area_id or theirs.closed_on is not null then return 'team'; end if;
    select r.is_casework, r.has_oversight into wanted from organisations_rolerecord r where r.code = p_role;
    if not found then return 'role'; end if;
    if not access.is_plain_address(p_email) then return 'address'; end if;
    if access.mailbox_of(p_email) = access.mailbox_of(mine.email) then return 'oneself'; end if;
    if mine.role = 'system_administrator' and wanted.is_casework
       or p_role = 'system_administrator' and mine.role <> p_role then return 'role'; end if;
    if wanted.has_oversight and theirs.kind <> 'COUNCIL' then return 'area'; end if;
    if access.is_of_another_service(p_team, p_role) then return 'service'; end if;
    return null;
end $$;

create or replace function access.invite(
    p_email text, p_name text, p_team bigint, p_role text, p_job_title text, p_digest text, p_lapses_at timestamptz, p_key uuid
) returns bigint language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare made bigint; why text := access.why_not_invite(p_email, p_team, p_role);
begin
    if why is not null then raise exception '%', why using errcode = 'no_data_found'; end if;
    insert into organisations_invitation (email, name, team_id, role, job_title, token_digest, invited_by_id, invited_at, lapses_at, key,
                                          needs_second, shift_reason)
    values (lower(btrim(p_email)), p_name, p_team, p_role, p_job_title, p_digest, access.actor_now(), clock_timestamp(),
            least(p_lapses_at, clock_timestamp() + interval '8 days'), p_key, access.needs_second(p_team, p_role), '')
    returning id into made;
    return made;
end $$;

-- Whether whoever acts may give the second word on an invitation: someone of that team who gives it, and who works in the service
-- that the role works in; where nobody there is, someone of that service in the area, so that no other team lends its name; and
-- where nobody there is either, the area's head of service. Never whoever invited, nor whom it is for, under whatever address.
create or replace function access.may_second(p_invitation bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); i record; mine text;
begin
    select v.team_id, t.area_id, v.email, m.user_id as inviter, u.email as inviters, w.service into i
      from organisations_invitation v join organisations_team t on t.id = v.team_id
      join organisations_actor x on x.id = v.invited_by_id
      join organisations_membership m on m.id = x.membership_id join organisations_user u on u.id = m.user_id
      left join access.works_in w on w.role = v.role
     where v.id = p_invitation and v.needs_second and v.seconded_at is null and v.accepted_at is null and v.withdrawn_at is null;
    if not found or me.id is null or me.user_id = i.inviter then return false; end if;
    select access.mailbox_of(u.email) into mine from organisations_user u where u.id = me.user_id;
    if mine in (access.mailbox_of(i.email), access.mailbox_of(i.inviters)) then return false; end if;
    return coalesce((
        with able as (
            select m.id, case when m.team_id = i.team_id and (i.service is null or w.service = i.service) then 1
                              when w.service = i.service then 2
                              when m.role = 'head_of_service' then 3 end as turn
              from organisations_membership m join organisations_rolerecord r on r.code = m.role and r.seconds_posts
              join organisations_team t on t.id = m.team_id and t.area_id = i.area_id
              join organisations_user u on u.id = m.user_id and u.is_active
              left join access.works_in w on w.role = m.role
             where m.id = any(access.posts_of(m.user_id)) and m.user_id <> i.inviter
               and access.mailbox_of(u.email) <> access.mailbox_of(i.email)
        )
        select a.turn = (select min(b.turn) from able b) from able a where a.id = me.id), false);
end $$;

-- Give the second word; only from now on does the link exist that opens it.
create or replace function access.second(p_invitation bigint, p_digest text, p_lapses_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    perform 1 from organisations_invitation where id = p_invitation for update;
    if not access.may_second(p_invitation) then raise exception 'no such invitation' using errcode = 'no_data_found'; end if;
    update organisations_invitation
       set seconded_at = clock_timestamp(), seconded_by_id = access.actor_now(), token_digest = p_digest,
           lapses_at = least(p_lapses_at, clock_timestamp() + interval '8 days')
     where id = p_invitation;
end $$;

-- Let a team receive a service from now on, for whoever keeps the area: true. One of the services that need a second person goes to
-- another team once somebody of the service has approved it: false, and the change waits.
create or replace function access.name_receiver(p_service bigint, p_team bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); mine bigint; s organisations_teamservice;
begin
    select t.area_id into mine from organisations_membership m
      join organisations_rolerecord r on r.code = m.role and r.gives_posts join organisations_team t on t.id = m.team_id
     where m.id = me.id;
    select * into s from organisations_teamservice where id = p_service and area_id = mine for update;
    if s.id is null or not exists (
        select 1 from organisations_team t where t.id = p_team and t.area_id = mine
           and (t.closed_on is null or t.closed_on > (clock_timestamp() at time zone 'Europe/London')::date)) then
        raise exception 'no such team' using errcode = 'no_data_found';
    end if;
    update organisations_receiverchange set withdrawn_at = clock_timestamp()
     where service_id = s.id and team_id <> p_team and seconded_at is null and withdrawn_at is null;
    if s.team_id = p_team then return true; end if;
    if s.service <> all(access.seconded_services()) then
        update organisations_teamservice set team_id = p_team where id = s.id;
        return true;
    end if;
    insert into organisations_receiverchange (service_id, team_id, asked_by_id, asked_at)
    values (s.id, p_team, access.actor_now(), clock_timestamp()) on conflict do nothing;
    return false;
end $$;

-- Whether whoever acts may approve that another team receives a service: someone of the team that receives it now who gives the second
-- word and works in it; where nobody there is, someone of the area who works in it; where nobody is either, its head of service. Never
-- whoever asked for it, under whatever address, nor by a post in the team that is to have it.
create or replace function access.may_second_receiver(p_change bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); c record;
begin
    select s.team_id, s.area_id, s.service, h.team_id as next_team, u.id as asker, u.email into c
      from organisations_receiverchange h join organisations_teamservice s on s.id = h.service_id
      join organisations_actor x on x.id = h.asked_by_id
      join organisations_membership m on m.id = x.membership_id join organisations_user u on u.id = m.user_id
     where h.id = p_change and h.seconded_at is null and h.withdrawn_at is null;
    if not found or me.id is null then return false; end if;
    return coalesce((
        with able as (
            select m.id, case when m.team_id = c.team_id and w.service = c.service then 1 when w.service = c.service then 2
                              when m.role = 'head_of_service' then 3 end as turn
              from organisations_membership m join organisations_rolerecord r on r.code = m.role and r.seconds_posts
              join organisations_team t on t.id = m.team_id and t.area_id = c.area_id
              join organisations_user u on u.id = m.user_id and u.is_active
              left join access.works_in w on w.role = m.role
             where m.id = any(access.posts_of(m.user_id)) and m.team_id <> c.next_team
               and m.user_id <> c.asker and access.mailbox_of(u.email) <> access.mailbox_of(c.email)
        )
        select a.turn = (select min(b.turn) from able b) from able a where a.id = me.id), false);
end $$;

create or replace function access.second_receiver(p_change bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    perform 1 from organisations_receiverchange where id = p_change for update;
    if not access.may_second_receiver(p_change) then raise exception 'no such change' using errcode = 'no_data_found'; end if;
    update organisations_teamservice s set team_id = h.team_id from organisations_receiverchange h where h.id = p_change and s.id = h.service_id;
    update organisations_receiverchange set seconded_at = clock_timestamp(), seconded_by_id = access.actor_now() where id = p_change;
end $$;

-- The one exception: a manager on duty lets somebody into emergency duty for one shift, of at most sixteen hours, with a reason.
create or replace function access.let_in_for_shift(
    p_email text, p_name text, p_team bigint, p_job_title text, p_reason text, p_digest text, p_ends_at timestamptz, p_key uuid
) returns bigint language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); mine record; made bigint;
begin
    select t.area_id, u.email into mine from organisations_membership m
      join organisations_rolerecord r on r.code = m.role and r.lets_in_for_shift
      join organisations_team t on t.id = m.team_id join organisations_user u on u.id = m.user_id
     where m.id = me.id;
    if not found or btrim(coalesce(p_reason, '')) = '' or not access.is_plain_address(p_email)
       or access.mailbox_of(p_email) = access.mailbox_of(mine.email)
       or exists (select 1 from organisations_membership m join organisations_user u on u.id = m.user_id
                    join organisations_rolerecord r on r.code = m.role and not r.covers_shifts
                   where access.mailbox_of(u.email) = access.mailbox_of(p_email) and m.revoked_at is null
                     and (m.ends_on is null or m.ends_on >= (clock_timestamp() at time zone 'Europe/London')::date))
       or not exists (select 1 from organisations_teamservice s
                       where s.team_id = p_team and s.area_id = mine.area_id and s.service = 'emergency_duty')
       or p_ends_at is null or p_ends_at <= clock_timestamp() or p_ends_at > clock_timestamp() + interval '16 hours' then
        raise exception 'nobody is let in' using errcode = 'no_data_found';
    end if;
    insert into organisations_invitation (email, name, team_id, role, job_title, token_digest, invited_by_id, invited_at, lapses_at, key,
                                          needs_second, shift_ends_at, shift_reason)
    values (lower(btrim(p_email)), p_name, p_team, 'emergency_duty', p_job_title, p_digest, access.actor_now(), clock_timestamp(),
            p_ends_at, p_key, false, p_ends_at, p_reason)
    returning id into made;
    return made;
end $$;

-- Take up the post of an invitation. What proves it is the token from the mailbox, which is kept nowhere; nobody acts yet.
create or replace function access.accept_invitation(p_token text, p_user bigint) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare i organisations_invitation; made bigint; today date := (clock_timestamp() at time zone 'Europe/London')::date;
begin
    select * into i from organisations_invitation
     where token_digest = encode(sha256(convert_to(p_token, 'UTF8')), 'hex') and accepted_at is null and withdrawn_at is null
       and lapses_at > clock_timestamp() and (not needs_second or seconded_at is not null)
       for update;
    if not found or not exists (select 1 from organisations_user u where u.id = p_user and u.is_active and lower(u.email) = lower(i.email)) then
        raise exception 'no such invitation' using errcode = 'no_data_found';
    end if;
    update organisations_invitation set accepted_at = clock_timestamp() where id = i.id;
    select id into made from organisations_membership
     where user_id = p_user and team_id = i.team_id and role = i.role and starts_on = today and revoked_at is null;
    if found then return made; end if;
    insert into organisations_membership (public_id, user_id, team_id, role, job_title, starts_on, ends_on, shift_ends_at)
    values (access.new_public_id(), p_user, i.team_id, i.role, i.job_title, today,
            (i.shift_ends_at at time zone 'Europe/London')::date, i.shift_ends_at)
    returning id into made;
    return made;
end $$;
