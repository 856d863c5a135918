-- Of entries of a chronology, those that the actor may read and that stand beneath no restriction: they alone are drawn into the chronology
-- of a serious incident (SG-18).
create or replace function access.chronology_to_draw(p_entries bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select e.id from casework_chronologyentry e
     where e.id = any(p_entries) and e.seals = '{}'
       and e.scopes && coalesce(nullif(current_setting('bw.scopes', true), ''), '{}')::bigint[]
       and not e.barred && access.now_human()
$$;

-- Whether a person's record is held for a serious incident: theirs, or that of a record merged with it.
create or replace function access.is_held(p_person bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from learning_hold h
                    where h.lifted_at is null and h.person_id = any(access.stands_in(access.stands_for(p_person))))
$$;
revoke all on function access.is_held(bigint) from public;

-- While a hold stands nothing of the record is destroyed, whoever destroys: retention, the owner, a person.
create or replace function access.refuse_held() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare held boolean;
begin
    if tg_table_name = 'people_person' then held := access.is_held(old.id);
    else
        select exists (select 1 from casework_participant p
                        where p.case_id = case when tg_table_name = 'casework_case' then (to_jsonb(old)->>'id')::bigint
                                               else (to_jsonb(old)->>'case_id')::bigint end
                          and access.is_held(p.person_id)) into held;
        if tg_table_name = 'casework_chronologyentry' and not held and (to_jsonb(old)->>'person_id') is not null then
            held := access.is_held((to_jsonb(old)->>'person_id')::bigint);
        end if;
    end if;
    if held then raise exception 'this record is held' using errcode = 'check_violation'; end if;
    return old;
end $$;
do $$
declare t text;
begin
    foreach t in array array['people_person', 'casework_case', 'casework_document', 'casework_chronologyentry'] loop
        execute format('drop trigger if exists held_record on %I', t);
        execute format('create trigger held_record before delete on %I for each row execute function access.refuse_held()', t);
    end loop;
end $$;

-- Once a serious incident is closed, the holds that it made with Prevent end: those of the same people, by the same hand and at the same moment
-- as its own. For a business manager named on it, who learns how many. The words are locked and say nothing of an incident.
create or replace function access.lift_holds_of_serious_incident(p_incident bigint, p_why bytea, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare lifted integer;
begin
    if p_why is null or p_at is null or not access.may_read('serious_incident', p_incident) or not exists (
        select 1 from learning_seriousincident i join learning_member m on m.incident_id = i.id
         where i.id = p_incident and i.state = 'CLOSED' and m.part = 'MANAGER' and m.confirmed_at is not null and m.ended_at is null
           and m.user_id = any(access.now_human())) then
        return 0;
    end if;
    update prevent_hold h set lifted_at = p_at, lifted_by_id = access.actor_now(), lifted_why = p_why
      from learning_hold l
     where l.incident_id = p_incident and h.person_id = l.person_id and h.since = l.since and h.by_id = l.by_id
       and h.referral_id is null and h.lifted_at is null;
    get diagnostics lifted = row_count;
    return lifted;
end $$;
