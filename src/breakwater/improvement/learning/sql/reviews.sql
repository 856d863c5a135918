-- What the records of a serious incident's child call people, places, numbers and days, sealed or not: the words to be published are
-- compared with them, and nobody is shown more than what stands in those words already. For whoever reads the incident. An identity that
-- is adopted away or protected is never compared (SG-13): its names are added by hand by somebody who may know them.
create or replace function access.names_around_child(p_child bigint)
returns table (kind text, what text, words text, day date)
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    with recursive child as (
        select p_child as id
        union
        select p.id from people_person p join child c on p.merged_into_id = c.id or p.id = (select m.merged_into_id from people_person m where m.id = c.id)
    ), cases as (
        select distinct casework_participant.case_id as id from casework_participant where person_id in (select child.id from child)
    ), kin as (
        select child.id, 'the child' as as_what from child
        union
        select r.person_id, 'the family' from people_relationship r where r.other_id in (select child.id from child)
        union
        select r.other_id, 'the family' from people_relationship r where r.person_id in (select child.id from child)
        union
        select p.person_id, 'the family' from casework_participant p where p.case_id in (select cases.id from cases)
    ), parents as (
        select r.other_id as id from people_relationship r where r.person_id in (select k.id from kin k where k.as_what = 'the family')
    ), everyone as (
        select distinct on (e.id) e.id, e.as_what from (
            select k.id, k.as_what from kin k union all select parents.id, 'the family' from parents) e
         where not exists (select 1 from people_guard g where g.person_id = e.id and g.lifted_at is null)
         order by e.id, e.as_what
    ), workers as (
        select w.user_id from casework_caseworker w where w.case_id in (select cases.id from cases)
        union
        select m.user_id from casework_transition t join organisations_actor a on a.id = t.by_id
          join organisations_membership m on m.id = a.membership_id where t.case_id in (select cases.id from cases)
        union
        select m.user_id from casework_case c join organisations_actor a on a.id in (c.opened_by_id, c.closed_by_id)
          join organisations_membership m on m.id = a.membership_id where c.id in (select cases.id from cases)
        union
        select m.user_id from casework_chronologyentry c join organisations_actor a on a.id = c.by_id
          join organisations_membership m on m.id = a.membership_id where c.case_id in (select cases.id from cases) or c.person_id in (select child.id from child)
    )
    select 'PERSON', 'name of ' || e.as_what, concat_ws(' ', nullif(p.forename, ''), nullif(p.middle_names, ''), nullif(p.surname, '')), null::date
      from everyone e join people_person p on p.id = e.id
    union
    select 'PERSON', 'name of ' || e.as_what, p.known_as, null from everyone e join people_person p on p.id = e.id where p.known_as <> ''
    union
    select 'PERSON', 'other name of ' || e.as_what, concat_ws(' ', nullif(n.forename, ''), nullif(n.surname, '')), null
      from everyone e join people_alsoknownas n on n.person_id = e.id
    union
    select 'PERSON', 'name of a worker', u.name, null from workers w join organisations_user u on u.id = w.user_id
    union
    select 'ADDRESS', 'address of ' || e.as_what, concat_ws(', ', nullif(a.lines, ''), nullif(a.postcode, '')), null
      from everyone e join people_address a on a.person_id = e.id
    union
    select 'BODY', 'school of ' || e.as_what, o.name, null
      from everyone e join people_enrolment n on n.person_id = e.id join organisations_organisation o on o.id = n.school_id
    union
    select 'NUMBER', 'number of ' || e.as_what, i.value, null from everyone e join people_identifier i on i.person_id = e.id
    union
    select 'NUMBER', 'telephone or e-mail of ' || e.as_what, c.value, null from everyone e join people_personcontact c on c.person_id = e.id
    union
    select 'DAY', 'date of birth of ' || e.as_what, '', p.born_on from everyone e join people_person p on p.id = e.id
     where p.born_on is not null and p.born_precision = 'DAY'
    union
    select 'DAY', 'date of death of ' || e.as_what, '', p.died_on from everyone e join people_person p on p.id = e.id where p.died_on is not null;
$$;

create or replace function access.names_of_serious_incident(p_incident bigint)
returns table (kind text, what text, words text, day date)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('serious_incident', p_incident) then return; end if;
    return query select n.* from learning_seriousincident i, access.names_around_child(i.child_id) n where i.id = p_incident and i.child_id is not null;
end $$;

-- The same of the record of a child who died, for whoever reads the death.
create or replace function access.names_of_child_death(p_death bigint)
returns table (kind text, what text, words text, day date)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.may_read('child_death', p_death) then return; end if;
    return query select n.* from learning_childdeath d, access.names_around_child(d.child_id) n where d.id = p_death and d.child_id is not null;
end $$;

-- Days of reviews whose reminder is due: a row for each business manager named on the incident now, who is not kept from it. `p_days` are, for
-- each reminder in its order, the last due day for which its turn has come. A reminder is given out once; one that nobody fetched in time
-- comes later. For the clocks' service of an area, which learns of an incident nothing but its address.
create or replace function access.remind_of_reviews(p_area bigint, p_days date[]) returns table (human bigint, incident text, turn integer)
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare d record; come integer;
begin
    if p_days is null or not access.acts_as_service('clocks', p_area) then return; end if;
    for d in
        select due.* from (
            select 'review' as kind, r.id, r.incident_id, r.due_on, r.reminded
              from learning_localreview r left join learning_publication p on p.review_id = r.id where p.published_at is null
            union all
            select 'copy', c.id, r.incident_id, c.answer_by, c.reminded
              from learning_reportcopy c join learning_localreview r on r.id = c.review_id left join learning_publication p on p.review_id = r.id
             where c.answered_on is null and c.without_on is null and c.back_on is null and c.answer_by is not null and p.published_at is null
            union all
            select 'publication', p.id, r.incident_id, p.removal_review_on, p.reminded
              from learning_publication p join learning_localreview r on r.id = p.review_id
             where p.removal_review_on is not null
               and exists (select 1 from learning_publishedreview s where s.public_id = p.published_as and s.published_on is not null)
        ) due join learning_seriousincident i on i.id = due.incident_id and i.area_id = p_area
         where due.kind = 'publication' or i.state <> 'CLOSED'
         order by due.kind, due.id
    loop
        select max(n) into come from unnest(p_days) with ordinality x(day, n) where d.due_on <= x.day;
        continue when come is null or come <= d.reminded;
        case d.kind
            when 'review' then update learning_localreview set reminded = come where id = d.id;
            when 'copy' then update learning_reportcopy set reminded = come where id = d.id;
            else update learning_publication set reminded = come where id = d.id;
        end case;
        return query
        select distinct m.user_id::bigint, i.public_id::text, come
          from learning_member m join learning_seriousincident i on i.id = m.incident_id
         where i.id = d.incident_id and m.part = 'MANAGER' and m.confirmed_at is not null and m.ended_at is null
           and not i.barred && array[m.user_id::bigint];
    end loop;
end $$;
