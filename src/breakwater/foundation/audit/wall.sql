revoke all on audit_entry, audit_seal from public, {app};
grant insert (
    actor_id, human_id, acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session
) on audit_entry to {app};
grant select (id) on audit_entry to {app};

-- A look and a change are written in the transaction that acts, and of nobody but who acts in it: where nobody acts there is neither.
alter table audit_entry enable row level security;
drop policy if exists written on audit_entry;
create policy written on audit_entry for insert to {app} with check (
    actor_id is not distinct from nullif(current_setting('bw.actor', true), '')::bigint
    and kind ~ '^[a-z_]+$' and (actor_id is not null or kind not in ('read', 'change') and seen = '{}' and changed = '{}')
    and (human_id is null or human_id = any(coalesce(nullif(current_setting('bw.human', true), ''), '{}')::bigint[])));
drop policy if exists counted on audit_entry;
create policy counted on audit_entry for select to {app} using (true);

-- What stands although its request is undone (a refusal, an absence, a sign-in) is written on a second connection, where nobody
-- acts. It is never a look nor a change: it names no record that was seen, and no actor together with another's human.
create or replace function audit_note(
    p_actor bigint, p_human bigint, p_acting_as text, p_area text, p_kind text, p_verb text, p_route text, p_method text,
    p_seen jsonb, p_facts jsonb, p_reason text, p_session text
) returns void language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if coalesce(p_kind, '') not in ('refusal', 'absence', 'sign_in', 'sign_out', 'sign_in_failed', 'sign_in_changed')
       or p_seen is distinct from '{}' then
        raise exception 'a look or a change is written in the transaction that acts' using errcode = 'insufficient_privilege';
    end if;
    if p_actor is not null and not access.is_actor_of(p_actor, p_human) then
        raise exception 'an entry names an actor and the human behind it' using errcode = 'insufficient_privilege';
    end if;
    insert into audit_entry (actor_id, human_id, acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session)
    values (p_actor, p_human, p_acting_as, p_area, p_kind, p_verb, p_route, p_method, p_seen, '{}', p_facts, p_reason, p_session);
end $$;
revoke all on function audit_note(bigint, bigint, text, text, text, text, text, text, jsonb, jsonb, text, text) from public;
grant select on audit_seal to {app};
