"""What must be true of the suite's data whatever happened to the server, and what an update keeps.

Read by the tests of faults and by ``./kms upgrade-drill``: the words are SQL, so that neither a
computed field nor a cache of Odoo answers in the place of the data.
"""

# Name → how many records break it; every answer must be 0.
BROKEN = {
    "posted entries that are not balanced": """
        SELECT count(*) FROM (
            SELECT line.move_id FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE move.state = 'posted'
             GROUP BY line.move_id HAVING abs(sum(line.balance)) >= 0.005) AS odd
    """,
    "receivable and payable lines whose rest is not what reconciliation left": """
        SELECT count(*) FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN account_move move ON move.id = line.move_id
         WHERE account.account_type IN ('asset_receivable', 'liability_payable')
           AND move.state = 'posted'
           AND abs(line.amount_residual - line.balance
               + COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                            WHERE debit_move_id = line.id), 0)
               - COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                            WHERE credit_move_id = line.id), 0)) >= 0.005
    """,
    "invoices whose amount due is not their receivable": """
        SELECT count(*) FROM account_move move
         WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
           AND abs(abs(move.amount_residual_signed) - abs(COALESCE((
               SELECT sum(line.amount_residual) FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                WHERE line.move_id = move.id
                  AND account.account_type = 'asset_receivable'), 0))) >= 0.005
    """,
    "series of invoice numbers with a gap or a number twice": """
        SELECT count(*) FROM (
            SELECT 1 FROM account_move
             WHERE state = 'posted' AND move_type = 'out_invoice' AND sequence_number > 0
             GROUP BY journal_id, sequence_prefix
            HAVING max(sequence_number) - min(sequence_number) + 1 != count(*)
                OR count(*) != count(DISTINCT sequence_number)) AS series
    """,
    "places in stock that do not hold what was moved there": """
        WITH moved AS (
            SELECT product_id, location_dest_id AS location_id, quantity_product_uom AS quantity
              FROM stock_move_line WHERE state = 'done'
             UNION ALL
            SELECT product_id, location_id, -quantity_product_uom
              FROM stock_move_line WHERE state = 'done'
        ), expected AS (
            SELECT product_id, location_id, sum(quantity) AS quantity
              FROM moved GROUP BY 1, 2
        ), held AS (
            SELECT product_id, location_id, sum(quantity) AS quantity
              FROM stock_quant GROUP BY 1, 2
        )
        SELECT count(*)
          FROM expected FULL JOIN held USING (product_id, location_id)
          JOIN stock_location location ON location.id = COALESCE(
               expected.location_id, held.location_id)
          JOIN product_product product ON product.id = COALESCE(
               expected.product_id, held.product_id)
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE location.usage = 'internal' AND template.is_storable
           AND abs(COALESCE(expected.quantity, 0) - COALESCE(held.quantity, 0)) >= 0.001
    """,
    "stock moves that are done with another quantity than their lines": """
        SELECT count(*) FROM stock_move move
         WHERE move.state = 'done' AND abs(move.quantity - COALESCE((
               SELECT sum(line.quantity) FROM stock_move_line line
                WHERE line.move_id = move.id AND line.product_uom_id = move.product_uom), 0))
               >= 0.001
    """,
    "cards whose points are not the sum of their ledger": """
        SELECT count(*) FROM (
            SELECT card.id FROM loyalty_card card
              LEFT JOIN kms_points_entry entry ON entry.card_id = card.id
             GROUP BY card.id, card.points
            HAVING abs(card.points - COALESCE(sum(entry.points), 0)) > 0.001) AS odd
    """,
    "coupons used more often than their program allows": """
        WITH used AS (
            SELECT program_id, partner_id,
                   CASE kind WHEN 'use' THEN 1 ELSE -1 END AS times
              FROM kms_coupon_use WHERE NOT excess
        )
        SELECT count(*) FROM (
            SELECT 1 FROM used JOIN loyalty_program program ON program.id = program_id
             WHERE program.limit_usage
             GROUP BY program.id, program.max_usage HAVING sum(times) > program.max_usage
             UNION ALL
            SELECT 1 FROM used JOIN loyalty_program program ON program.id = program_id
             WHERE program.kms_max_per_customer > 0 AND used.partner_id IS NOT NULL
             GROUP BY program.id, used.partner_id, program.kms_max_per_customer
            HAVING sum(times) > program.kms_max_per_customer) AS odd
    """,
    "paid tickets that are not the sum of their payments": """
        SELECT count(*) FROM pos_order ticket
         WHERE ticket.state IN ('paid', 'done') AND abs(ticket.amount_paid - COALESCE((
               SELECT sum(amount) FROM pos_payment WHERE pos_order_id = ticket.id), 0)) >= 0.005
    """,
    "tickets that are stored twice": """
        SELECT count(*) - count(DISTINCT uuid) FROM pos_order WHERE uuid IS NOT NULL
    """,
    "nights that two stays have": """
        SELECT count(*) FROM kms_reservation_night night
          JOIN kms_reservation_night other ON other.room_id = night.room_id AND other.id > night.id
           AND tsrange(other.date_start, other.date_stop)
            && tsrange(night.date_start, night.date_stop)
    """,
    "order lines invoiced for more than was ordered or delivered": """
        SELECT count(*) FROM sale_order_line line
         WHERE NOT COALESCE(line.is_downpayment, FALSE) AND line.product_uom_qty >= 0
           AND GREATEST(line.product_uom_qty, line.qty_delivered) + 0.001 < (
               SELECT COALESCE(sum(CASE move.move_type WHEN 'out_invoice' THEN billed.quantity
                                   ELSE -billed.quantity END), 0)
                 FROM sale_order_line_invoice_rel rel
                 JOIN account_move_line billed ON billed.id = rel.invoice_line_id
                 JOIN account_move move ON move.id = billed.move_id
                WHERE rel.order_line_id = line.id AND move.state = 'posted')
    """,
    "students on one seat": """
        SELECT count(*) FROM (
            SELECT 1 FROM kms_enrollment WHERE seat_id IS NOT NULL
             GROUP BY seat_id HAVING count(*) > 1) AS odd
    """,
    "calls that are written down twice": """
        SELECT count(*) - count(DISTINCT uuid) FROM kms_call WHERE uuid IS NOT NULL
    """,
}

