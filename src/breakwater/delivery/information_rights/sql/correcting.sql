-- Which team holds a row that was gathered for a request, and where their work on it begins: the case's own team, or, of what stands with the person
-- alone, the team that receives contacts. Nothing for whoever does not keep the request, and of what is sealed.
create or replace function access.rights_holder(p_request bigint, p_tab text, p_row bigint) returns table (team bigint, path text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare held jsonb; of_case bigint; of_person bigint; area bigint; part text;
begin
    if not access.rights_open(p_request) or not exists (
        select 1 from access.rights_found f where f.request = p_request and f.tab = p_tab and f.id = p_row) then
        return;
    end if;
    select r.area_id into area from information_rights_rightsrequest r where r.id = p_request;
    execute format('select to_jsonb(t) from %I t where t.id = $1', p_tab) into held using p_row;
    if held is null or held->'seals' <> '[]' and held ? 'seals' then return; end if;
    of_case := case when p_tab = 'casework_case' then p_row else (held->>'case_id')::bigint end;
    if p_tab = 'people_person' then of_person := p_row; else of_person := (held->>'person_id')::bigint; end if;
    if of_case is not null then
        return query
        select c.responsible_team_id, '/cases/' || c.reference || '/' from casework_case c
         where c.id = of_case and c.seals = '{}' and not c.barred && access.now_human();
        return;
    end if;
    part := case when p_tab like 'people\_%' then 'keep/' when p_tab = 'casework_chronologyentry' then 'chronology/' else '' end;
    return query
    select (select s.team_id from organisations_teamservice s where s.area_id = area and s.service = 'front_door' order by s.id limit 1),
           '/people/' || p.public_id || '/' || part
      from people_person p
     where p.id = coalesce(of_person, (select min(s.person_id) from information_rights_rightssubject s where s.request_id = p_request))
       and access.rights_is_plain(p.id, area);
end $$;

-- It is asked of the team that the wall says holds the row, and answered once, by that team.
create or replace function access.rights_guard_correction() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.outcome <> '' or not access.is_acting(new.by_id) or not exists (
            select 1 from access.rights_holder(new.request_id, new.source, new.row) h where h.team = new.holder_id and h.path = new.path) then
            raise exception 'a correction is asked of the team that holds the record' using errcode = 'insufficient_privilege';
        end if;
    elsif old.outcome <> '' or not access.is_acting(new.answered_by_id) or not exists (
        select 1 from organisations_actor x join organisations_membership m on m.id = x.membership_id
         where x.id = access.actor_now() and m.team_id = old.holder_id) then
        raise exception 'a correction is answered once, by the team that holds the record' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop trigger if exists correction_guard on information_rights_correction;
create trigger correction_guard before update on information_rights_correction
    for each row execute function access.rights_guard_correction();
-- After the row: the policies of the table refuse first, and say nothing of who holds what.
drop trigger if exists correction_asked on information_rights_correction;
create trigger correction_asked after insert on information_rights_correction
    for each row execute function access.rights_guard_correction();

-- What came of all corrections of a request stands on it, for its officers and whoever handed it over. One answered by a team whose record it is not
-- counts once nobody else is asked.
create or replace function access.rights_note_corrections() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
begin
    update information_rights_rightsrequest r
       set correcting = (
           select case when bool_or(c.outcome = '') then 'ASKED' when bool_or(c.outcome = 'CORRECTED') then 'DONE' else 'STANDS' end
             from information_rights_correction c where c.request_id = r.id)
     where r.id = new.request_id;
    return null;
end $$;
drop trigger if exists corrections_noted on information_rights_correction;
create trigger corrections_noted after insert or update on information_rights_correction
    for each row execute function access.rights_note_corrections();

-- Where the team that holds the record answered that it is right as it stands, whoever reads the record reads that its accuracy is disputed: no
-- words of anybody's, the day, and the correction. The team's last word on a row counts. Beside a case it stands only of what every reader of the
-- case may read, and beside a person only where the row says whose it is, or the request is about nobody else.
create or replace function access.rights_note_stands() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp as $$
declare held jsonb; of_case bigint; of_person bigint;
begin
    delete from casework_disputenote d using information_rights_correction c
     where c.source = new.source and c.row = new.row and d.path = '/information-requests/corrections/' || c.public_id || '/';
    if new.outcome <> 'STANDS' then return null; end if;
    execute format('select to_jsonb(t) from %I t where t.id = $1', new.source) into held using new.row;
    if held is null or held ? 'seals' and held->'seals' <> '[]' then return null; end if;
    of_case := case when new.source = 'casework_case' then new.row else (held->>'case_id')::bigint end;
    if of_case is not null and new.source not in ('casework_case', 'casework_chronologyentry', 'casework_answers', 'casework_document') then
        return null;
    end if;
    if of_case is null then
        of_person := coalesce(
            case when new.source = 'people_person' then new.row else (held->>'person_id')::bigint end,
            (select min(s.person_id) from information_rights_rightssubject s where s.request_id = new.request_id having count(*) = 1));
    end if;
    if of_case is null and of_person is null then return null; end if;
    insert into casework_disputenote
        (case_id, person_id, entry_id, answers_id, document_id, holder_id, path, reference, said_by, words, restricts, found, at, by_id, key,
         ended_at, ended_by_id)
    values (of_case, of_person,
            case when new.source = 'casework_chronologyentry' then new.row end,
            case when new.source = 'casework_answers' then new.row end,
            case when new.source = 'casework_document' then new.row end,
            new.holder_id, '/information-requests/corrections/' || new.public_id || '/', new.reference, '', '', false, '',
            new.answered_at, new.answered_by_id, gen_random_uuid(), new.answered_at, new.answered_by_id);
    return null;
end $$;
drop trigger if exists stands_noted on information_rights_correction;
create trigger stands_noted after update of outcome on information_rights_correction
    for each row when (old.outcome = '' and new.outcome in ('STANDS', 'CORRECTED')) execute function access.rights_note_stands();

-- Whether a note stands beside a record because its team answered a correction of this request so, for the officers whose letter tells of it.
create or replace function access.rights_noted(p_request bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    return access.rights_ours(p_request) and exists (
        select 1 from information_rights_correction c
          join casework_disputenote d on d.path = '/information-requests/corrections/' || c.public_id || '/'
         where c.request_id = p_request);
end $$;
