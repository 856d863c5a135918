-- What a multi-agency case audit is drawn from: open cases of its kinds and areas with a child of its ages, each with its lot by the seed.
-- One that is restricted, sealed or guarded, that bars whoever draws, or whose child has died is not free. For the draw alone.
create or replace function access.case_audit_pool(p_audit bigint, p_seed text, p_at timestamptz)
returns table (case_id bigint, child_id bigint, kind text, area_id bigint, age text, is_free boolean, lot text, reference text)
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    select distinct on (c.id) c.id, p.id, c.kind, c.area_id, band.age,
           c.seals = '{}' and p.seals = '{}' and not c.barred && access.now_human() and not p.barred && access.now_human() and p.died_on is null
             and not exists (select 1 from casework_participant o join people_guard g on g.person_id = o.person_id and g.lifted_at is null
                              where o.case_id = c.id),
           encode(sha256(convert_to(p_seed || ':' || c.reference, 'UTF8')), 'hex'), c.reference
      from assurance_caseaudit a
      join casework_case c on c.area_id = any(a.areas) and c.kind = any(a.kinds) and c.closed_at is null and c.opened_at <= p_at
      join casework_participant k on k.case_id = c.id and k.capacity = 'CHILD' and k.ends_at is null
      join people_person p on p.id = k.person_id and p.born_on is not null
      cross join lateral (select extract(year from age((p_at at time zone 'Europe/London')::date, p.born_on))::int as years) old
      cross join lateral (select case when old.years < 1 then '0' when old.years < 5 then '1-4' when old.years < 11 then '5-10'
                                      when old.years < 16 then '11-15' when old.years < 18 then '16-17' else '' end as age) band
     where a.id = p_audit and c.kind in ('early_help', 'contact') and band.age = any(a.ages)
     order by c.id, p.born_on desc, p.id
$$;
revoke all on function access.case_audit_pool(bigint, text, timestamptz) from public;

-- Whether a team may be asked about a case at all. One that is closed cannot answer. One whose organisation is to hear nothing of an
-- allegation behind the case (SG-11) is not asked, and where nobody knows yet which organisation that is, only the one that has the case
-- is: as `access.kept_out` says it of offers, but whatever the actor may read. For the draw alone.
create or replace function access.may_audit_case(p_case bigint, p_team bigint) returns boolean
language plpgsql stable set search_path = public, pg_catalog, pg_temp as $$
begin
    return exists (
        with recursive origin as (
            select p_case as id
            union
            select came.id from origin o cross join lateral (
                select h.case_id as id from casework_handover q join casework_handovercase h on h.handover_id = q.id
                 where q.opened_case_id = o.id
                union all
                select t.about_case_id from front_door_strategy t where t.case_id = o.id and t.about_case_id is not null
            ) came
        ), behind as (
            select id from origin
            union select w.within_id from front_door_allegationcontact w join origin o on o.id = w.case_id
            union select p.within_id from front_door_passedon p join origin o on o.id = p.case_id
        )
        select from organisations_team t join casework_case c on c.id = p_case join organisations_team holds on holds.id = c.responsible_team_id
         where t.id = p_team and t.closed_on is null and not exists (
            select 1 from front_door_struckorganisation s
             where s.lifted_at is null and s.case_id in (select id from behind)
               and (s.organisation_id = t.organisation_id or s.organisation_id is null and t.organisation_id <> holds.organisation_id)));
end $$;
revoke all on function access.may_audit_case(bigint, bigint) from public;

