-- What a post that has ended still holds in cases goes back to their teams. Who keeps the posts of an area has no sight of
-- casework, so it is done here, and only counts come back.

-- Twenty random characters, as the product makes them for a row's public id.
create or replace function access.new_public_id() returns text language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
declare random bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'); made text := '';
begin
    for i in 0..19 loop
        made := made || substr('abcdefghijklmnopqrstuvwxyz234567', get_byte(random, i) % 32 + 1, 1);
    end loop;
    return made;
end $$;

-- End the work of a post that has ended: its posts in open cases but for the lead, which stands until another takes it
-- (SG-09: a case is never left without a lead); its open tasks, which go back to their teams. Each case concerned gets a
-- task, once; what was held for a shift gets none, it lies on the board again. Only who keeps the posts of the area, or a
-- service of the area, may ask, and only of a post that has ended. Answers a row for each team, and of restricted cases a row
-- for each human who reads all the seals; where nobody does, team and human are both null.
create or replace function access.give_back_cases(p_membership bigint, p_at timestamptz, p_due_at timestamptz)
returns table (team bigint, human bigint, ended integer, leads integer, tasks integer)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me record; today date := (clock_timestamp() at time zone 'Europe/London')::date;
begin
    select x.id as actor, x.service, m.role, coalesce(t.area_id, x.area_id) as area_id into me
      from organisations_actor x
      left join organisations_membership m on m.id = x.membership_id
      left join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint
       and (x.membership_id is null or m.user_id = any(access.now_human()));
    perform 1 from organisations_membership m join organisations_team t on t.id = m.team_id
      where m.id = p_membership and t.area_id = me.area_id and (m.revoked_at is not null or m.ends_on < today)
        and (me.service <> '' or me.role in ('business_manager', 'system_administrator'))
        for update of m;
    if not found then raise exception 'no such ended role' using errcode = 'insufficient_privilege'; end if;
    return query
    with posts as materialized (
        select w.id, w.case_id, w.capacity, c.responsible_team_id, c.seals, c.barred, md5('left ' || w.id)::uuid as key
          from casework_caseworker w join casework_case c on c.id = w.case_id
         where w.membership_id = p_membership and w.ends_at is null and c.closed_at is null
    ),
    over as (
        update casework_caseworker w set ends_at = greatest(p_at, w.starts_at)
          from posts p where w.id = p.id and p.capacity <> 'LEAD'
    ),
    made as (
        insert into casework_task (public_id, case_id, team_id, title, detail, due_at, made_at, made_by_id, key, outcome)
        select access.new_public_id(), p.case_id, p.responsible_team_id,
               case when p.capacity = 'LEAD' then 'Find who leads next: the lead professional has left'
                    else 'Name who works on it next: its worker has left' end,
               case when p.capacity = 'LEAD'
                    then 'The lead stays in their name until someone else accepts. Until then your team answers for it.'
                    else 'Their post has ended. Your team is responsible for the case.' end,
               p_due_at, p_at, me.actor, p.key, ''
          from posts p where p.capacity not in ('CLAIMED', 'COVER')
        on conflict (key) do nothing returning casework_task.key
    ),
    back as (
        update casework_task k set owner_id = null where k.owner_id = p_membership and k.done_at is null
        returning k.team_id, k.case_id
    ),
    given as (
        select p.responsible_team_id as of_team, p.seals, p.barred, (p.capacity <> 'LEAD')::int as over,
               (p.capacity = 'LEAD')::int as lead, 0 as back
          from posts p join made on made.key = p.key
        union all
        select b.team_id, coalesce(c.seals, '{}'), coalesce(c.barred, '{}'), 0, 0, 1
          from back b left join casework_case c on c.id = b.case_id
    )
    select g.of_team, null::bigint, sum(g.over)::int, sum(g.lead)::int, sum(g.back)::int
      from given g where g.seals = '{}' group by g.of_team
    union all
    select null, reader.user_id, sum(g.over)::int, sum(g.lead)::int, sum(g.back)::int
      from given g left join lateral (
               select distinct m.user_id from organisations_membership m
                where m.id = any(access.posts_of(m.user_id)) and g.seals <@ access.seals_read_in(m.id)
                  and not g.barred && array[m.user_id]) reader on true
     where g.seals <> '{}' group by reader.user_id;
end $$;

-- How much a post holds in open cases, before it ends. The same people may ask as above, and learn numbers alone: a row for
-- each team that answers for it, and of restricted cases a row for each human who reads all the seals.
create or replace function access.held_in_cases(p_membership bigint)
returns table (team bigint, human bigint, leads integer, posts integer, tasks integer)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare me record;
begin
    select x.service, m.role, coalesce(t.area_id, x.area_id) as area_id into me
      from organisations_actor x
      left join organisations_membership m on m.id = x.membership_id
      left join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint
       and (x.membership_id is null or m.user_id = any(access.now_human()));
    perform 1 from organisations_membership m join organisations_team t on t.id = m.team_id
      where m.id = p_membership and t.area_id = me.area_id
        and (me.service <> '' or me.role in ('business_manager', 'system_administrator'));
    if not found then raise exception 'no such post' using errcode = 'insufficient_privilege'; end if;
    return query
    with held as (
        select c.responsible_team_id as of_team, c.seals, c.barred, (w.capacity = 'LEAD')::int as lead,
               (w.capacity <> 'LEAD')::int as post, 0 as task
          from casework_caseworker w join casework_case c on c.id = w.case_id
         where w.membership_id = p_membership and w.ends_at is null and c.closed_at is null and w.capacity not in ('CLAIMED', 'COVER')
        union all
        select k.team_id, coalesce(c.seals, '{}'), coalesce(c.barred, '{}'), 0, 0, 1
          from casework_task k left join casework_case c on c.id = k.case_id
         where k.owner_id = p_membership and k.done_at is null
    )
    select h.of_team, null::bigint, sum(h.lead)::int, sum(h.post)::int, sum(h.task)::int
      from held h where h.seals = '{}' group by h.of_team
    union all
    select null, reader.user_id, sum(h.lead)::int, sum(h.post)::int, sum(h.task)::int
      from held h join lateral (
               select distinct m.user_id from organisations_membership m
                where m.id = any(access.posts_of(m.user_id)) and h.seals <@ access.seals_read_in(m.id)
                  and not h.barred && array[m.user_id]) reader on true
     where h.seals <> '{}' group by reader.user_id;
end $$;
