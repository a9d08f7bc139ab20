"""Hold cards for a seller, and read what is on them."""

# ruff: noqa: S608 -- the texts put together here are this folder's own constants

from .card import CARD

_FREE = "(p.promise_user_id IS NULL OR p.promise_user_id = p_user OR p.next_date < p_grace)"
# First what was promised, then who is to be tried again, what somebody left behind, and who is
# new. Each in the order of an index of its own, one after the other until there are enough: as
# many rows are read and locked as are taken.
_TURNS = (
    f"p.state = 'callback' AND p.next_date <= p_now AND {_FREE} ORDER BY p.next_date, p.id",
    f"p.state = 'to_call' AND p.next_date <= p_now AND {_FREE} ORDER BY p.next_date, p.id",
    "p.state = 'leased' AND p.lease_until <= p_now ORDER BY p.lease_until, p.id",
    "p.state = 'to_call' AND p.next_date IS NULL ORDER BY p.priority DESC, p.id",
)
_QUEUE = " UNION ALL ".join(
    f"SELECT id FROM (SELECT p.id FROM kms_call_prospect p WHERE p.campaign_id = p_campaign"
    f" AND {turn} LIMIT v_wanted FOR NO KEY UPDATE SKIP LOCKED) turn_{rank}"
    for rank, turn in enumerate(_TURNS)
)

# Whose lease is half over is renewed. Nobody waits for anybody: a row that is locked is not
# theirs to take, or is being called by themselves in another window.
DEAL = (
    """(
    p_campaign int4, p_company int4, p_user int4, p_now timestamp, p_until timestamp,
    p_half timestamp, p_grace timestamp, p_number int4, p_everything bool
) RETURNS TABLE (hand int4[], cards json) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan AS $body$
DECLARE
    v_old int4[];
    v_taken int4[] := '{}';
    v_shown int4[];
    v_wanted int4;
BEGIN
    SELECT COALESCE(array_agg(p.id ORDER BY p.lease_date, p.id), '{}'), p_number - COUNT(*),
           array_agg(p.id) FILTER (WHERE p.lease_until < p_half)
      INTO hand, v_wanted, v_old
      FROM kms_call_prospect p
     WHERE p.campaign_id = p_campaign AND p.state = 'leased' AND p.lease_user_id = p_user
       AND p.lease_until > p_now;
    IF v_old IS NOT NULL THEN
        UPDATE kms_call_prospect SET lease_until = p_until
         WHERE id = ANY(ARRAY(
               SELECT p.id FROM kms_call_prospect p
                WHERE p.id = ANY(v_old) AND p.state = 'leased' AND p.lease_user_id = p_user
                  FOR NO KEY UPDATE SKIP LOCKED));
    END IF;
    IF v_wanted > 0 THEN
        SELECT COALESCE(array_agg(id), '{}') INTO v_taken FROM ("""
    + _QUEUE
    + """ LIMIT v_wanted) queue;
        UPDATE kms_call_prospect
           SET state = 'leased', lease_user_id = p_user, lease_until = p_until,
               lease_date = p_now
         WHERE id = ANY(v_taken);
        hand := hand || v_taken;
    END IF;
    v_shown := CASE WHEN p_everything THEN hand ELSE v_taken END;
    IF v_shown <> '{}' THEN
        SELECT json_agg(card ORDER BY array_position(v_shown, card.id)) INTO cards FROM ("""
    + CARD
    + """) card;
    END IF;
    RETURN NEXT;
END $body$"""
)
