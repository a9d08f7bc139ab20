"""What the addon does to a database that was in use before it."""


def pre_init_hook(env):
    """Keep the cards that exist out of the unique index until their numbers have been read."""
    env.cr.execute("ALTER TABLE res_partner ADD COLUMN kms_phone_shared boolean DEFAULT TRUE")
    env.cr.execute("ALTER TABLE res_partner ALTER COLUMN kms_phone_shared DROP DEFAULT")


def post_init_hook(env):
    """Read the numbers of the cards that exist, mark duplicates for review, recognise customers."""
    cards = env["res.partner"].with_context(active_test=False)
    unread = cards.search([("phone", "!=", False), ("phone_sanitized", "=", False)])
    env.add_to_compute(cards._fields["phone_sanitized"], unread)
    env.flush_all()
    _mark_duplicates(env.cr)
    _mark_customers(env.cr)
    env.invalidate_all()


def _mark_duplicates(cr):
    # Users' and companies' cards stay out of the index; of the others the oldest card of a number
    # enters it, its twins wait for someone to look at them.
    cr.execute(
        """
        WITH card AS (
            SELECT id, phone_sanitized, COALESCE(company_id, 0) AS company,
                   active AND parent_id IS NULL AS main,
                   partner_share IS FALSE
                   OR id IN (SELECT partner_id FROM res_company) AS ours
              FROM res_partner
        ), judged AS (
            SELECT id, ours,
                   main AND NOT ours AND phone_sanitized IS NOT NULL
                   AND row_number() OVER (
                       PARTITION BY phone_sanitized, company, main, ours ORDER BY id
                   ) > 1 AS twin
              FROM card
        )
        UPDATE res_partner
           SET kms_phone_shared = ours OR twin, kms_phone_review = twin
          FROM judged
         WHERE judged.id = res_partner.id
        """
    )


def _mark_customers(cr):
    cr.execute(
        """
        WITH buyer AS (
            SELECT partner_id FROM sale_order WHERE state = 'sale'
             UNION
            SELECT partner_id FROM account_move
             WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
        )
        UPDATE res_partner SET kms_status = 'customer'
         WHERE commercial_partner_id IN (
               SELECT commercial_partner_id FROM res_partner
                WHERE id IN (SELECT partner_id FROM buyer)
         )
        """
    )


def uninstall_hook(env):
    """Take back what was changed in core's own tables: an index and Cameroon's tax label."""
    env.cr.execute("DROP INDEX IF EXISTS res_partner__phone_sanitized_index")
    cameroon = env.ref("base.cm")
    if cameroon.vat_label == "NIU":
        cameroon.vat_label = False
