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
    v_call int4;
    v_ours bool;
    v_now timestamp := NOW() AT TIME ZONE 'UTC';
BEGIN
    SELECT * INTO held FROM kms_call_prospect p
     WHERE p.id = p_prospect AND p.campaign_id = p_campaign FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    v_ours := NOT (
        (held.state = 'leased' AND held.lease_user_id IS DISTINCT FROM p_user)
        OR held.state IN ('done', 'refused')
        OR (COALESCE(held.last_date > p_start, FALSE)
            AND held.last_user_id IS DISTINCT FROM p_user)
    );
    INSERT INTO kms_call (uuid, campaign_id, company_id, prospect_id, phone, lead_id, partner_id,
                          user_id, outcome_id, kind, is_answered, start, duration, note, next_date,
                          is_conflict, is_undone, before, create_uid, create_date, write_uid,
                          write_date)
    VALUES (p_uuid, p_campaign, held.company_id, held.id, held.phone, held.lead_id,
            held.partner_id, p_user, p_outcome, p_kind, p_answered, p_start, p_duration, p_note,
            p_next, NOT v_ours, FALSE,
            jsonb_build_object('tries', held.tries, 'next_date', held.next_date,
                'promise_user_id', held.promise_user_id, 'last_kind', held.last_kind,
                'last_date', held.last_date, 'last_user_id', held.last_user_id,
                'last_uuid', held.last_uuid),
            p_user, v_now, p_user, v_now)
        ON CONFLICT (uuid) DO NOTHING
 RETURNING id INTO v_call;
    IF v_ours AND v_call IS NOT NULL THEN
        UPDATE kms_call_prospect p
           SET state = CASE WHEN p_retried AND p.tries + 1 >= p_max_tries THEN 'parked'
                            ELSE p_state END,
               tries = p.tries + 1, next_date = p_next, promise_user_id = p_promise,
               lease_user_id = NULL, lease_until = NULL, last_kind = p_kind, last_date = p_start,
               last_user_id = p_user, last_uuid = p_uuid
         WHERE p.id = held.id;
    END IF;
    RETURN QUERY SELECT
        v_call, v_ours, held.name, held.state, held.last_kind, held.last_date,
        COALESCE(held.last_user_id, held.lease_user_id), held.lead_id,
        COALESCE((SELECT l.kms_contact_date IS NULL FROM crm_lead l WHERE l.id = held.lead_id),
                 FALSE);
END $body$"""
