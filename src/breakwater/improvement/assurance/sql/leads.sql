-- Who leads a case audit or keeps the folder of an inspection may go, and nobody else reads it: whoever has the same work in their team
-- learns what is led there, by whom, and nothing of what is in it. Roles: those that hold CASE_AUDIT_KEEP and INSPECTION_KEEP, which a
-- test compares.
create or replace function access.may_lead(p_kind text, p_role text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(case p_kind when 'case_audit' then p_role in ('business_manager')
                                when 'inspection' then p_role in ('head_of_service', 'business_manager') end, false)
$$;

create or replace function access.led_by_colleagues(p_kind text)
returns table (id bigint, public_id text, title text, lead text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select w.id, w.public_id, w.title, u.name::text
      from (select a.id, a.public_id::text, a.theme::text as title, a.lead_id, a.team_id, 'case_audit' as kind, a.made_at from assurance_caseaudit a
            union all
            select i.id, i.public_id::text, i.agency::text, i.lead_id, m.team_id, 'inspection', i.made_at from assurance_inspection i
              join organisations_actor x on x.id = i.made_by_id join organisations_membership m on m.id = x.membership_id
             where i.closed_at is null) w
      join organisations_user u on u.id = w.lead_id
     where w.kind = p_kind and access.may_lead(p_kind, (access.post_now()).role) and w.team_id = (access.post_now()).team_id
       and not w.lead_id = any(access.now_human())
     order by w.made_at desc, w.id
$$;

-- The lead goes to a post of the area whose role may lead: given by whoever leads it, or taken by a colleague of the same team. Answers the
-- human who leads it now; nothing where it was refused.
create or replace function access.hand_over_lead(p_kind text, p_id bigint, p_post bigint, p_why text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare me organisations_membership := access.post_now(); them organisations_membership; was bigint; its bigint;
begin
    if me.id is null or p_at is null or btrim(coalesce(p_why, '')) = '' then return null; end if;
    select m.* into them from organisations_membership m where m.id = p_post and m.id = any(access.posts_of(m.user_id));
    if not found or not access.may_lead(p_kind, them.role) then return null; end if;
    if p_kind = 'case_audit' then
        select a.lead_id, a.team_id into was, its from assurance_caseaudit a where a.id = p_id for update;
    else
        select i.lead_id, m.team_id into was, its from assurance_inspection i join organisations_actor x on x.id = i.made_by_id
          join organisations_membership m on m.id = x.membership_id where i.id = p_id and i.closed_at is null for update of i;
    end if;
    if was is null or (select t.area_id from organisations_team t where t.id = them.team_id)
                      <> (select t.area_id from organisations_team t where t.id = its) then return null; end if;
    if was = them.user_id then return case when was = any(access.now_human()) or me.id = them.id then was end; end if;
    if not was = any(access.now_human()) and not (me.id = them.id and me.team_id = its) then return null; end if;
    if p_kind = 'case_audit' then
        update assurance_caseaudit set lead_id = them.user_id where id = p_id;
        update assurance_auditmember set ended_at = p_at where audit_id = p_id and user_id = them.user_id and ended_at is null;
    else
        update assurance_inspection set lead_id = them.user_id where id = p_id;
        update assurance_inspectionmember set ended_at = p_at where inspection_id = p_id and user_id = them.user_id and ended_at is null;
    end if;
    insert into assurance_leadhandover (audit_id, inspection_id, was_id, now_id, why, at, by_id)
    values (case p_kind when 'case_audit' then p_id end, case p_kind when 'inspection' then p_id end, was, them.user_id, p_why, p_at,
            access.actor_now());
    return them.user_id;
end $$;
