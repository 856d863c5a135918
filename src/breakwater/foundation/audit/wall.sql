revoke all on audit_entry, audit_seal from public, {app};
grant insert (
    actor_id, human_id, acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session
) on audit_entry to {app};
grant select (id) on audit_entry to {app};
grant select on audit_seal to {app};
