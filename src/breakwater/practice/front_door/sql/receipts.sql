-- The same form sent again is answered with the receipt it has, whoever may read its children by now. The key is a secret of
-- the form that was sent; what comes back holds nothing of a child.
create or replace function access.receipt_of_key(p_key text)
returns table (reference text, received_at timestamptz, answer_due_on date, wants_feedback boolean, danger boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select r.reference::text, r.received_at, r.answer_due_on, r.wants_feedback, coalesce(s.immediate_danger, false)
      from front_door_submission s join front_door_receipt r on r.submission_id = s.id
     where s.key = p_key
$$;

-- Whether a notice of this key was taken in before, whatever became of the child's record since.
create or replace function access.reference_made(p_key text) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from front_door_notice n where n.key = p_key)
$$;
