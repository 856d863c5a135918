-- What meetings for an area come to, the same for whoever asks: a manager whose team runs one group reads no meeting of another team's, and
-- what they were not told would be published as if it were not there. Of groups that are not restricted alone.
create or replace function access.is_meeting_for(p_meeting assurance_boardmeeting, p_area bigint) returns boolean
language sql stable set search_path = public, pg_catalog, pg_temp as $$
    select not p_meeting.is_restricted
       and (p_meeting.area_id = p_area
            or exists (select 1 from assurance_grouparea g where g.group_id = p_meeting.group_id and g.area_id = p_area))
$$;

-- How often each agency was at the meetings held in a time, for whoever has a post in the area. A meeting counts once for an agency: attended
-- where anybody with its seat came, else by a substitute, else apologies.
create or replace function access.board_attendance(p_area bigint, p_first date, p_last date)
returns table (agency text, partner text, expected bigint, attended bigint, substitutes bigint, apologies bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select s.agency, s.partner, count(*), count(*) filter (where s.came), count(*) filter (where not s.came and s.sent),
           count(*) filter (where not s.came and not s.sent and s.excused)
      from (select seat.agency, seat.partner, m.id, bool_or(seat.attendance = 'ATTENDED') as came,
                   bool_or(seat.attendance = 'SUBST') as sent, bool_or(seat.attendance = 'APOLOGIES') as excused
              from assurance_boardmeeting m join assurance_meetingseat seat on seat.meeting_id = m.id
             where m.state = 'HELD' and seat.attendance <> 'EXPECTED' and access.is_meeting_for(m, p_area)
               and (m.starts_at at time zone 'Europe/London')::date between p_first and p_last
             group by seat.agency, seat.partner, m.id) s
     where (access.post_now()).id is not null and access.area_now() = p_area
     group by s.agency, s.partner
$$;

-- What was decided, and how many challenges there were and after how many something changed, for the area's business manager, who draws the
-- yearly report.
create or replace function access.board_decisions(p_area bigint, p_first date, p_last date)
returns table (public_id text, number text, wording text, outcome text)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select d.public_id, d.number, d.wording, d.outcome
      from assurance_boarddecision d join assurance_boardmeeting m on m.id = d.meeting_id
     where (access.post_now()).role = 'business_manager' and access.area_now() = p_area
       and access.is_meeting_for(m, p_area) and d."on" between p_first and p_last
     order by d."on", d.number
$$;

create or replace function access.board_challenges(p_area bigint, p_first date, p_last date)
returns table (made bigint, changed bigint)
language sql stable security definer set search_path = public, pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where c.result = 'CHANGED')
      from assurance_challenge c join assurance_boardmeeting m on m.id = c.meeting_id
     where (access.post_now()).role = 'business_manager' and access.area_now() = p_area
       and access.is_meeting_for(m, p_area) and c."on" between p_first and p_last
    having count(*) > 0
$$;
