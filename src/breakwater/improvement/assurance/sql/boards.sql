-- Somebody leaves a meeting for an item because of an interest in it: they find none of its papers. It is lifted by no hand.
create or replace function access.keep_from_board_papers(p_item bigint, p_human bigint) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare
    paper bigint;
    kept integer := 0;
begin
    if not exists (select 1 from assurance_agendaitem i where i.id = p_item and access.may_read('board_meeting', i.meeting_id)) then
        return 0;
    end if;
    for paper in select p.id from assurance_boardpaper p where p.item_id = p_item order by p.id loop
        perform access.lock_followers('board_paper', paper);
        insert into access.bar (kind, target, human, because, source)
        select 'board_paper', paper, p_human, 'an interest in the item', 'board_conflict'
         where not exists (select 1 from access.bar b where b.kind = 'board_paper' and b.target = paper and b.human = p_human
                              and b.source = 'board_conflict' and b.until is null);
        perform access.derive('board_paper', paper);
        kept := kept + 1;
    end loop;
    return kept;
end $$;

-- Numbers of the decisions that one replaced (false) or that replaced it (true), for whoever reads its meeting: of those that they do not
-- read the number alone.
create or replace function access.board_decisions_beside(p_decision bigint) returns table (number text, is_later boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select n.number::text, n.replaces_id is not distinct from d.id
      from assurance_boarddecision d join assurance_boarddecision n on n.id = d.replaces_id or n.replaces_id = d.id
     where d.id = p_decision and access.may_read('board_meeting', d.meeting_id)
     order by n.id
$$;

-- Whether an item has papers, also such as are kept from whoever asks or are withdrawn.
create or replace function access.board_item_has_papers(p_item bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from assurance_agendaitem i join assurance_boardpaper p on p.item_id = i.id
                    where i.id = p_item and access.may_read('board_meeting', i.meeting_id))
$$;

-- A member of a group, for whoever keeps the groups of its area: a membership is ended past the wall, as a group's meetings may be read by
-- others than who ends it. Roles: those that hold PARTNERSHIP_KEEP, which a test compares.
create or replace function access.is_board_member_here(p_member bigint) returns boolean
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    select coalesce((access.post_now()).role in ('business_manager', 'policy_officer'), false) and exists (
        select 1 from assurance_groupmember m join assurance_boardgroup g on g.id = m.group_id
         where m.id = p_member and g.area_id = access.area_now())
$$;
revoke all on function access.is_board_member_here(bigint) from public;

-- Whether they keep the record of a meeting of the group, which no end of a seat takes from them.
create or replace function access.keeps_board_records(p_member bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select access.is_board_member_here(p_member) and exists (
        select 1 from assurance_groupmember m join organisations_user u on u.id = m.user_id and u.is_active
          join assurance_boardmeeting b on b.group_id = m.group_id and b.keeper_id = m.user_id
         where m.id = p_member)
$$;

-- Every seat of a member at meetings of the group ends, also one that was given for a single meeting. Answers how many.
create or replace function access.end_board_seats(p_member bigint, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare ended integer;
begin
    if p_at is null or not access.is_board_member_here(p_member) then return 0; end if;
    update assurance_meetingseat s set ended_at = p_at
      from assurance_groupmember m join assurance_boardmeeting b on b.group_id = m.group_id
     where m.id = p_member and s.meeting_id = b.id and s.ended_at is null and (s.member_id = m.id or s.user_id = m.user_id);
    get diagnostics ended = row_count;
    return ended;
end $$;

-- Meetings of which papers or minutes are still to go out, for the area's clocks alone, which read no meeting: its page, who keeps its
-- record, its day and how many working days its terms give. A word of what it is about is not among it.
create or replace function access.meetings_due()
returns table (public_id text, keeper bigint, held_on date, is_held boolean, days integer)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select m.public_id::text, m.keeper_id, (m.starts_at at time zone 'Europe/London')::date, m.state = 'HELD',
           (case when m.state = 'HELD' then t.minutes_days else t.papers_days end)::integer
      from organisations_actor x
      join assurance_boardmeeting m on m.area_id = x.area_id
      join assurance_groupterms t on t.id = m.terms_id
     where x.id = access.actor_now() and x.membership_id is null and x.service = 'clocks'
       and m.starts_at between now() - interval '90 days' and now() + interval '90 days'
       and (m.state = 'PLANNED' and m.papers_issued_at is null
            or m.state = 'HELD' and not exists (select 1 from assurance_minutes n where n.meeting_id = m.id))
     order by m.starts_at, m.id
$$;
