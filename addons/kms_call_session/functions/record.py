"""Write a call down and change its prospect, once per uuid."""

RECORD = """(
    p_campaign int4, p_prospect int4, p_user int4, p_uuid varchar, p_outcome int4, p_kind varchar,
    p_answered int4, p_start timestamp, p_duration int4, p_note text, p_next timestamp,
    p_retried bool, p_max_tries int4, p_state varchar, p_promise int4
) RETURNS TABLE (
    call_id int4, is_ours bool, name varchar, state varchar, last_kind varchar,
    last_date timestamp, last_user_id int4, lead_id int4, is_untouched bool
) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
DECLARE
    held record;
BEGIN
    SELECT p.company_id, p.phone, p.partner_id, p.lead_id, NOT (
               (p.state = 'leased' AND p.lease_user_id IS DISTINCT FROM p_user)
               OR p.state IN ('done', 'refused')
               OR (COALESCE(p.last_date > p_start, FALSE)
                   AND p.last_user_id IS DISTINCT FROM p_user)
           ) AS is_ours, p.name, p.state, p.last_kind, p.last_date,
           COALESCE(p.last_user_id, p.lease_user_id) AS last_user_id,
           jsonb_build_object('tries', p.tries, 'next_date', p.next_date,
               'promise_user_id', p.promise_user_id, 'last_kind', p.last_kind,
               'last_date', p.last_date, 'last_user_id', p.last_user_id,
               'last_uuid', p.last_uuid) AS before
      INTO held FROM kms_call_prospect p
     WHERE p.id = p_prospect AND p.campaign_id = p_campaign FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO kms_call (uuid, campaign_id, company_id, prospect_id, phone, lead_id, partner_id,
                          user_id, outcome_id, kind, is_answered, start, duration, note, next_date,
                          is_conflict, is_undone, before, create_date, write_date)
    VALUES (p_uuid, p_campaign, held.company_id, p_prospect, held.phone, held.lead_id,
            held.partner_id, p_user, p_outcome, p_kind, p_answered, p_start, p_duration, p_note,
            p_next, NOT held.is_ours, FALSE, held.before, NOW() AT TIME ZONE 'UTC',
            NOW() AT TIME ZONE 'UTC')
        ON CONFLICT (uuid) DO NOTHING
 RETURNING id INTO call_id;
    IF FOUND AND held.is_ours THEN
        UPDATE kms_call_prospect p
           SET state = CASE WHEN p_retried AND p.tries + 1 >= p_max_tries THEN 'parked'
                            ELSE p_state END,
               tries = p.tries + 1, next_date = p_next, promise_user_id = p_promise,
               lease_user_id = NULL, lease_until = NULL, last_kind = p_kind, last_date = p_start,
               last_user_id = p_user, last_uuid = p_uuid
         WHERE p.id = p_prospect;
    END IF;
    SELECT held.is_ours, held.name, held.state, held.last_kind, held.last_date,
           held.last_user_id, held.lead_id,
           COALESCE((SELECT l.kms_contact_date IS NULL FROM crm_lead l
                      WHERE l.id = held.lead_id), FALSE)
      INTO is_ours, name, state, last_kind, last_date, last_user_id, lead_id, is_untouched;
    RETURN NEXT;
END $body$"""
