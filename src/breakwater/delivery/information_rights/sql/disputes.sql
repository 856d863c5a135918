-- A note of dispute beside something that was gathered for an open request, by information governance of the request's team. What was
-- gathered is what the walk found, not what a row of the copy says; what was sealed since is left.
create or replace function access.rights_dispute(
    p_request bigint, p_item bigint, p_said_by text, p_words text, p_restricts boolean, p_at timestamptz, p_form uuid
) returns boolean language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare
    it information_rights_gathereditem; asked information_rights_rightsrequest;
    of_case bigint; of_person bigint; plain boolean;
begin
    if not access.rights_open(p_request) or coalesce(p_words, '') = '' then return false; end if;
    select * into asked from information_rights_rightsrequest where id = p_request;
    select * into it from information_rights_gathereditem where id = p_item and request_id = p_request;
    if not found or not exists (
        select 1 from access.rights_found f where f.request = p_request and f.tab = it.source and f.id = it.row) then
        return false;
    end if;
    if it.source = 'casework_chronologyentry' then
        select case_id, case when case_id is null then person_id end, seals = '{}' into of_case, of_person, plain
          from casework_chronologyentry where id = it.row;
    elsif it.source = 'casework_answers' then
        select case_id, seals = '{}' into of_case, plain from casework_answers where id = it.row;
    elsif it.source = 'casework_document' then
        select case_id, seals = '{}' into of_case, plain from casework_document where id = it.row;
    elsif it.source = 'casework_case' then
        select id, seals = '{}' and not barred && access.now_human() into of_case, plain from casework_case where id = it.row;
    end if;
    if not coalesce(plain, false) then return false; end if;
    insert into casework_disputenote
        (case_id, person_id, entry_id, answers_id, document_id, path, reference, said_by, words, restricts, found, at, by_id, key)
    values (of_case, of_person,
            case when it.source = 'casework_chronologyentry' then it.row end,
            case when it.source = 'casework_answers' then it.row end,
            case when it.source = 'casework_document' then it.row end,
            '', asked.reference, p_said_by, p_words, p_restricts, '', p_at, access.actor_now(), p_form)
    on conflict do nothing;
    return true;
end $$;

-- What was found once it was looked into: of every note of a request at once.
create or replace function access.rights_end_disputes(p_request bigint, p_found text, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare ended integer;
begin
    if not access.rights_ours(p_request) then return 0; end if;
    update casework_disputenote d set ended_at = p_at, ended_by_id = access.actor_now(), found = p_found
      from information_rights_rightsrequest r
     where r.id = p_request and d.reference = r.reference and d.ended_at is null;
    get diagnostics ended = row_count;
    return ended;
end $$;

-- How many notes of a request still wait for what was found, for its officers.
create or replace function access.rights_disputes_open(p_request bigint) returns bigint
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select count(*) from casework_disputenote d join information_rights_rightsrequest r on r.reference = d.reference
     where r.id = p_request and r.area_id = access.governs() and d.ended_at is null
$$;
