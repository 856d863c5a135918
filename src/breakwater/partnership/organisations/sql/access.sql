-- What the wall must know of posts: who an actor is and which scopes the post brings. Run as the owner.

-- The posts a human holds today; kept with a seal when they are named as its reader.
create or replace function access.posts_of(p_human bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(array_agg(m.id order by m.id), '{}') from organisations_membership m
     where m.user_id = p_human and m.revoked_at is null and (m.shift_ends_at is null or m.shift_ends_at > clock_timestamp())
       and m.starts_on <= (clock_timestamp() at time zone 'Europe/London')::date
       and (m.ends_on is null or m.ends_on >= (clock_timestamp() at time zone 'Europe/London')::date)
$$;

-- The seals that a post reads: its holder is a named reader, and held this post when named or oversees the seal's area now.
create or replace function access.seals_read_in(p_membership bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(array_agg(r.seal order by r.seal), '{}')
      from organisations_membership m
      join organisations_team t on t.id = m.team_id
      join organisations_rolerecord o on o.code = m.role
      join access.reader r on r.human = m.user_id
      join access.seal l on l.id = r.seal
     where m.id = p_membership and r.since <= clock_timestamp() and (r.until is null or r.until > clock_timestamp())
       and (m.id = any(r.posts) or o.has_oversight and l.area = t.area_id)
$$;

-- The same of the present actor's post.
create or replace function access.seals_read_now() returns bigint[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce((
        select access.seals_read_in(m.id) from organisations_actor x join organisations_membership m on m.id = x.membership_id
         where x.id = nullif(current_setting('bw.actor', true), '')::bigint and m.user_id = any(access.now_human())
    ), '{}')
$$;

-- Scopes without those of teams whose sight is dated: what goes with a place at a school is less than what goes with a case.
create or replace function access.without_dated(p_scopes bigint[]) returns bigint[]
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(array_agg(x order by x), '{}') from unnest(p_scopes) x
     where not exists (select 1 from access.scope k join organisations_team t on t.id = k.ref
                        where k.id = x and k.kind = 'team' and t.sight_is_dated)
$$;

-- The team that an organisation's system acts for by its key: it sees what the team sees, and no human's own.
create table if not exists access.acts_for (
    actor bigint primary key references organisations_actor (id), team bigint not null references organisations_team (id)
);

-- Whether somebody answers today for the systems of a team that is open: who holds SYSTEM_CONNECT there. Without them no system acts.
create or replace function access.answers_for_systems(p_team bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from organisations_team t join organisations_organisation o on o.id = t.organisation_id
          join organisations_membership m on m.team_id = t.id join organisations_user u on u.id = m.user_id and u.is_active
         cross join (select (clock_timestamp() at time zone 'Europe/London')::date) d (today)
         where t.id = p_team and (t.closed_on is null or t.closed_on > d.today) and (o.closed_on is null or o.closed_on > d.today)
           and m.role in ('dsl', 'head_teacher', 'agency_lead') and m.revoked_at is null and m.starts_on <= d.today
           and (m.ends_on is null or m.ends_on >= d.today) and (m.shift_ends_at is null or m.shift_ends_at > clock_timestamp()))
$$;

create or replace function access.post_scopes(p_actor bigint) returns bigint[]
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare
    a record;
    today date := (clock_timestamp() at time zone 'Europe/London')::date;
    found_scopes bigint[] := '{}';
begin
    select m.id as post, m.user_id, t.id as team_id, t.area_id, t.sight_is_dated, r.has_oversight, r.decides, x.service, x.link,
           x.area_id as service_area, f.team as acts_for
      into a
      from organisations_actor x
      left join organisations_membership m on m.id = x.membership_id
      left join access.acts_for f on f.actor = x.id
      left join organisations_team t on t.id = coalesce(m.team_id, f.team)
      left join organisations_rolerecord r on r.code = m.role
      left join organisations_user u on u.id = m.user_id
     where x.id = p_actor
       and (f.actor is null or access.answers_for_systems(f.team))
       and (x.membership_id is null and x.link_ended_at is null
            or u.is_active and m.revoked_at is null and m.starts_on <= today
               and (m.shift_ends_at is null or m.shift_ends_at > clock_timestamp())
               and (m.ends_on is null or m.ends_on >= today));
    if not found then return null; end if;
    -- Someone without an account sees what names their own link, and nothing besides.
    if a.link <> '' then
        found_scopes := array[access.scope_of('link', p_actor)];
        if a.acts_for is not null and (not a.sight_is_dated or (select done_on from access.derivation) >= today) then
            found_scopes := access.sorted(found_scopes || access.scope_of('team', a.team_id));
        end if;
        return found_scopes;
    end if;
    if a.user_id is null then
        return array[access.scope_of('oversight', a.service_area)];
    end if;
    if not a.sight_is_dated or (select done_on from access.derivation) >= today then
        found_scopes := found_scopes || access.scope_of('team', a.team_id);
    end if;
    if a.has_oversight then
        found_scopes := found_scopes || access.scope_of('oversight', a.area_id);
    end if;
    if a.decides then
        found_scopes := found_scopes || access.scope_of('deciders', a.team_id);
    end if;
    -- A person's own scope exists before their first row does, or they could not write it.
    return access.sorted(
        found_scopes || access.scope_of('person', a.user_id)
        || access.personal_scopes(a.user_id, access.seals_read_in(a.post))
    );
end $$;

-- Enter the wall: check the actor and set what the transaction may see. False where the post does not hold today.
create or replace function access.act_as(p_actor bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare held bigint[]; human bigint;
begin
    held := access.post_scopes(p_actor);
    if held is null then
        perform set_config('bw.scopes', '', true), set_config('bw.human', '', true), set_config('bw.actor', '', true);
        return false;
    end if;
    select m.user_id into human from organisations_actor x join organisations_membership m on m.id = x.membership_id
     where x.id = p_actor;
    perform set_config('bw.scopes', held::text, true),
            set_config('bw.human', case when human is null then '' else '{' || human || '}' end, true),
            set_config('bw.actor', p_actor::text, true);
    return true;
end $$;

-- Whether the present actor's post may break the glass at all.
create or replace function access.may_break_glass() returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select coalesce(bool_or(r.may_break_glass), false)
    from organisations_actor x
    join organisations_membership m on m.id = x.membership_id
    join organisations_rolerecord r on r.code = m.role
    where x.id = nullif(current_setting('bw.actor', true), '')::bigint
      and m.user_id = any(access.now_human())
$$;

-- Whether it may break the glass on this row: of its own area alone (SG-23).
create or replace function access.may_break_glass_on(p_kind text, p_id bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare found_table regclass; answer boolean;
begin
    select tbl into found_table from access.kind where kind = p_kind;
    if found_table is null or not access.may_break_glass() then return false; end if;
    execute format(
        'select r.area_id = t.area_id from %s r, organisations_actor x
           join organisations_membership m on m.id = x.membership_id join organisations_team t on t.id = m.team_id
          where r.id = $1 and x.id = nullif(current_setting(''bw.actor'', true), '''')::bigint', found_table)
        into answer using p_id;
    return coalesce(answer, false);
end $$;

-- Whether a named service of the area is acting: never a post, whatever it may see.
create or replace function access.acts_as_service(p_service text, p_area bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (
        select 1 from organisations_actor x
         where x.id = nullif(current_setting('bw.actor', true), '')::bigint
           and x.membership_id is null and x.service = p_service and x.area_id = p_area)
$$;
