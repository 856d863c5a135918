-- An open episode has a lead, or a clock that runs for finding one (FD 4.9, EH-04): looked at when the transaction ends, so
-- that within it one may be released before the next is named. Whoever may see the episode has no part in it.
create or replace function access.guard_episode_lead() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare named text;
begin
    select k.reference into named from early_help_episode e join casework_case k on k.id = e.case_id
     where e.case_id = new.case_id and k.closed_at is null
       and not exists (select 1 from casework_caseworker w
                        where w.case_id = k.id and w.capacity = 'LEAD' and w.ends_at is null)
       and not exists (select 1 from casework_clock c
                        where c.case_id = k.id and c.rule = 'early_help.find_lead' and c.stopped_at is null);
    if found then
        raise exception 'episode % would have neither a lead nor a clock for finding one', named using errcode = 'check_violation';
    end if;
    return null;
end $$;
drop trigger if exists episode_has_a_lead_or_a_clock on early_help_episode;
create constraint trigger episode_has_a_lead_or_a_clock after insert on early_help_episode deferrable initially deferred
    for each row execute function access.guard_episode_lead();
drop trigger if exists episode_keeps_a_lead_or_a_clock on casework_caseworker;
create constraint trigger episode_keeps_a_lead_or_a_clock after update of ends_at on casework_caseworker
    deferrable initially deferred
    for each row when (new.capacity = 'LEAD' and new.ends_at is not null) execute function access.guard_episode_lead();
drop trigger if exists episode_keeps_a_clock_or_a_lead on casework_clock;
create constraint trigger episode_keeps_a_clock_or_a_lead after update of stopped_at on casework_clock
    deferrable initially deferred
    for each row when (new.rule = 'early_help.find_lead' and new.stopped_at is not null)
    execute function access.guard_episode_lead();
