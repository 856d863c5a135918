-- The same form sent again is answered with the receipt it has, whoever may read its children by now. The key is a secret of
-- the form that was sent; what comes back holds nothing of a child. Asked by whoever sent it, or by somebody of the area it came to.
-- `officer_by` is given where it was set apart as an allegation: the day by which a designated officer takes it up (SG-11).
drop function if exists access.receipt_of_key(text);
create or replace function access.receipt_of_key(p_key text)
returns table (
    reference text, received_at timestamptz, answer_due_on date, wants_feedback boolean, danger boolean, unsure boolean,
    officer_by date
)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select r.reference::text, r.received_at, r.answer_due_on, r.wants_feedback,
           coalesce(s.immediate_danger, false)
           or exists (select 1 from front_door_contact f where f.submission_id = s.id and f.immediate_danger),
           exists (select 1 from front_door_contact f where f.submission_id = s.id and f.unsure_of_danger),
           (select c.due_on from front_door_allegation g join casework_clock c on c.case_id = g.case_id
             where g.submission_id = s.id and c.rule = 'front_door.officer_notice' order by c.id limit 1)
      from front_door_submission s join front_door_receipt r on r.submission_id = s.id
     where s.key = p_key
       and (s.by_id = access.actor_now() or s.sender_user_id = any(access.now_human()) or s.area_id = access.area_now())
$$;

-- What was said under a reference that its sender holds: that a child is in danger now, what else cannot wait (the gravest),
-- and the day by which somebody decides or takes it up. For the intake alone; it holds nothing else of a child.
create or replace function access.sent_as(p_area bigint, p_reference text)
returns table (danger boolean, cannot_wait text, due_on date)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select k.danger,
           coalesce((select f.cannot_wait from front_door_contact f
                      where (f.submission_id = s.id or f.case_id = s.joined_to_id) and f.cannot_wait <> ''
                      order by array_position(array['BABY', 'ABUSER', 'MEDICAL', 'NOT_SAFE', 'TODAY'], f.cannot_wait::text) limit 1), ''),
           coalesce(k.officer_by, k.answer_due_on)
      from front_door_submission s cross join lateral access.receipt_of_key(s.key) k
     where s.reference = p_reference and s.area_id = p_area and access.acts_as_service('intake', p_area)
$$;

-- Whether a notice of this key was taken in before, whatever became of the child's record since.
create or replace function access.reference_made(p_key text) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select access.serves() is not null and exists (select 1 from front_door_notice n where n.key = p_key)
$$;

-- A task of the team that takes in a file, about what was left out of it: it belongs to no case. The intake makes it and does not
-- read it back.
create or replace function access.have_file_read(
    p_batch bigint, p_public_id text, p_title text, p_detail text, p_at timestamptz, p_by bigint
) returns bigint
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare b record; made bigint;
begin
    select area_id, team_id into b from front_door_noticebatch where id = p_batch;
    if not found or not access.acts_as_service('intake', b.area_id) or p_by is distinct from access.actor_now() then
        raise exception 'no such file' using errcode = 'no_data_found';
    end if;
    insert into casework_task (public_id, team_id, title, detail, due_at, made_at, made_by_id, outcome)
    values (p_public_id, b.team_id, p_title, p_detail, p_at, p_at, p_by, '') returning id into made;
    return made;
end $$;

-- FD-15: a contact does not close while a professional sender has still to be told, unless a manager wrote why.
create or replace function access.guard_told() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if exists (
        select 1 from front_door_receiptline l
          join lateral (
              select m.status, m.waived_at from front_door_letter m where m.line_id = l.id order by m.id desc limit 1
          ) m on true
         where l.case_id = new.id and l.stage <> 'JOINED' and m.status in ('DUE', 'FAILED') and m.waived_at is null) then
        raise exception 'the sender has still to be told what was decided' using errcode = 'check_violation';
    end if;
    return new;
end $$;
drop trigger if exists contact_told_guard on casework_case;
create trigger contact_told_guard before update of closed_at on casework_case for each row
    when (old.closed_at is null and new.closed_at is not null and new.kind = 'contact') execute function access.guard_told();
