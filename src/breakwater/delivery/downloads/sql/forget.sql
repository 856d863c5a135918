-- Files of lists that were taken away before a moment: deleted whoever asked for them. Only the area's own service of lists learns where they lie.
create or replace function access.forget_downloads(p_area bigint, p_before timestamptz, p_at timestamptz)
returns table (stored_as text) language plpgsql security definer set search_path = public, pg_catalog, pg_temp as $$
begin
    if not access.acts_as_service('lists', p_area) then return; end if;
    return query
    update downloads_download d set state = 'GONE', deleted_at = p_at
     where d.area_id = p_area and d.received_at <= p_before and d.deleted_at is null
    returning d.stored_as::text;
end $$;