# Name → rows of (key, figure) that an update of the suite leaves as they are.
KEPT = {
    "ledger by account and month": """
        SELECT account_id || ' ' || to_char(date, 'YYYY-MM'), sum(debit) || ' ' || sum(credit)
          FROM account_move_line WHERE parent_state = 'posted' GROUP BY account_id, 1
    """,
    "amount due by customer": """
        SELECT COALESCE(line.partner_id, 0), sum(line.amount_residual) FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
         WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
         GROUP BY 1
    """,
    "stock by product and place": """
        SELECT product_id || ' ' || location_id, sum(quantity) FROM stock_quant
         GROUP BY product_id, location_id
    """,
    "points by card": "SELECT id, points FROM loyalty_card",
    "uses of coupons by program": """
        SELECT program_id, count(*) FROM kms_coupon_use GROUP BY 1
    """,
    "orders by state": """
        SELECT state, count(*) || ' ' || sum(amount_total) FROM sale_order GROUP BY 1
    """,
    "invoices and entries by kind": """
        SELECT move_type || ' ' || state, count(*) || ' ' || sum(amount_total) FROM account_move
         GROUP BY move_type, state
    """,
    "payments by state": """
        SELECT state, count(*) || ' ' || sum(amount) FROM account_payment GROUP BY 1
    """,
    "tickets by state": """
        SELECT state, count(*) || ' ' || sum(amount_total) FROM pos_order GROUP BY 1
    """,
    "leads by stage": "SELECT COALESCE(stage_id, 0), count(*) FROM crm_lead GROUP BY 1",
    "stays by state": """
        SELECT state, count(*) || ' ' || sum(amount_stay) FROM kms_reservation GROUP BY 1
    """,
    "nights by month": """
        SELECT to_char(date, 'YYYY-MM'), count(*) || ' ' || sum(price)
          FROM kms_reservation_night GROUP BY 1
    """,
    "students by state": "SELECT state, count(*) FROM kms_enrollment GROUP BY 1",
    "deliveries by state": "SELECT state, count(*) FROM kms_preparation_order GROUP BY 1",
    "disputes by state": "SELECT state, count(*) FROM kms_dispute GROUP BY 1",
    "calls by kind": "SELECT kind, count(*) FROM kms_call GROUP BY 1",
    "prospects by state": "SELECT state, count(*) FROM kms_call_prospect GROUP BY 1",
    "facts by figure and month": """
        SELECT metric.code || ' ' || to_char(fact.date, 'YYYY-MM'), sum(fact.value)
          FROM kms_fact fact JOIN kms_metric metric ON metric.id = fact.metric_id
         GROUP BY metric.code, 1
    """,
    "customers by kind": """
        SELECT COALESCE(kms_status, '-'), count(*) FROM res_partner GROUP BY 1
    """,
    "files": "SELECT 'files', count(*) FROM ir_attachment WHERE res_model NOT LIKE 'ir.%'",
}
