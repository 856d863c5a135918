-- The actions that organisations took on by their answers to recommendations, for whoever reads the chain of a recommendation: what is
-- done, by when, how far it has come. The tracker itself is read by who does an action and who set it; nothing here is about a child.
-- Roles: those that hold LEARNING_READ, which a test compares.
create or replace function access.actions_of_recommendations(p_recommendations bigint[])
returns table (response_id bigint, action_id bigint, public_id text, wording text, state text, due_on date, closed_on date)
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if coalesce((access.post_now()).role, '') not in (
        'mash_manager', 'early_help_manager', 'social_care_manager', 'link_coordinator', 'link_manager', 'dsl', 'head_teacher',
        'trust_lead', 'agency_professional', 'agency_lead', 'prevent_lead', 'prevent_education_officer', 'child_death_reviewer',
        'designated_doctor', 'head_of_service', 'business_manager', 'policy_officer', 'training_administrator') then
        return;
    end if;
    return query
    select l.response_id, t.id, t.public_id::text, t.wording::text, t.state::text, t.due_on, t.closed_on
      from learning_responseaction l
      join learning_response r on r.id = l.response_id
      join casework_trackedaction t on t.id = l.action_id
     where r.recommendation_id = any(p_recommendations)
     order by t.due_on, t.id;
end $$;
