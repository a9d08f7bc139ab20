"""Many leads at once, in a few statements: three years of a busy house.

Three tenths of the leads in each of three channels, a tenth without one; half of them lost, a third
won, the others open; a fifth of the open ones has an activity. Each lead has the history of stages
that core would have written, each won or quoted one its order. Always the same leads.
"""

LEADS = """
INSERT INTO crm_lead (
    name, contact_name, phone, phone_sanitized, email_from, email_normalized, type, active,
    team_id, kms_channel, stage_id, won_status, probability, automated_probability, user_id,
    company_id, source_id, campaign_id, kms_product_id, lost_reason_id, expected_revenue,
    prorated_revenue, priority, color, kms_arrival_date, kms_contact_date, create_date, write_date,
    date_last_stage_update, date_closed, kms_visit_state, create_uid, write_uid, partner_id
)
SELECT 'Bench ' || n, 'Prospect ' || n, '+237 6 ' || lpad(n::text, 8, '0'),
       '+2376' || lpad(n::text, 8, '0'), 'p' || n || '@example.com', 'p' || n || '@example.com',
       'opportunity', outcome <> 'lost', stage.team_id, stage.channel, stage.id,
       CASE outcome WHEN 'open' THEN 'pending' ELSE outcome END,
       CASE outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 20 END,
       CASE outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 20 END,
       users.ids[1 + dice / 7 %% array_length(users.ids, 1)],
       CASE WHEN dice %% 2 = 0 THEN %(company)s END,
       sources.ids[1 + dice / 11 %% array_length(sources.ids, 1)], NULL,
       products.ids[1 + dice / 13 %% array_length(products.ids, 1)],
       CASE outcome WHEN 'lost' THEN reasons.ids[1 + dice / 17 %% array_length(reasons.ids, 1)] END,
       dice %% 97 * 5000, 0, CASE WHEN dice / 23 %% 20 = 0 THEN '1' ELSE '0' END, 0,
       arrived, CASE WHEN stage.place > 1 THEN arrived + interval '1 hour' END, arrived, arrived,
       arrived + interval '1 day' * (dice %% 9),
       CASE WHEN outcome <> 'open' THEN arrived + interval '9 day' END,
       CASE outcome WHEN 'won' THEN 'sold' WHEN 'lost' THEN 'lost'
            ELSE CASE WHEN stage.place > 1 THEN 'received' ELSE 'waiting' END END,
       1, 1, partners.ids[1 + dice / 19 %% array_length(partners.ids, 1)]
  FROM (
       SELECT n, dice, CASE WHEN dice %% 20 < 3 THEN 'open'
                            WHEN dice %% 20 < 10 THEN 'won' ELSE 'lost' END AS outcome,
              (%(teams)s)[1 + dice / 31 %% array_length(%(teams)s, 1)] AS team_id,
              now() AT TIME ZONE 'UTC' - interval '1 minute' * (
                  CASE WHEN dice %% 20 < 3 THEN dice %% 80000 ELSE dice %% 1500000 END) AS arrived
         FROM (SELECT n, ('x' || left(md5(n::text), 7))::bit(28)::integer AS dice
                 FROM generate_series(%(first)s, %(last)s) n) numbered
       ) lead
  JOIN LATERAL (
       SELECT stage.*, count(*) OVER () AS places
         FROM (
              SELECT stage.id, lead.team_id, team.kms_channel AS channel, stage.is_won,
                     row_number() OVER (ORDER BY stage.sequence, stage.id) AS place
                FROM crm_stage stage
           LEFT JOIN crm_stage_crm_team_rel rel ON rel.crm_stage_id = stage.id
           LEFT JOIN crm_team team ON team.id = lead.team_id
               WHERE rel.crm_team_id = lead.team_id
                  OR (rel.crm_team_id IS NULL AND team.kms_channel IS NULL)
              ) stage
        WHERE COALESCE(stage.is_won, FALSE) = (lead.outcome = 'won')
       ) stage ON stage.place = CASE WHEN stage.is_won THEN stage.place
                                     ELSE 1 + dice / 29 %% stage.places END,
       (SELECT array_agg(id) AS ids FROM utm_source) sources,
       (SELECT array_agg(id) AS ids FROM product_product WHERE active) products,
       (SELECT array_agg(id) AS ids FROM crm_lost_reason) reasons,
       (SELECT array_agg(id) AS ids FROM res_users WHERE id = ANY(%(users)s)) users,
       (SELECT array_agg(id) AS ids FROM (SELECT id FROM res_partner WHERE active AND name > ''
         ORDER BY id LIMIT 500) known) partners
"""
ORDERS = """
INSERT INTO sale_order (
    name, partner_id, partner_invoice_id, partner_shipping_id, company_id, currency_id, date_order,
    state, amount_total, amount_untaxed, kms_sold_amount, opportunity_id, kms_visit_id, team_id,
    kms_channel, user_id, create_date, picking_policy
)
SELECT 'B' || lead.id, partner_id, partner_id, partner_id, %(company)s, %(currency)s,
       kms_arrival_date, CASE won_status WHEN 'won' THEN 'sale' ELSE 'sent' END, expected_revenue,
       expected_revenue, CASE won_status WHEN 'won' THEN expected_revenue ELSE 0 END, lead.id,
       lead.id, team_id, kms_channel, user_id, lead.create_date, 'direct'
  FROM crm_lead lead JOIN crm_stage stage ON stage.id = lead.stage_id
 WHERE lead.id > %(before)s AND (won_status = 'won' OR stage.kms_step = 'quoted')
"""
QUOTED = """
UPDATE crm_lead SET kms_quotation_id = sale_order.id,
       kms_visit_state = CASE sale_order.state WHEN 'sale' THEN 'sold' ELSE
           CASE WHEN crm_lead.active THEN 'quoted' ELSE 'lost' END END
  FROM sale_order
 WHERE sale_order.opportunity_id = crm_lead.id AND crm_lead.id > %(before)s
"""
HISTORY = """
WITH move AS (
    SELECT lead.id AS lead_id, stage.id AS stage_id, lead.kms_arrival_date AS day, stage.sequence
      FROM crm_lead lead
      JOIN crm_stage now_in ON now_in.id = lead.stage_id
      JOIN crm_stage_crm_team_rel rel ON rel.crm_team_id = lead.team_id
      JOIN crm_stage stage ON stage.id = rel.crm_stage_id AND stage.sequence < now_in.sequence
     WHERE lead.id > %(before)s
), message AS (
    INSERT INTO mail_message (model, res_id, message_type, date, create_date, subtype_id, body)
    SELECT 'crm.lead', lead_id, 'notification', day + interval '1 day' * sequence,
           day + interval '1 day' * sequence, NULL, stage_id::text
      FROM move
 RETURNING id, body, create_date
)
INSERT INTO mail_tracking_value (field_id, old_value_integer, mail_message_id, create_date)
SELECT %(field)s, body::integer, id, create_date FROM message ORDER BY create_date
"""
ACTIVITIES = """
INSERT INTO mail_activity (
    res_model, res_model_id, res_id, user_id, activity_type_id, date_deadline, active, summary
)
SELECT 'crm.lead', %(model)s, id, user_id, %(activity)s, current_date + id %% 9 - 4, TRUE, 'Call'
  FROM crm_lead WHERE id > %(before)s AND won_status = 'pending' AND active AND id / 3 %% 5 = 0
"""


