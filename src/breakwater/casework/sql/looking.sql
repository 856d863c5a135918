-- Break-glass by a reference, and who has looked. Each checks for itself who asks; run as the owner.

-- Open a case in an emergency, for 60 minutes, with its people. The answer is empty, and nothing else, where there is no
-- such case, where it may never be opened this way, or where the post may not do it: a guess learns nothing.
create or replace function access.break_glass_case(p_reference text, p_reason text)
returns table (case_id bigint, until timestamptz, readers bigint[], team bigint)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare c record; made bigint;
begin
    select k.id, k.seals, k.responsible_team_id into c
      from casework_case k
      join organisations_actor x on x.id = nullif(current_setting('bw.actor', true), '')::bigint
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where k.reference = p_reference and k.area_id = t.area_id;
    if not found then return; end if;
    made := access.mint_glass('case', c.id, p_reason);
    if made is null then return; end if;
    return query
    select c.id, s.valid_until,
           array(select distinct r.human from access.reader r
                  where r.seal = any(c.seals) and (r.until is null or r.until > clock_timestamp())),
           c.responsible_team_id
      from access.scope s where s.id = made;
end $$;

-- Who has looked at a record, for its manager and for information governance alone (SG-19). Empty for everyone else, as
-- for a record that does not exist. A restricted record answers its own named readers only. Looks made from a restricted
-- compartment are left out: those that also opened another restricted record, and those of teams that do sealed work.
create or replace function access.who_looked(p_kind text, p_key text, p_before bigint, p_limit integer)
returns table (
    entry bigint, at timestamptz, human bigint, acting_as text, verb text, is_change boolean, reason text, was_refused boolean
) language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare me record; thing record;
begin
    select m.team_id, m.role, t.area_id into me
      from organisations_actor x
      join organisations_membership m on m.id = x.membership_id
      join organisations_team t on t.id = m.team_id
     where x.id = nullif(current_setting('bw.actor', true), '')::bigint and m.user_id = any(access.now_human());
    if not found then return; end if;
    if p_kind = 'person' then
        select p.id, p.area_id, p.seals, exists (
                   select 1 from casework_participant i join casework_case k on k.id = i.case_id
                    where i.person_id = p.id and i.ends_at is null and k.responsible_team_id = me.team_id
               ) as ours
          into thing from people_person p where p.public_id = p_key;
    elsif p_kind = 'case' then
        select k.id, k.area_id, k.seals, k.responsible_team_id = me.team_id as ours
          into thing from casework_case k where k.reference = p_key;
    else
        return;
    end if;
    if not found or thing.area_id <> me.area_id then return; end if;
    if thing.seals <> '{}' and not access.may_read(p_kind, thing.id) then return; end if;
    if not (me.role = 'information_governance'
            or me.role in ('mash_manager', 'early_help_manager') and thing.ours and access.may_read(p_kind, thing.id)) then
        return;
    end if;
    return query
    select e.id, e.at, e.human_id, e.acting_as, e.verb,
           e.changed @> jsonb_build_object(p_kind, jsonb_build_array(thing.id)), e.reason, e.kind = 'refusal'
      from audit_entry e
     where (e.seen @> jsonb_build_object(p_kind, jsonb_build_array(thing.id))
            or e.changed @> jsonb_build_object(p_kind, jsonb_build_array(thing.id)))
       and (p_before is null or e.id < p_before)
       and not exists (
               select 1
                 from jsonb_array_elements_text(
                          coalesce(e.seen -> 'case', '[]') || coalesce(e.changed -> 'case', '[]')) v
                 join casework_case k on k.id = v::bigint
                where k.seals <> '{}' and not k.seals <@ thing.seals)
       and not exists (
               select 1
                 from jsonb_array_elements_text(
                          coalesce(e.seen -> 'person', '[]') || coalesce(e.changed -> 'person', '[]')) v
                 join people_person p on p.id = v::bigint
                where p.seals <> '{}' and not p.seals <@ thing.seals)
       and not exists (
               select 1 from organisations_actor x
               join organisations_membership m on m.id = x.membership_id
               join organisations_teamservice s on s.team_id = m.team_id
                where x.id = e.actor_id and s.service in ('prevent', 'lado', 'specialist') and m.team_id <> me.team_id)
     order by e.id desc limit p_limit;
end $$;

-- Of cases those that are restricted, as far as whoever acts may read them: what a file may not carry away (SG-12).
create or replace function access.restricted_among(p_cases bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select id from casework_case where id = any(p_cases) and seals <> '{}' and access.may_read('case', id)
$$;
