-- The practitioner survey beside an audit round. An answer is added to the counts and kept nowhere beside who gave it; the counts are
-- read once the survey is closed, by whoever reads the round's findings, and are suppressed before they are shown (SG-22).
-- Roles: those that hold SURVEY_ANSWER, which a test compares.

-- The open surveys of the actor's area that ask their organisation, and whether they have answered.
create or replace function access.surveys_to_answer() returns table (survey bigint, answered boolean)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.id, exists (select from assurance_surveytaken k where k.survey_id = s.id and k.user_id = p.user_id)
      from access.post_now() p
      join organisations_team t on t.id = p.team_id
      join assurance_roundarea a on a.area_id = t.area_id
      join assurance_practitionersurvey s on s.part_id = a.id
     where s.closed_at is null and s.closes_on >= (clock_timestamp() at time zone 'Europe/London')::date
       and exists (select from assurance_roundmember m where m.round_area_id = a.id and m.organisation_id = t.organisation_id)
       and p.role in ('mash_screener', 'mash_manager', 'emergency_duty', 'tier2_coordinator', 'early_help_manager', 'lead_professional',
                      'social_worker', 'social_care_manager', 'receiving_worker', 'link_coordinator', 'link_manager',
                      'agency_professional', 'agency_lead', 'designated_officer', 'prevent_education_officer')
     order by s.id
$$;

-- Count one whole answer, once a person: 'taken', 'again', 'not whole', or nothing where it is not theirs to give.
create or replace function access.answer_survey(p_survey bigint, p_answers jsonb) returns text
language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
declare given boolean; asked jsonb;
begin
    select x.answered, s.statements::jsonb into given, asked
      from access.surveys_to_answer() x join assurance_practitionersurvey s on s.id = x.survey where x.survey = p_survey;
    if not found or p_answers is null or jsonb_typeof(p_answers) <> 'object' then return ''; end if;
    if given then return 'again'; end if;
    if exists (select from jsonb_object_keys(asked) k
                where coalesce(p_answers ->> k, '') not in ('AGREE', 'MOSTLY', 'RARELY', 'DISAGREE', 'UNSURE')) then
        return 'not whole';
    end if;
    insert into assurance_surveytaken (survey_id, user_id) values (p_survey, (access.post_now()).user_id) on conflict do nothing;
    if not found then return 'again'; end if;
    insert into assurance_surveycount as c (survey_id, standard, answer, number)
    select p_survey, k, p_answers ->> k, 1 from jsonb_object_keys(asked) k order by k
    on conflict (survey_id, standard, answer) do update set number = c.number + 1;
    return 'taken';
end $$;

-- How often each answer was given, once the survey is closed: two looks at one that is open would tell what came between.
create or replace function access.survey_counts(p_survey bigint) returns table (standard text, answer text, number integer)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select c.standard::text, c.answer::text, c.number
      from assurance_practitionersurvey s join assurance_roundarea a on a.id = s.part_id
      join assurance_surveycount c on c.survey_id = s.id
     where s.id = p_survey and access.reads_audits_of(a.area_id)
       and (s.closed_at is not null or s.closes_on < (clock_timestamp() at time zone 'Europe/London')::date)
$$;

-- Who has answered a survey that is over is forgotten. It takes nothing and returns how many.
create or replace function access.forget_who_answered() returns bigint
language sql security definer set search_path = public, pg_catalog, pg_temp as $$
    with gone as (delete from assurance_surveytaken k using assurance_practitionersurvey s
                   where s.id = k.survey_id
                     and (s.closed_at is not null or s.closes_on < (clock_timestamp() at time zone 'Europe/London')::date)
               returning k.id)
    select count(*) from gone
$$;
