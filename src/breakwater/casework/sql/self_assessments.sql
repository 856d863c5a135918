-- The median of others' returns, which nobody reads one by one: below five returns there is none (SG-22).
-- Others are organisations of the same kind in the same area, each by its last sent return on the same edition and variant.
create or replace function access.medians_of_returns(p_assessment bigint)
returns table (section text, statement text, score integer)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
declare a record;
begin
    if not coalesce(access.may_read('selfassessment', p_assessment), false) then return; end if;
    select s.edition_id, s.variant, s.area_id, s.organisation_id, o.kind into a
      from casework_selfassessment s join organisations_organisation o on o.id = s.organisation_id where s.id = p_assessment;
    return query
    with latest as (
        select distinct on (s.organisation_id) s.id, s.organisation_id
          from casework_selfassessment s join organisations_organisation o on o.id = s.organisation_id
         where s.sent_at is not null and s.edition_id = a.edition_id and s.variant = a.variant and s.area_id = a.area_id
           and o.kind = a.kind and s.organisation_id <> a.organisation_id
         order by s.organisation_id, s.sent_at desc, s.id desc
    ), given as (
        select l.organisation_id, x.section, x.statement, x.score::integer as score
          from latest l join casework_statementanswer x on x.assessment_id = l.id where x.score is not null
    ), by_section as (
        select g.organisation_id, g.section, percentile_disc(0.5) within group (order by g.score) as score
          from given g group by g.organisation_id, g.section
    )
    select g.section::text, g.statement::text, percentile_disc(0.5) within group (order by g.score)
      from given g group by g.section, g.statement having count(*) >= 5
    union all
    select b.section::text, '', percentile_disc(0.5) within group (order by b.score)
      from by_section b group by b.section having count(*) >= 5;
end $$;

-- What was answered to a statement in the return before this one, for whoever is given its section now: of that return they read
-- their own section alone.
create or replace function access.answer_before(p_assessment bigint, p_section text, p_statement text)
returns table (id bigint, grade text, reason text, evidence text, link text, none_held boolean, impact text, action text,
               assessment bigint, edition bigint, sent_at timestamptz, receipt text)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not coalesce(access.may_read('selfassessment', p_assessment), false) then return; end if;
    return query
    select x.id, x.grade::text, x.reason::text, x.evidence::text, x.link::text, x.none_held, x.impact::text, x.action::text,
           b.id, b.edition_id, b.sent_at, b.receipt::text
      from casework_selfassessment s
      join casework_selfassessment b on b.id = s.previous_id and b.organisation_id = s.organisation_id and b.bank = s.bank
                                    and b.sent_at is not null and not b.barred && access.now_human()
      join casework_statementanswer x on x.assessment_id = b.id and x.section = p_section and x.statement = p_statement
     where s.id = p_assessment and x.grade <> '' and exists (
         select 1 from casework_sectiondelegation d
          where d.assessment_id = s.id and d.section = p_section and d.ended_at is null
            and d.user_id = any(access.now_human()));
end $$;