-- The draw: one of each stratum (age, kind of case, area) in turn by the lot, so that the same seed on the same cases draws the same.
-- Whoever leads the audit learns strata and numbers, never whom; what the rule leaves out is one figure. An agency is known to a case
-- where its team is responsible for it, has or had a worker in it, or has the child on its roll; of a contact only where that organisation
-- sent it or was asked about it, for others do not know that there is one.
-- Roles: those that hold CASE_AUDIT_KEEP, which a test compares.
create or replace function access.draw_case_audit(p_audit bigint, p_seed text, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare a assurance_caseaudit; me bigint[] := access.now_human(); today date := (p_at at time zone 'Europe/London')::date; found_now integer;
begin
    if p_at is null or length(coalesce(p_seed, '')) < 8 or coalesce((access.post_now()).role, '') not in ('business_manager')
       or not access.may_read('case_audit', p_audit) then return null; end if;
    select * into a from assurance_caseaudit where id = p_audit and state = 'PLANNED' and lead_id = any(me) for update;
    if not found or exists (
        select 1 from unnest(a.areas) x where not exists (
            select 1 from organisations_membership m join organisations_team t on t.id = m.team_id
             where m.user_id = any(me) and m.id = any(access.posts_of(m.user_id)) and t.area_id = x and m.role = 'business_manager')) then
        return null;
    end if;
    insert into assurance_auditedcase (public_id, audit_id, number, case_id, child_id, kind, age, drawn_in_id, entries, agreed_grade,
                                       agreed_words, good_practice, gaps, revision)
    select access.new_public_id(), a.id, row_number() over (order by w.turn, w.lot), w.case_id, w.child_id, w.kind, w.age, w.area_id,
           (select count(*) from casework_chronologyentry e where e.case_id = w.case_id), '', ''::bytea, ''::bytea, ''::bytea, 0
      from (select o.*, row_number() over (partition by o.age, o.kind, o.area_id order by o.lot) as turn
              from access.case_audit_pool(a.id, p_seed, p_at) o where o.is_free order by turn, o.lot limit a.number) w;
    get diagnostics found_now = row_count;
    insert into assurance_casereturn (public_id, of_id, team_id, case_id, child_id, number, theme, questions, tool, answers, grade, overall,
                                      is_second, due_on, revision)
    select access.new_public_id(), r.id, r.team_id, r.case_id, r.child_id, r.number, a.theme, a.questions, a.tool, ''::bytea, '', ''::bytea,
           row_number() over (order by r.lot) <= greatest(1, ceil(count(*) over () * a.share / 100.0)), a.answers_by, 0
      from (select d.id, d.case_id, d.child_id, d.number, t.team_id,
                   encode(sha256(convert_to(p_seed || ':' || c.reference || ':' || t.team_id, 'UTF8')), 'hex') as lot
              from assurance_auditedcase d join casework_case c on c.id = d.case_id
              cross join lateral (
                  select c.responsible_team_id as team_id
                  union select m.team_id from casework_caseworker w join organisations_membership m on m.id = w.membership_id where w.case_id = c.id
                  union select n.team_id from people_enrolment n where n.person_id = d.child_id and n.verified_on is not null
                     and n.starts_on <= today and (n.ends_on is null or n.ends_on > today)
                     and (d.kind <> 'contact' or exists (
                        select 1 from front_door_contact f where f.case_id = c.id and f.sender_organisation_id = n.school_id
                        union all select 1 from front_door_informationrequest q join organisations_team asked on asked.id = q.team_id
                         where q.case_id = c.id and q.sent_at is not null and asked.organisation_id = n.school_id))) t
             where d.audit_id = a.id and t.team_id is not null and access.may_audit_case(c.id, t.team_id)) r;
    update assurance_caseaudit u set seed = p_seed, drawn_at = p_at, state = 'OPEN', revision = u.revision + 1, drawn = found_now,
           eligible = o.eligible, left_out = o.left_out, population = o.digest
      from (select count(*) filter (where p.is_free) as eligible, count(*) filter (where not p.is_free) as left_out,
                   encode(sha256(convert_to(coalesce(string_agg(p.reference, ',' order by p.reference) filter (where p.is_free), ''), 'UTF8')), 'hex') as digest
              from access.case_audit_pool(a.id, p_seed, p_at) p) o
     where u.id = a.id;
    return found_now;
end $$;

-- A child of an audited case may be at risk now: the case holder has a task of it, whoever saw it and whatever they may read of the case.
-- Answers whom to tell: the team, whoever works on the case, and whoever leads the audit, of the audited case by its own address. Whoever
-- covers for the lead worker has the task before them. The same key again makes nothing more. Of an agency without an account its link
-- says so; whoever leads the audit stands for it.
drop function if exists access.raise_case_safety(text, bigint, text, text, timestamptz, timestamptz, uuid);
create or replace function access.raise_case_safety(
    p_kind text, p_id bigint, p_title text, p_words text, p_due timestamptz, p_at timestamptz, p_key uuid)
returns table (concern bigint, task_public text, team bigint, humans bigint[], is_open boolean, is_new boolean, told_lead bigint, audited text)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare d assurance_auditedcase; c casework_case; post bigint; made bigint; me bigint := (access.post_now()).user_id;
begin
    if p_kind is null or p_kind not in ('audited_case', 'case_return') or p_key is null or coalesce(p_words, '') = ''
       or p_due is null or p_at is null or coalesce(p_title, '') = '' then return; end if;
    if not access.may_read(p_kind, p_id) then return; end if;
    select x.* into d from assurance_auditedcase x
     where x.id = p_id and p_kind = 'audited_case' or p_kind = 'case_return' and x.id = (select r.of_id from assurance_casereturn r where r.id = p_id);
    select a.lead_id into told_lead from assurance_caseaudit a where a.id = d.audit_id;
    if me is null and exists (select 1 from assurance_casereturn r where p_kind = 'case_return' and r.id = p_id and r.reader_id = access.actor_now())
    then me := told_lead; end if;
    if me is null then return; end if;
    select k.* into c from casework_case k where k.id = d.case_id for update;
    humans := array(select w.user_id::bigint from casework_caseworker w where w.case_id = c.id and w.ends_at is null);
    is_open := c.closed_at is null;
    audited := d.public_id;
    select s.id, t.public_id, t.team_id into concern, task_public, team
      from assurance_safetyconcern s join casework_task t on t.id = s.task_id where s.key = p_key and s.user_id = me and s.of_id = d.id;
    is_new := not found;
    if not is_new then return next; return; end if;
    select w.membership_id into post from casework_caseworker w
     where w.case_id = c.id and w.ends_at is null
     order by array_position(array['COVER', 'LEAD', 'WORKER', 'COORDINATOR', 'CLAIMED'], w.capacity::text), w.id limit 1;
    insert into casework_task (public_id, case_id, team_id, owner_id, title, detail, due_at, made_at, made_by_id, key, outcome)
    values (access.new_public_id(), c.id, c.responsible_team_id, post, p_title, p_words, p_due, p_at, access.actor_now(), p_key, '')
    returning id, public_id, team_id into made, task_public, team;
    insert into assurance_safetyconcern (public_id, of_id, task_id, user_id, due_at, at, by_id, key)
    values (access.new_public_id(), d.id, made, me, p_due, p_at, access.actor_now(), p_key) returning id into concern;
    return next;
end $$;

-- What became of the concerns that the actor may read: when the case holder did the task, and which team has it, for who must call them.
-- Not what they did: that stands in the case.
drop function if exists access.safety_of_cases(bigint[]);
create or replace function access.safety_of_cases(p_concerns bigint[]) returns table (concern bigint, done_at timestamptz, team bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.id, t.done_at, t.team_id from assurance_safetyconcern s join casework_task t on t.id = s.task_id
     where s.id = any(p_concerns) and access.may_read('safety_concern', s.id)
$$;

-- Whether the actor raised the concern behind a task, or leads its audit: neither says that it is done.
create or replace function access.is_auditor_of_task(p_task bigint) returns boolean
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select exists (select 1 from assurance_safetyconcern s join assurance_auditedcase d on d.id = s.of_id join assurance_caseaudit a on a.id = d.audit_id
                    where s.task_id = p_task and (s.user_id = any(access.now_human()) or a.lead_id = any(access.now_human())))
$$;

-- The report is settled: nothing more is added to any return, those of cases hidden from the lead since the draw included.
create or replace function access.close_case_returns(p_audit bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if p_at is null or not access.may_read('case_audit', p_audit) or not exists (
        select 1 from assurance_caseaudit a where a.id = p_audit and a.state = 'REPORTED' and a.lead_id = any(access.now_human())) then return; end if;
    update assurance_casereturn r set closed_at = p_at from assurance_auditedcase d
     where d.id = r.of_id and d.audit_id = p_audit and r.closed_at is null;
end $$;

-- What the records of audited cases call people, places, numbers and days, for the scan of the report; for whoever leads the audit. Of
-- cases that they may not read any more it is said apart: a report that names one is not settled, and nobody learns by which words.
create or replace function access.names_of_case_audit(p_audit bigint)
returns table (kind text, what text, words text, day date)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case_audit', p_audit) or not exists (
        select 1 from assurance_caseaudit a where a.id = p_audit and a.lead_id = any(access.now_human())) then return; end if;
    return query select distinct n.* from assurance_auditedcase d, access.names_around_child(d.child_id) n
                  where d.audit_id = p_audit and access.may_read('audited_case', d.id);
end $$;

create or replace function access.hidden_names_of_case_audit(p_audit bigint)
returns table (kind text, what text, words text, day date)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('case_audit', p_audit) or not exists (
        select 1 from assurance_caseaudit a where a.id = p_audit and a.lead_id = any(access.now_human())) then return; end if;
    return query select distinct n.* from assurance_auditedcase d, access.names_around_child(d.child_id) n
                  where d.audit_id = p_audit and not access.may_read('audited_case', d.id);
end $$;

-- The settled reports of an area's case audits, for whoever reads what audits found there: what went through the scan, and neither a case
-- nor the seed.
create or replace function access.reported_case_audits(p_area bigint)
returns table (id bigint, public_id text, theme text, drawn integer, reported_at timestamptz, findings text, causes text, good_practice text,
               recommendations text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select a.id, a.public_id::text, a.theme::text, a.drawn::integer, a.reported_at, a.findings, a.causes, a.good_practice, a.recommendations
      from assurance_caseaudit a where a.area_id = p_area and a.state = 'REPORTED' and access.reads_audits_of(p_area)
     order by a.reported_at desc, a.id
$$;
