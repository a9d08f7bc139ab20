"""What is on the cards, in one query."""

# Over v_shown, ids of prospects; p_user, who calls; p_shown, how many exchanges and quotations.
CARD = """
SELECT p.id, p.name, p.company_name, p.phone, p.email, p.city, p.note, p.is_business, p.tries,
       p.priority, p.lead_id, p.partner_id, p.next_date,
       p.promise_user_id IS NOT NULL AS is_promised, p.last_kind, p.last_date,
       (SELECT kms_status FROM res_partner WHERE id = p.partner_id) AS status,
       (SELECT t.name FROM crm_lead l JOIN product_product v ON v.id = l.kms_product_id
          JOIN product_template t ON t.id = v.product_tmpl_id
         WHERE l.id = p.lead_id) AS product,
       (SELECT json_agg(q) FROM (
            SELECT s.id, s.name, s.amount_total AS amount, s.currency_id, s.date_order AS date
              FROM sale_order s
             WHERE (s.partner_id = p.partner_id OR s.opportunity_id = p.lead_id)
               AND s.state IN ('draft', 'sent') AND s.company_id = p.company_id
          ORDER BY s.date_order DESC LIMIT p_shown) q) AS quotations,
       (SELECT json_agg(e) FROM (
            SELECT c.start AS date, c.kind, c.note, c.duration, u.name AS author
              FROM kms_call c
              JOIN res_users ru ON ru.id = c.user_id JOIN res_partner u ON u.id = ru.partner_id
             WHERE c.phone = p.phone AND c.company_id = p.company_id AND c.is_undone IS NOT TRUE
          ORDER BY c.start DESC LIMIT p_shown) e) AS calls,
       (SELECT json_agg(m) FROM (
            SELECT m.date, m.body, a.name AS author
              FROM mail_message m LEFT JOIN res_partner a ON a.id = m.author_id
             WHERE m.model = 'crm.lead' AND m.res_id = p.lead_id AND m.body != ''
               AND m.message_type IN ('comment', 'email', 'email_outgoing')
          ORDER BY m.date DESC LIMIT p_shown) m) AS messages,
       (SELECT k.said FROM kms_call_consent k
         WHERE k.phone = p.phone AND k.company_id = p.company_id
      ORDER BY k.date DESC, k.id DESC LIMIT 1) AS consent,
       (SELECT a.name FROM res_users u JOIN res_partner a ON a.id = u.partner_id
         WHERE u.id = p_user) AS agent
  FROM kms_call_prospect p
 WHERE p.id = ANY(v_shown)
"""