def add_leads(env, number):
    """Add leads to those that are there, and let PostgreSQL count them.

    :param env: superuser environment; the caller commits
    :param int number: how many
    """
    cr = env.cr
    env.flush_all()
    cr.execute("SELECT COALESCE(max(id), 0), count(*) FROM crm_lead")
    before, there = cr.fetchone()
    teams = env["crm.team"].search([("kms_channel", "in", ("showroom", "field", "digital"))])
    plain = env["crm.team"].search([("name", "=", "Bench")]) or env["crm.team"].create(
        {"name": "Bench"}
    )
    env.flush_all()
    values = {
        "before": before,
        "first": there + 1,
        "last": there + number,
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        # three of each channel's for one of no channel's
        "teams": [*(teams.ids * 3), plain.id],
        "users": env["res.users"].search([("share", "=", False)]).ids,
        "field": env["ir.model.fields"]._get("crm.lead", "stage_id").id,
        "model": env["ir.model"]._get_id("crm.lead"),
        "activity": env.ref("mail.mail_activity_data_call").id,
    }
    for statement in (LEADS, ORDERS, QUOTED, HISTORY, ACTIVITIES):
        cr.execute(statement, values)
    for table in ("crm_lead", "sale_order", "mail_message", "mail_tracking_value", "mail_activity"):
        cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
    env.invalidate_all()
