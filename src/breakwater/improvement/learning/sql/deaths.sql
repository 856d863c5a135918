-- A record of a child's death is merged into another of the same child: into the one that is named, which the actor must read as well, or
-- into the oldest of the same team of the same child on record, or with the same NHS number where birth, sex and days of death do not speak
-- against it, of which the actor learns nothing: a number typed wrongly leaves two records, which the team reads as such. What was
-- sent and who is listed goes along, and what is known of the death where the record that stays does not know it. What both have stays with
-- the record that was merged. Of two key workers, the one of the record that stays goes on.
create or replace function access.merge_child_death(p_death bigint, p_into bigint) returns boolean
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare target bigint; d record;
begin
    if not access.may_read('child_death', p_death) then return false; end if;
    if p_into is not null and not access.may_read('child_death', p_into) then return false; end if;
    select * into d from learning_childdeath where id = p_death and merged_into_id is null for update;
    if d.id is null then return false; end if;
    select o.id into target from learning_childdeath o
     where o.team_id = d.team_id and o.id <> d.id and o.merged_into_id is null and o.mistaken_at is null
       and (o.id = p_into or p_into is null and (
                o.child_id = d.child_id
             or d.number_digest <> '' and o.number_digest = d.number_digest
                and (o.born_on is null or d.born_on is null or o.born_on = d.born_on)
                and (o.sex = 'U' or d.sex = 'U' or o.sex = d.sex)
                and abs(extract(epoch from o.died_at - d.died_at)) <= 2 * 86400))
     order by o.opened_at, o.id limit 1 for update;
    if target is null then return false; end if;
    update learning_deathprofessional p set death_id = target
     where p.death_id = d.id and not exists (select 1 from learning_deathprofessional q
                                             where q.death_id = target and q.likeness = p.likeness);
    update learning_deathnotification set death_id = target where death_id = d.id;
    update learning_deathprofessional q set contact = p.contact from learning_deathprofessional p
     where q.death_id = target and p.death_id = d.id and p.likeness = q.likeness and q.contact = '';
    update learning_deathrequest r
       set death_id = target,
           professional_id = coalesce((select q.id from learning_deathprofessional p
                                         join learning_deathprofessional q on q.death_id = target and q.likeness = p.likeness
                                        where p.id = r.professional_id), r.professional_id)
     where r.death_id = d.id;
    update learning_responsestep set death_id = target where death_id = d.id;
    update learning_responsemeeting set death_id = target where death_id = d.id;
    update learning_deathwait w set death_id = target
     where w.death_id = d.id and not exists (select 1 from learning_deathwait v where v.death_id = target
                                             and v.reason = w.reason and v.ended_on is null and w.ended_on is null);
    update learning_familysupport set ended_on = current_date
     where death_id = d.id and ended_on is null
       and exists (select 1 from learning_familysupport f where f.death_id = target and f.ended_on is null);
    update learning_familysupport set death_id = target where death_id = d.id;
    update learning_responselead l set death_id = target
     where l.death_id = d.id and not exists (select 1 from learning_responselead k
                                             where k.death_id = target and k.user_id = l.user_id and k.ended_at is null);
    update learning_jointresponse set death_id = target
     where death_id = d.id and not exists (select 1 from learning_jointresponse j where j.death_id = target);
    update learning_childdeath set
           child_id = coalesce(child_id, d.child_id),
           born_on = coalesce(born_on, d.born_on),
           sex = case when sex = 'U' then d.sex else sex end,
           nhs_number = case when number_digest = '' then d.nhs_number else nhs_number end,
           number_digest = case when number_digest = '' then d.number_digest else number_digest end,
           no_number = case when number_digest = '' then d.no_number else no_number end,
           died_at = case when not time_is_known and d.time_is_known then d.died_at else died_at end,
           time_is_known = time_is_known or d.time_is_known,
           expected = coalesce(expected, d.expected),
           place_kind = case when place_kind = 'NOT_KNOWN' then d.place_kind else place_kind end,
           place = case when place = '' then d.place else place end,
           residence_words = case when residence_words = '' then d.residence_words else residence_words end,
           local_id = case when local_id = '' then d.local_id else local_id end,
           national_id = case when national_id = '' then d.national_id else national_id end,
           response = case when d.response = 'YES' then 'YES' else response end,
           response_why = case when d.response = 'YES' and response <> 'YES' then d.response_why else response_why end,
           incident_considered = coalesce(incident_considered, d.incident_considered),
           incident_why = case when incident_why = '' then d.incident_why else incident_why end,
           revision = revision + 1
     where id = target;
    update learning_childdeath set merged_into_id = target where id = d.id;
    return true;
end $$;

-- The day of death on the record of the child that a review is of, for whoever reads the review and may not read the record: none where
-- the death was withdrawn there. A review that was never opened from a record has no line.
create or replace function access.days_on_record(p_deaths bigint[])
returns table (death bigint, day date)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select d.id, p.died_on
      from learning_childdeath d
     cross join lateral (select x.person_id from people_death x join learning_childdeath m on m.key = x.key
                          where m.id = d.id or m.merged_into_id = d.id order by x.id desc limit 1) behind
      join people_person p on p.id = behind.person_id
     where d.id = any(p_deaths) and access.may_read('child_death', d.id)
$$;
