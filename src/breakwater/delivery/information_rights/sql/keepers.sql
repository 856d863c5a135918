-- Which records a keeper is asked about, for the team of that keeper alone, and as the second person approved them. A record that is sealed or guarded
-- is shown to whoever reads it and to the keeper of what is restricted, who is asked about just those.
create or replace function access.rights_asked_about(p_asked bigint) returns table (public_id text, said text, born date)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select p.public_id::text, concat_ws(' ', p.forename, p.surname)::text, p.born_on
      from information_rights_keeperasked k
      join organisations_actor x on x.id = access.actor_now()
      join organisations_membership m on m.id = x.membership_id and m.team_id = k.keeper_team_id and m.user_id = any(access.now_human())
      join information_rights_rightsrequest r on r.id = k.request_id
      join information_rights_rightssubject s on s.request_id = r.id
      join people_person p on p.id = s.person_id
     where k.id = p_asked and not p.barred && access.now_human()
       and (k.keeper = 'front_door' or access.rights_is_plain(p.id, r.area_id) or access.may_read('person', p.id))
     order by p.id
$$;
