"""Many tickets of a till at once, in three statements: three years, a line and a payment each.

Copies of a paid ticket without an invoice, spread over days, salespeople, products and customers.
"""

TICKETS = """
INSERT INTO pos_order (
    company_id, pricelist_id, partner_id, session_id, config_id, user_id, crm_team_id, kms_channel,
    state, currency_rate, name, pos_reference, uuid, date_order, create_date, write_date,
    amount_tax, amount_total, amount_paid, amount_return, create_uid, write_uid
)
SELECT model.company_id, model.pricelist_id,
       partners.ids[1 + n %% array_length(partners.ids, 1)], model.session_id, model.config_id,
       users.ids[1 + n / 7 %% array_length(users.ids, 1)], model.crm_team_id, model.kms_channel,
       'done', model.currency_rate, 'Bench ' || n, 'Bench ' || n, 'bench-' || n, moment, moment,
       moment, 0, amount, amount, 0, 1, 1
  FROM (SELECT n, 500 * (1 + n %% 97) AS amount,
               now() AT TIME ZONE 'UTC'
                   - interval '1 minute' * (n::int8 * 7919 %% 1570000) AS moment
          FROM generate_series(%(first)s, %(last)s) n) ticket,
       (SELECT * FROM pos_order WHERE state = 'done' AND account_move IS NULL
           AND amount_total > 0 ORDER BY id LIMIT 1) model,
       (SELECT array_agg(id) AS ids FROM res_partner WHERE name LIKE 'Bench %%') partners,
       (SELECT array_agg(id) AS ids FROM res_users WHERE id = ANY(%(users)s)) users
"""
LINES = """
INSERT INTO pos_order_line (
    company_id, product_id, order_id, name, full_product_name, uuid, price_unit, qty,
    price_subtotal, price_subtotal_incl, total_cost, is_total_cost_computed, discount,
    create_date, write_date, create_uid, write_uid
)
SELECT company_id, products.ids[1 + o.id %% array_length(products.ids, 1)], o.id, name, name, uuid,
       amount_total, 1, amount_total, amount_total, amount_total * 0.6, TRUE, 0,
       create_date, write_date, 1, 1
  FROM pos_order o, (SELECT array_agg(id) AS ids FROM product_product WHERE active) products
 WHERE o.id > %(after)s
"""
PAYMENTS = """
INSERT INTO pos_payment (
    pos_order_id, payment_method_id, session_id, company_id, uuid, amount, payment_date,
    create_date, write_date, create_uid, write_uid
)
SELECT o.id, model.payment_method_id, o.session_id, o.company_id, o.uuid, o.amount_total,
       o.date_order, o.create_date, o.write_date, 1, 1
  FROM pos_order o, (SELECT payment_method_id FROM pos_payment ORDER BY id LIMIT 1) model
 WHERE o.id > %(after)s
"""


def add_tickets(env, number):
    """Write paid tickets, in the past three years.

    :param env: environment of a database that has sold something at a till
    :param int number: how many
    """
    env.flush_all()
    env.cr.execute("SELECT COALESCE(max(id), 0), count(*) FROM pos_order")
    after, there = env.cr.fetchone()
    users = env["res.users"].search([("share", "=", False)])
    env.cr.execute(TICKETS, {"first": there, "last": there + number - 1, "users": users.ids})
    env.cr.execute(LINES, {"after": after})
    env.cr.execute(PAYMENTS, {"after": after})
    env.cr.execute("ANALYZE pos_order, pos_order_line, pos_payment")
    env.invalidate_all()
