"""What is on a card.

Connections forget their plans whenever Odoo borrows them. What takes long to plan is joins, so
each name is looked up by itself, and what most people do not have is only asked for here: past
exchanges and open quotations are a query of their own, for those who have any.
"""

# Over v_shown, ids of prospects; p_user, who calls; p_company, for whom.
CARD = """
SELECT p.id, p.name, p.company_name, p.phone, p.email, p.city, p.note, p.is_business, p.tries,
       p.priority, p.lead_id, p.partner_id, p.next_date,
       p.promise_user_id IS NOT NULL AS is_promised, p.last_kind, p.last_date,
       (SELECT a.kms_status FROM res_partner a WHERE a.id = p.partner_id) AS status,
       (SELECT t.name FROM product_template t WHERE t.id = (
            SELECT v.product_tmpl_id FROM product_product v WHERE v.id = (
                SELECT l.kms_product_id FROM crm_lead l WHERE l.id = p.lead_id))) AS product,
       (SELECT k.said FROM kms_call_consent k
         WHERE k.phone = p.phone AND k.company_id = p_company
      ORDER BY k.date DESC, k.id DESC LIMIT 1) AS consent,
       (SELECT a.name FROM res_partner a WHERE a.id = (
            SELECT u.partner_id FROM res_users u WHERE u.id = p_user)) AS agent,
       EXISTS (SELECT FROM kms_call c WHERE c.phone = p.phone)
       OR EXISTS (SELECT FROM sale_order s
                   WHERE (s.opportunity_id = p.lead_id OR s.partner_id = p.partner_id)
                     AND s.state IN ('draft', 'sent'))
       OR EXISTS (SELECT FROM mail_message m
                   WHERE m.model = 'crm.lead' AND m.res_id = p.lead_id AND m.body != ''
                     AND m.message_type IN ('comment', 'email', 'email_outgoing')) AS has_past
  FROM kms_call_prospect p
 WHERE p.id = ANY(v_shown)
"""
